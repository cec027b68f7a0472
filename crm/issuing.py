"""Where documents are written, printed and sent, and what the cards show of them."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access import reach_of
from crm.models import Contact, SalesDocument, User
from crm.models.sales_document import VERB
from crm.panels import Fact
from crm.prepared import prepared
from crm.sockets import Action, Page, Panel, Tie
from crm.ui.reading import Reading

NOUN = "salesdocument"
MOST_LISTED = 5


def may_read(user: User) -> bool:
    """Whether documents are shown to *user*."""
    return user.has_perm("crm.view_salesdocument")


def may_read_mails(user: User) -> bool:
    """Whether the mail queue opens for *user*."""
    return user.has_perm("crm.view_outgoingmail")


def may_write(user: User) -> bool:
    """Whether *user* may write documents at all."""
    return bool(reach_of(user, VERB))


def document_data(request: HttpRequest, document: SalesDocument) -> dict[str, Any]:
    """Whom the document goes to, who answers for it and what it belongs to."""
    reading = Reading.of_request(request)
    seen = Contact.objects.visible_to(request.user).filter(pk=document.bill_to_id).exists()
    facts = [
        _linked(_("Contact"), document.contact),
        _linked(_("Bill-to company"), document.bill_to, to_card=seen),
        _linked(_("Salesperson"), document.salesperson),
        _linked(_("Campaign"), document.campaign),
        Fact(_("Your reference"), document.reference),
        Fact(_("Created by"), str(document.created_by)),
        Fact(_("Created"), reading.full_moment(document.created_at)),
    ]
    return {"facts": [fact for fact in facts if fact.text]}


def documents_of_contact(request: HttpRequest, contact: Contact) -> dict[str, Any] | None:
    """The newest documents of a contact, and a way to all of them."""
    if not may_read(request.user):
        return None
    reading = Reading.of_request(request)
    # Most contacts have none, and that is quickly asked.
    found = _newest_of(contact, request.user) if _has_documents(contact=contact.pk) else []
    writes = may_write(request.user) and not contact.privacy_blocked
    return {
        "documents": [
            (each, reading.day(each.date), reading.money_in(each.total, each.currency))
            for each in found[:MOST_LISTED]
        ],
        "all_href": f"{reverse('document_list')}?contact={contact.pk}"
        if len(found) > MOST_LISTED
        else "",
        "new_href": f"{reverse('document_new')}?contact={contact.pk}" if writes else "",
    }


def _newest_of(contact: Contact, user: User) -> list[SalesDocument]:
    seen = SalesDocument.objects.visible_to(user).of_contact(contact)
    return list(seen.newest_first()[: MOST_LISTED + 1])


@prepared
def _has_documents(contact):
    documents = SalesDocument.objects.order_by().filter(Q(contact=contact) | Q(bill_to=contact))
    return documents.values_list("pk")[:1]


def _linked(label: str, row: Any, *, to_card: bool = True) -> Fact:
    if row is None:
        return Fact(label, "")
    return Fact(label, str(row), row.get_absolute_url() if to_card else "")


def _edit(request: HttpRequest, document: SalesDocument) -> str:
    allowed = document.may_be_written_by(request.user)
    return reverse("document_edit", args=[document.pk]) if allowed else ""


def _print(request: HttpRequest, document: SalesDocument) -> str:
    allowed = request.user.has_perm("crm.send_document")
    return reverse("document_print", args=[document.pk]) if allowed else ""


def _send(request: HttpRequest, document: SalesDocument) -> str:
    allowed = request.user.has_perm("crm.send_document")
    return reverse("document_send", args=[document.pk]) if allowed else ""


def _copy(request: HttpRequest, document: SalesDocument) -> str:
    return reverse("document_copy", args=[document.pk]) if may_write(request.user) else ""


def _tie(contact: Contact) -> str:
    named = SalesDocument.objects.of_contact(contact)
    return _("Documents are written for this contact.") if named.exists() else ""


PAGES = (
    Page(
        order=400,
        name=gettext_lazy("Documents"),
        url_name="document_list",
        group="documents",
        icon="file-text",
        go_key="d",
        synonyms=(
            "doklady",
            "nabídky",
            "quotes",
            "objednávky",
            "orders",
            "faktury",
            "invoices",
            "dodací listy",
            "dobropisy",
            "credit memos",
        ),
        allowed=may_read,
        right=gettext_lazy("Read documents"),
    ),
    Page(
        order=410,
        name=gettext_lazy("New document"),
        url_name="document_new",
        icon="file-text",
        synonyms=("nový doklad", "nová nabídka", "nová faktura", "new quote", "new invoice"),
        allowed=may_write,
        right=gettext_lazy("Write documents"),
    ),
)
MAIL_QUEUE = Page(
    order=420,
    name=gettext_lazy("Mail Queue"),
    url_name="mail_queue",
    group="documents",
    icon="mail",
    synonyms=("fronta pošty", "odchozí pošta", "outbox", "failed mails", "resend"),
    allowed=may_read_mails,
    right=gettext_lazy("Read the mail queue"),
)
ACTIONS = (
    Action(
        order=10,
        noun=NOUN,
        label=gettext_lazy("Print"),
        href=_print,
        icon="printer",
        primary=True,
        key="p",
    ),
    Action(order=20, noun=NOUN, label=gettext_lazy("Send"), href=_send, icon="send"),
    Action(
        order=50,
        noun=NOUN,
        label=gettext_lazy("Make from it"),
        href=_copy,
        icon="copy",
    ),
    Action(order=90, noun=NOUN, label=gettext_lazy("Edit"), href=_edit, icon="pencil", key="e"),
)
PANELS = (
    Panel(
        order=10,
        noun=NOUN,
        template="crm/sales_document_data.html",
        context=document_data,
        region="aside",
    ),
    Panel(
        order=50,
        noun="contact",
        template="crm/contact_documents.html",
        context=documents_of_contact,
        region="aside",
    ),
)
TIE = Tie(order=20, reason=_tie)
