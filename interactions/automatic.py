"""Where automatic recording is set up and looked after."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crm.models import User
from crm.prepared import prepared
from crm.sockets import Page, Panel, Recorder, SetupGap
from interactions.actions.resolve_event import PERMISSION
from interactions.models import Event, RecordingRule
from interactions.panels import sales_document

READ_RULES = _("Read the rules of automatic recording")
READ_EVENTS = _("View unrecorded events")
# Beyond that the menu need not know.
COUNTED_UP_TO = 1_000


def may_read_rules(user: User) -> bool:
    """Whether the page *Automatic Recording* opens for *user*."""
    return user.has_perm("interactions.view_recordingrule")


def may_read_events(user: User) -> bool:
    """Whether the page *Unrecorded Events* opens for *user*."""
    return user.has_perm("interactions.view_event")


def may_resolve_events(user: User) -> bool:
    return user.has_perm(PERMISSION)


def number_waiting(user: User) -> int:
    """How many events wait for somebody like *user*."""
    number = len(_unrecorded())
    # On most days none waits, and nobody needs to know whose it would be.
    if not number or user.scope is None:
        return number
    return Event.objects.visible_to(user).unrecorded()[:COUNTED_UP_TO].count()


@prepared
def _unrecorded():
    return Event.objects.order_by().unrecorded().values_list("pk")[:COUNTED_UP_TO]


def waiting_gap() -> tuple[str, str] | None:
    """Events that could not be recorded are a gap of the set-up more often than not."""
    number = len(_unrecorded())
    if not number:
        return None
    told = ngettext("%(n)d event was not recorded.", "%(n)d events were not recorded.", number)
    return told % {"n": number}, reverse("unrecorded_events")


def has_rule(kind: str) -> bool:
    return RecordingRule.objects.filter(kind=kind).exists()


RECORDER = Recorder(order=10, will_record=has_rule, rules_url_name="automatic_recording")
PANEL = Panel(
    order=30,
    noun="salesdocument",
    template="interactions/_document_interactions.html",
    context=sales_document.interactions,
)
PAGES = (
    Page(
        order=520,
        name=_("Automatic Recording"),
        url_name="automatic_recording",
        group="setup",
        icon="wand",
        synonyms=(
            "recording rules",
            "interaction template setup",
            "log interaction",
            "automatické zaznamenání interakcí",
            "pravidla zaznamenání",
            "nastavení šablon interakcí",
        ),
        allowed=may_read_rules,
        right=READ_RULES,
    ),
    Page(
        order=530,
        name=_("Unrecorded Events"),
        url_name="unrecorded_events",
        group="setup",
        icon="alert-triangle",
        synonyms=(
            "not recorded",
            "retry events",
            "unknown senders",
            "nezaznamenané události",
            "neznámí odesílatelé",
            "co se nezaznamenalo",
        ),
        allowed=may_read_events,
        right=READ_EVENTS,
        count=number_waiting,
    ),
)
GAP = SetupGap(order=90, find=waiting_gap)
