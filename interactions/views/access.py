"""Doorkeepers of the interactions: what a user may not see is not there."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from crm.access import require
from crm.models import Contact
from crm.views.access import SEND_DOCUMENTS, get_contact
from interactions.actions.print_letter import RIGHT as PRINT
from interactions.models import (
    Event,
    InteractionGroup,
    InteractionLogEntry,
    InteractionTemplate,
    Letter,
)

SHOWN_WITH = (
    "contact",
    "company",
    "template",
    "group",
    "salesperson",
    "campaign",
    "recorded_by",
    "evaluated_by",
    "cancellation__by",
    "restoration__by",
    "restoration__cancellation",
    "corrects",
    "batch",
    "event__system",
    "letter",
)


def get_log_entry(request: HttpRequest, pk: int) -> InteractionLogEntry:
    """The entry *pk* with what a card shows of it; 404 where this user does not see it."""
    entries = InteractionLogEntry.objects.visible_to(request.user)
    return get_object_or_404(entries.select_related(*SHOWN_WITH), pk=pk)


def get_interaction_template(request: HttpRequest, pk: int) -> InteractionTemplate:
    """The template *pk* with its group and campaign; everybody who signs in may read it."""
    templates = InteractionTemplate.objects.visible_to(request.user)
    return get_object_or_404(templates.select_related("group", "campaign"), pk=pk)


def get_interaction_group(request: HttpRequest, pk: int) -> InteractionGroup:
    """The group *pk*; everybody who signs in may read it."""
    return get_object_or_404(InteractionGroup.objects.visible_to(request.user), pk=pk)


def get_event(request: HttpRequest, pk: int) -> Event:
    """The event *pk*; 404 where this user does not see its contact."""
    events = Event.objects.visible_to(request.user)
    related = ("contact", "entry", "system", "dropped_by")
    return get_object_or_404(events.select_related(*related), pk=pk)


def get_contact_to_write_to(request: HttpRequest, pk: int) -> Contact:
    """The contact *pk*, for a letter; 403 where this user may print none."""
    contact = get_contact(request, pk)
    require(request.user.has_perm(PRINT), str(SEND_DOCUMENTS))
    return contact


def get_letter(request: HttpRequest, pk: int) -> Letter:
    """The letter *pk* as it was printed; 404 where this user does not see its contact."""
    letters = Letter.objects.visible_to(request.user)
    related = ("contact", "template", "printed_by", "entry", "event__entry")
    return get_object_or_404(letters.select_related(*related), pk=pk)
