"""Unrecorded Events: what could not be recorded and why; it is tried again, or dropped."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.access import require
from crm.refusal import Refusal
from crm.ui.keyset import Ordering
from crm.ui.pages import BulkAction, EditPage, ListPage, Page
from crm.ui.table import Cell
from interactions.actions.resolve_event import RIGHT, Retried, drop_events, retry_events
from interactions.automatic import READ_EVENTS, may_read_events, may_resolve_events
from interactions.columns import EVENT_COLUMNS
from interactions.filters.event import EventFilterSet
from interactions.forms.event_resolution import ChosenEvents, DropForm, RetryForm
from interactions.models import Event
from interactions.panels.event import facts_of
from interactions.views.access import get_event


class UnrecordedEvents(ListPage):
    """The events that wait, the newest first."""

    model = Event
    key = "unrecorded_events"
    heading = gettext_lazy("Unrecorded Events")
    template_name = "interactions/unrecorded_events.html"
    columns = EVENT_COLUMNS
    filterset_class = EventFilterSet
    orderings = {
        "-occurred_at": Ordering("occurred_at", gettext_lazy("Newest first"), descending=True),
        "occurred_at": Ordering("occurred_at", gettext_lazy("Oldest first")),
    }
    bulk_actions = (
        BulkAction(
            label=gettext_lazy("Try again"),
            url_name="event_retries",
            icon="refresh",
            allowed=may_resolve_events,
        ),
        BulkAction(
            label=gettext_lazy("Drop"),
            url_name="event_drops",
            icon="trash",
            allowed=may_resolve_events,
        ),
    )
    search_label = gettext_lazy("Address or number of the contact")
    empty_text = gettext_lazy("Everything that happened was recorded.")
    no_match_text = gettext_lazy("No event matches the filters.")

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        require(may_read_events(request.user), str(READ_EVENTS))
        return super().get(request, **kwargs)

    def get_queryset(self):
        return super().get_queryset().unrecorded()

    def get_context(self) -> dict:
        may_resolve = may_resolve_events(self.request.user)
        return super().get_context() | {"may_resolve": may_resolve}


class EventCard(EditPage):
    """One event: what was told, what is wrong, and whom it was with."""

    template_name = "interactions/event.html"
    form_class = RetryForm
    submit_label = gettext_lazy("Record")

    def load(self, request: HttpRequest, pk: int) -> Event:
        require(may_read_events(request.user), str(READ_EVENTS))
        if request.method == "POST":
            require(may_resolve_events(request.user), str(RIGHT))
        return get_event(request, pk)

    def form_kwargs(self) -> dict:
        return {"event": self.object, "user": self.request.user}

    def perform(self, form: RetryForm) -> Retried:
        return retry_events(
            events=self._alike(),
            by=self.request.user,
            now=self.now,
            contact=form.cleaned_data["contact"],
        )

    def tell(self, result: Retried) -> None:
        tell_retried(self.request, result)

    def destination(self, result: Retried) -> str:
        return self.cancel_url() if result.recorded else self.object.get_absolute_url()

    def cancel_url(self) -> str:
        return reverse("unrecorded_events")

    def get_heading(self) -> str:
        return str(self.object)

    def get_context(self, form: RetryForm) -> dict:
        return super().get_context(form) | {
            "facts": [
                (label, cell if isinstance(cell, Cell) else Cell(cell))
                for label, cell in facts_of(self.object, self.reading)
            ],
            "others": self._alike().exclude(pk=self.object.pk).count(),
            "may_resolve": self.object.is_waiting and may_resolve_events(self.request.user),
        }

    def _alike(self):
        return Event.objects.visible_to(self.request.user).alike(self.object)


class RetryMany(Page):
    """Selected events, or all that match the filter, are tried again at once."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = ChosenEvents(request)
        require(may_resolve_events(request.user), str(RIGHT))
        try:
            result = retry_events(events=chosen.rows(), by=request.user, now=self.now)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            tell_retried(request, result)
        return redirect(chosen.back)


class DropMany(Page):
    """Why the chosen events are dropped; then they are."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = ChosenEvents(request)
        require(may_resolve_events(request.user), str(RIGHT))
        form = DropForm(request.POST if "confirmed" in request.POST else None)
        try:
            events = chosen.rows()
            if not form.is_valid():
                return self.ask(form, chosen, events.unrecorded().count())
            reason = form.cleaned_data["drop_reason"]
            number = drop_events(events=events, by=request.user, now=self.now, reason=reason)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            told = ngettext("%(n)d event dropped.", "%(n)d events dropped.", number)
            messages.success(request, told % {"n": number})
        return redirect(chosen.back)

    def ask(self, form: DropForm, chosen: ChosenEvents, number: int) -> HttpResponse:
        context = {"form": form, "chosen": chosen, "number": number}
        status = 422 if form.is_bound else 200
        return render(self.request, "interactions/drop_events.html", context, status=status)


def tell_retried(request: HttpRequest, result: Retried) -> None:
    """How many were recorded now, and how many still wait."""
    parts = []
    if result.recorded:
        told = ngettext("%(n)d event recorded.", "%(n)d events recorded.", result.recorded)
        parts.append(told % {"n": result.recorded})
    if result.waiting:
        told = ngettext("%(n)d event still waits.", "%(n)d events still wait.", result.waiting)
        parts.append(told % {"n": result.waiting})
    if result.left:
        parts.append(_("Not tried yet: %(n)d.") % {"n": result.left})
    level = messages.SUCCESS if result.recorded else messages.WARNING
    told = " ".join(parts) or _("No event waits here any more.")
    messages.add_message(request, level, told)
