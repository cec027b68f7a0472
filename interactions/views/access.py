"""Doorkeepers of the interactions: what a user may not see is not there."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from interactions.models import Event, InteractionGroup, InteractionLogEntry, InteractionTemplate

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
