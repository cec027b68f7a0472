"""What the form fills in by itself, and where each value comes from."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.forms.amounts import typed_amount
from crm.forms.dates import typed_day
from crm.forms.due_day import working_day_after
from crm.models import Campaign, Contact, CorrespondenceType, Salesperson, User
from interactions.forms.call import Call
from interactions.models import InteractionTemplate

ORIGINS = {
    "template": _("from template"),
    "contact": _("from contact"),
    "start": _("from where you came"),
    "entry": _("from the entry"),
    "user": pgettext_lazy("origin of a value", "you"),
    "now": pgettext_lazy("origin of a value", "now"),
    "own": _("your value"),
}


@dataclass(frozen=True, kw_only=True)
class Start:
    """What the starting point knows: a card, a row, an entry; `origin` says which sort it is."""

    contact: Contact | None = None
    salesperson: Salesperson | None = None
    template: InteractionTemplate | None = None
    campaign: Campaign | None = None
    call: Call | None = None
    origin: str = "start"


@dataclass(frozen=True)
class Offer:
    """A value as it would be typed, and where it comes from."""

    value: str = ""
    origin: str = ""


_SAID = (
    (bool, lambda value: "on" if value else ""),
    (Model, lambda row: str(row.pk)),
    (Decimal, typed_amount),
    (datetime.date, typed_day),
    (datetime.time, "{:%H:%M}".format),
)


def as_typed(value: Any) -> str:
    """*value* as it stands in a field of the form."""
    if value is None:
        return ""
    say = next((say for sort, say in _SAID if isinstance(value, sort)), str)
    return say(value)


def offers(
    *,
    start: Start,
    contact: Contact | None,
    template: InteractionTemplate | None,
    correspondence_type: str | None,
    user: User,
    now: datetime.datetime,
) -> dict[str, Offer]:
    """The offer for each field, with this contact and this template chosen.

    *correspondence_type* is the one that stands in the form where it is the user's own.
    """
    found = _of_template(template) if template else {}
    if correspondence_type is None:
        correspondence_type = template.correspondence_type if template else ""
    moment = start.call.began if start.call else now
    return found | {
        "contact": Offer(as_typed(start.contact), start.origin),
        "template": Offer(as_typed(start.template), start.origin),
        **offers_of_moment(moment),
        "was_successful": Offer("on", ""),
        "salesperson": _salesperson(start, contact, user),
        **next_step_of(template, timezone.localdate(moment)),
        "language": _language(contact, template),
        "contacted_via": Offer(contacted_via(contact, correspondence_type), "contact"),
        "campaign": _campaign(start, template),
        **(_of_call(contact) if start.call else {}),
    }


def offers_of_moment(moment: datetime.datetime) -> dict[str, Offer]:
    """Date and time of *moment* on the clock of the reader."""
    local = timezone.localtime(moment)
    values = {"date": local.date(), "time": local.time()}
    return {name: Offer(as_typed(value), "now") for name, value in values.items()}


def _of_template(template: InteractionTemplate) -> dict[str, Offer]:
    values = {
        "description": template.description,
        "correspondence_type": template.correspondence_type,
        "information_flow": template.information_flow,
        "initiated_by": template.initiated_by,
        "cost": template.unit_cost,
        "duration": template.unit_duration,
        "evaluation": template.evaluation,
    }
    return {name: Offer(as_typed(value), "template") for name, value in values.items()}


def _of_call(contact: Contact | None) -> dict[str, Offer]:
    """What a call decides by itself: its duration is measured, whatever the template says."""
    phone = CorrespondenceType.PHONE
    return {
        "correspondence_type": Offer(phone, "start"),
        "contacted_via": Offer(contacted_via(contact, phone), "contact"),
        "duration": Offer(),
    }


def next_step_of(template: InteractionTemplate | None, today: datetime.date) -> dict[str, Offer]:
    """The next step that *template* proposes, with the day on which it is due."""
    if template is None or not template.next_step:
        return {}
    days = template.next_step_days
    day = None if days is None else working_day_after(today, days)
    return {
        "next_step": Offer(template.next_step, "template"),
        "next_step_due": Offer(as_typed(day), "template"),
    }


def _salesperson(start: Start, contact: Contact | None, user: User) -> Offer:
    candidates = [
        (start.salesperson, start.origin),
        (user.own_salesperson, "user"),
        (contact.salesperson if contact else None, "contact"),
    ]
    for salesperson, origin in candidates:
        if salesperson is not None and not salesperson.blocked:
            return Offer(as_typed(salesperson), origin)
    return Offer()


def _language(contact: Contact | None, template: InteractionTemplate | None) -> Offer:
    if template is None:
        return Offer()
    if contact is not None and template.has_language(contact.language):
        return Offer(contact.language, "contact")
    return Offer(template.language, "template")


def contacted_via(contact: Contact | None, correspondence_type: str) -> str:
    """Where *contact* is reached in this way: the number, the address."""
    if contact is None:
        return ""
    ways = {
        CorrespondenceType.EMAIL: (contact.email, contact.second_email),
        CorrespondenceType.PHONE: (contact.phone, contact.mobile),
        CorrespondenceType.FAX: (contact.fax,),
        CorrespondenceType.LETTER: (_postal_address(contact),),
    }
    return next((str(way) for way in ways.get(correspondence_type, ()) if way), "")


def _postal_address(contact: Contact) -> str:
    town = " ".join(filter(None, (contact.post_code, contact.city)))
    return ", ".join(filter(None, (contact.street, town)))


def _campaign(start: Start, template: InteractionTemplate | None) -> Offer:
    if start.campaign is not None:
        return Offer(as_typed(start.campaign), start.origin)
    return Offer(as_typed(template.campaign_id if template else None), "template")
