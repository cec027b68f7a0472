"""Where the writing down of interactions is offered, and where what was written is shown."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumber_field.phonenumber import PhoneNumber

from crm.access import reach_of
from crm.models import Contact, User
from crm.sockets import Action, ContactFacts, Page, Panel, Tie
from crm.ui.addresses import card_address
from interactions.models import InteractionLogEntry
from interactions.panels import attachment, contact, log_entry

VERB = "interactions.record"
RIGHT = gettext_lazy("Create interactions")
NOUN_OF_ENTRIES = "interactionlogentry"
# What the page says about the starting point, and the card or row that it is.
BEGINNINGS = {"contact": "contact", "salesperson": "salesperson", NOUN_OF_ENTRIES: "from"}


def may_record(user: User) -> bool:
    """Whether *user* may write interactions down."""
    return bool(reach_of(user, VERB))


def begin_at(name: str):
    """The address of the form that begins at a row (a card's object or a list's dict)."""

    def address(request: HttpRequest, row: Any) -> str:
        form = _form(request)
        if isinstance(row, dict):
            return f"{form}?{name}={row['pk']}" if form else ""
        return f"{form}?{name}={row.pk}&{_way_back(request)}" if form else ""

    return address


def call(request: HttpRequest, row: Any) -> str:
    """Where a call with a contact begins, "" without a phone; a row knows what it shows."""
    of_list = isinstance(row, dict)
    known = row.get if of_list else lambda name: getattr(row, name)
    # Whether a number is true is asked of the whole numbering plan of the world.
    has_phone = any(isinstance(known(name), PhoneNumber) for name in ("phone", "mobile"))
    if not (has_phone and _form(request)):
        return ""
    address = card_address("call", known("pk"))
    return address if of_list else f"{address}?{_way_back(request)}"


def send_email(request: HttpRequest, contact: Contact) -> str:
    """Where a mail to *contact* begins, "" without an address."""
    if not (contact.email or contact.second_email) or not may_record(request.user):
        return ""
    return reverse("send_email", args=[contact.pk])


def _form(request: HttpRequest) -> str:
    """The address of the form, "" for who may not write; worked out once for all rows of a page."""
    if not hasattr(request, "_interaction_form"):
        may = may_record(request.user)
        request._interaction_form = reverse("interaction_new") if may else ""
    return request._interaction_form


def _way_back(request: HttpRequest) -> str:
    """What leads back from the form to a card.

    Rows go without: a list with its filters would be named a hundred times on its page, and the
    browser says where it comes from.
    """
    return urlencode({"next": request.get_full_path()})


def tie(contact: Contact) -> str:
    """Why a contact with interactions stays: entries are facts and keep whom they were with."""
    entries = InteractionLogEntry.objects.filter(contact=contact)
    if entries.exists() or InteractionLogEntry.objects.filter(company=contact).exists():
        return _("Interactions are recorded with this contact.")
    return ""


PAGE = Page(
    order=10,
    name=gettext_lazy("Create Interaction"),
    url_name="interaction_new",
    icon="plus",
    synonyms=(
        "new interaction",
        "record interaction",
        "log a call",
        "vytvořit interakci",
        "nová interakce",
        "zapsat hovor",
        "zaznamenat schůzku",
    ),
    allowed=may_record,
    right=RIGHT,
    in_top_bar=True,
)
ACTIONS = tuple(
    Action(
        order=10,
        noun=noun,
        label=gettext_lazy("Create Interaction"),
        href=begin_at(name),
        icon="plus",
        on_rows=noun == "contact",
        key="c",
    )
    for noun, name in BEGINNINGS.items()
)


def invite(request: HttpRequest, contact: Contact) -> str:
    """Where *contact* is invited to a meeting, "" for who may not write that down."""
    return reverse("meeting_new", args=[contact.pk]) if may_record(request.user) else ""


INVITE = Action(
    order=17,
    noun="contact",
    label=gettext_lazy("Invite to a meeting"),
    href=invite,
    icon="calendar-event",
    in_menu=True,
)
CALL = Action(
    order=15,
    noun="contact",
    label=gettext_lazy("Call"),
    href=call,
    icon="phone",
    on_rows=True,
    key="t",
)
SEND_EMAIL = Action(
    order=17,
    noun="contact",
    label=gettext_lazy("Send e-mail"),
    href=send_email,
    icon="mail",
    in_menu=True,
)
PANELS = (
    Panel(
        order=10,
        noun="contact",
        template="interactions/_composer.html",
        context=contact.composer,
    ),
    Panel(
        order=20,
        noun="contact",
        template="interactions/_timeline.html",
        context=contact.timeline,
    ),
    Panel(
        order=10,
        noun=NOUN_OF_ENTRIES,
        template="interactions/_log_entry_facts.html",
        context=log_entry.facts,
    ),
    Panel(
        order=20,
        noun=NOUN_OF_ENTRIES,
        template="interactions/_comments.html",
        context=log_entry.comments,
    ),
    Panel(
        order=30,
        noun=NOUN_OF_ENTRIES,
        template="interactions/_files.html",
        context=attachment.files,
    ),
    Panel(
        order=10,
        noun=NOUN_OF_ENTRIES,
        region="aside",
        template="interactions/_evaluation.html",
        context=log_entry.evaluation,
    ),
    Panel(
        order=20,
        noun=NOUN_OF_ENTRIES,
        region="aside",
        template="interactions/_log_entry_origin.html",
        context=log_entry.origin,
    ),
)
FACTS = ContactFacts(order=10, read=contact.contact_facts)
TIE = Tie(order=10, reason=tie)
