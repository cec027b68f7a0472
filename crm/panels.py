"""What the cards of the ground floor show beside the main column."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.models import Campaign, Contact, Salesperson
from crm.sockets import contact_facts
from crm.ui.reading import NO_BREAK, Reading

MOST_LISTED = 20


@dataclass(frozen=True)
class Fact:
    """A fact of a card: what, its value, and where a click leads (a call, a letter, a page)."""

    label: str
    text: str
    href: str = ""


def contact_data(request: HttpRequest, contact: Contact) -> dict:
    """How to reach the contact and how to write to it; what nobody knows is left out."""
    facts = [*_ways_to_reach(contact), *_registered(contact), *_manners(contact)]
    return {"facts": [fact for fact in facts if fact.text], "notes": contact.notes}


def computed_facts(request: HttpRequest, contact: Contact) -> dict | None:
    """Numbers that the rooms above compute about the contact."""
    facts = [
        Fact(label, text)
        for source in contact_facts
        for label, text in source.read(request, contact)
        if text
    ]
    return {"facts": facts} if facts else None


def people(request: HttpRequest, company: Contact) -> dict | None:
    """The first people of a company by name, and a way to all of them."""
    if not company.is_company:
        return None
    user = request.user
    visible = Contact.objects.visible_to(user).filter(company=company)
    named = visible.only("title_before", "name", "title_after", "job_title")
    first = list(named[: MOST_LISTED + 1])
    return {
        "people": first[:MOST_LISTED],
        "all_href": f"{reverse('person_list')}?company={company.pk}"
        if len(first) > MOST_LISTED
        else "",
        "new_href": f"{reverse('contact_new')}?type=person&company={company.pk}"
        if user.has_perm("crm.create_contact")
        else "",
    }


def salesperson_data(request: HttpRequest, salesperson: Salesperson) -> dict:
    """Who this is and how to reach him."""
    facts = [
        Fact(_("Team"), str(salesperson.team or "")),
        _phone(_("Phone"), salesperson.phone),
        _email(_("E-mail"), salesperson.email),
        Fact(_("User"), str(salesperson.user or "")),
    ]
    return {"facts": [fact for fact in facts if fact.text]}


def contacts_of_salesperson(request: HttpRequest, salesperson: Salesperson) -> dict:
    """The first contacts of a salesperson by name, and a way to all of them."""
    contacts = Contact.objects.visible_to(request.user).filter(salesperson=salesperson)
    first = list(contacts.select_related("company")[: MOST_LISTED + 1])
    return {
        "contacts": first[:MOST_LISTED],
        "all_href": f"{reverse('contact_list')}?salesperson={salesperson.pk}" if first else "",
    }


def campaign_data(request: HttpRequest, campaign: Campaign) -> dict:
    """When the campaign runs and who answers for it."""
    reading = Reading.of_request(request)
    owner = campaign.salesperson
    facts = [
        Fact(_("Starting date"), reading.day(campaign.starts_on)),
        Fact(_("Ending date"), reading.day(campaign.ends_on)),
        Fact(_("Salesperson"), str(owner or ""), owner.get_absolute_url() if owner else ""),
    ]
    return {"facts": [fact for fact in facts if fact.text]}


def _ways_to_reach(contact: Contact) -> list[Fact]:
    return [
        _phone(_("Phone"), contact.phone),
        _phone(_("Mobile"), contact.mobile),
        _email(_("E-mail"), contact.email),
        _email(_("Second e-mail"), contact.second_email),
        Fact(_("Fax"), str(contact.fax or "")),
        Fact(_("Web site"), _host(contact.web_site), contact.web_site),
        Fact(_("Data box"), contact.data_box),
        Fact(_("Address"), _address(contact)),
    ]


def _registered(contact: Contact) -> list[Fact]:
    return [
        Fact(_("Registration No."), contact.registration_number),
        Fact(_("VAT Registration No."), contact.vat_number),
    ]


def _manners(contact: Contact) -> list[Fact]:
    opted_out = contact.email_opt_out_at is not None
    return [
        Fact(_("Salutation"), contact.salutation),
        Fact(_("Language"), contact.get_language_display()),
        Fact(_("Correspondence Type"), contact.get_correspondence_type_display()),
        Fact(_("Opted out of e-mail"), _("yes") if opted_out else ""),
    ]


def _phone(label: str, number: Any) -> Fact:
    if not number:
        return Fact(label, "")
    return Fact(label, str(number).replace(" ", NO_BREAK), f"tel:{number.as_e164}")


def _email(label: str, address: str) -> Fact:
    return Fact(label, address, f"mailto:{address}" if address else "")


def _host(address: str) -> str:
    return urlsplit(address).netloc.removeprefix("www.")


def _address(contact: Contact) -> str:
    place = f"{contact.post_code} {contact.city}".strip()
    return "\n".join(line for line in (contact.street, place, contact.country.name) if line)
