"""Marking entries as canceled and restoring them: one, selected ones, or all that match."""

from functools import cached_property

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from crm.access import reach_of, require
from crm.models import User
from crm.refusal import Refusal
from crm.ui.addresses import local_address
from crm.ui.messages import tell
from crm.ui.pages import BulkAction, EditPage, Page
from interactions.actions.cancel import (
    RIGHT,
    VERB,
    Canceled,
    cancel_entries,
    preview_cancel,
    recorded_with,
)
from interactions.actions.restore import Restored, preview_restore, restore_entries
from interactions.forms import cancellation_words as words
from interactions.forms.cancellation import CancellationForm, Chosen, OneCancellationForm
from interactions.forms.cancellation_words import Preview
from interactions.models import Cancellation, InteractionLogEntry
from interactions.models.log_entry import InteractionLogEntryQuerySet
from interactions.panels.cancellation import bound_in_words
from interactions.sockets import card_of_batch
from interactions.views.access import get_log_entry
from interactions.views.way_back import where_from


def may_cancel(user: User) -> bool:
    """Whether *user* may mark anything as canceled."""
    return bool(reach_of(user, VERB))


# What the list of the log offers for selected rows.
BULK_ACTIONS = (
    BulkAction(
        label=gettext_lazy("Mark as canceled"),
        url_name="cancellations",
        icon="ban",
        allowed=may_cancel,
    ),
    BulkAction(
        label=gettext_lazy("Restore"),
        url_name="restorations",
        icon="arrow-back-up",
        allowed=may_cancel,
    ),
)


class MarkAsCanceled(EditPage):
    """One entry: why (if somebody wants to say so), and marked it is."""

    form_class = OneCancellationForm
    heading = pgettext_lazy("one entry", "Mark as canceled")
    submit_label = pgettext_lazy("one entry", "Mark as canceled")
    template_name = "interactions/cancellation.html"

    def load(self, request: HttpRequest, pk: int) -> InteractionLogEntry:
        entry = get_log_entry(request, pk)
        require(entry.is_within(request.user, VERB), str(RIGHT))
        return entry

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.object.is_canceled:
            self.tell(Canceled(count=0, already=1, out_of_reach=0, cancellation=None))
            return redirect(self.object)
        return super().get(request)

    @cached_property
    def others(self) -> list[InteractionLogEntry]:
        """The same interaction with further contacts, where this user may mark it."""
        together = recorded_with(self.object).visible_to(self.request.user).standing()
        return list(together.within(self.request.user, VERB).select_related("contact"))

    def form_kwargs(self) -> dict:
        return {"others": self.others}

    def perform(self, form: CancellationForm) -> Canceled:
        also = self.others if form.cleaned_data.get("also") else []
        keys = [entry.pk for entry in (self.object, *also)]
        return cancel_entries(
            entries=InteractionLogEntry.objects.filter(pk__in=keys),
            by=self.request.user,
            now=self.now,
            reason=form.cleaned_data["reason"],
        )

    def tell(self, result: Canceled) -> None:
        facts = {"no": self.object.pk, "name": self.object.contact}
        if result.cancellation is None:
            text = _("Interaction %(no)s was already canceled: %(name)s") % facts
            messages.info(self.request, text)
        else:
            text = _("Interaction %(no)s marked as canceled: %(name)s") % facts
            if result.count > 1:
                text = _("Interactions marked as canceled: %(n)d") % {"n": result.count}
            tell(self.request, text, undo=undo_of(result.cancellation, self._back()))

    def destination(self, result: Canceled) -> str:
        return self._back()

    def cancel_url(self) -> str:
        return self._back()

    def get_context(self, form: CancellationForm) -> dict:
        return super().get_context(form) | {
            "next": self._back(),
            "moment": self.reading.full_moment(self.object.occurred_at),
        }

    def _back(self) -> str:
        named = self.request.POST.get("next", "") or where_from(self.request)
        return local_address(self.request, named, self.object.get_absolute_url())


@require_POST
def restore_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the mark from one entry."""
    entry = get_log_entry(request, pk)
    require(entry.is_within(request.user, VERB), str(RIGHT))
    chosen = InteractionLogEntry.objects.filter(pk=pk)
    result = restore_entries(entries=chosen, by=request.user, now=timezone.now())
    facts = {"no": entry.pk, "name": entry.contact}
    if result.count:
        messages.success(request, _("Interaction %(no)s restored: %(name)s") % facts)
    elif result.bound_to is not None:
        text = bound_in_words(entry, result.bound_to)
        tell(request, text, link=link_to_batch(request, result), level=messages.WARNING)
    else:
        messages.info(request, _("Interaction %(no)s is not canceled: %(name)s") % facts)
    return redirect(local_address(request, request.POST.get("next", ""), entry.get_absolute_url()))


class ManyEntries(Page):
    """Selected rows of the log, or all that match its filter: asked once, then done.

    A subclass says what is asked, and in `perform` which one verb is called.
    """

    http_method_names = ("post",)
    label: str
    form_class: type[Form] = Form

    def post(self, request: HttpRequest) -> HttpResponse:
        require(may_cancel(request.user), str(RIGHT))
        chosen = Chosen(request)
        form = self.form_class(request.POST if self.is_confirmed(chosen) else None)
        try:
            entries = chosen.rows()
            if not form.is_valid():
                return self.ask(form, chosen, self.preview(entries))
            self.perform(entries, form, chosen.back)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        return redirect(chosen.back)

    def is_confirmed(self, chosen: Chosen) -> bool:
        return "confirmed" in self.request.POST

    def ask(self, form: Form, chosen: Chosen, preview: Preview) -> HttpResponse:
        context = {"form": form, "chosen": chosen, "preview": preview, "label": self.label}
        status = 422 if form.is_bound else 200
        return render(self.request, "interactions/cancellations.html", context, status=status)

    def preview(self, entries: InteractionLogEntryQuerySet) -> Preview:
        """What it would come to now."""
        raise NotImplementedError

    def perform(self, entries: InteractionLogEntryQuerySet, form: Form, back: str) -> None:
        """The one call into the verbs, and what is told about it."""
        raise NotImplementedError


class MarkManyAsCanceled(ManyEntries):
    """How many it would be, and why; then they are marked under one cancellation."""

    label = gettext_lazy("Mark as canceled")
    form_class = CancellationForm

    def preview(self, entries: InteractionLogEntryQuerySet) -> Preview:
        return words.before_marking(preview_cancel(entries=entries, by=self.request.user))

    def perform(self, entries: InteractionLogEntryQuerySet, form: Form, back: str) -> None:
        reason = form.cleaned_data["reason"]
        result = cancel_entries(entries=entries, by=self.request.user, now=self.now, reason=reason)
        if result.cancellation is None:
            messages.info(self.request, words.marked(result))
        else:
            tell(self.request, words.marked(result), undo=undo_of(result.cancellation, back))


class RestoreMany(ManyEntries):
    """Selected rows are restored at once; what a filter chooses is counted first."""

    label = gettext_lazy("Restore")

    def is_confirmed(self, chosen: Chosen) -> bool:
        return not chosen.everything or super().is_confirmed(chosen)

    def preview(self, entries: InteractionLogEntryQuerySet) -> Preview:
        return words.before_restoring(preview_restore(entries=entries, by=self.request.user))

    def perform(self, entries: InteractionLogEntryQuerySet, form: Form, back: str) -> None:
        result = restore_entries(entries=entries, by=self.request.user, now=self.now)
        tell_restored(self.request, result)


@require_POST
def restore_cancellation(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo exactly this cancellation, as far as its entries still bear it."""
    cancellation = get_cancellation(request, pk)
    entries = InteractionLogEntry.objects.filter(cancellation=cancellation)
    result = restore_entries(entries=entries, by=request.user, now=timezone.now())
    tell_restored(request, result)
    return redirect(local_address(request, request.GET.get("next", ""), reverse("log_entry_list")))


def get_cancellation(request: HttpRequest, pk: int) -> Cancellation:
    """The doorkeeper: one's own, or one of an entry that this user sees."""
    seen = InteractionLogEntry.objects.visible_to(request.user).filter(cancellation=OuterRef("pk"))
    return get_object_or_404(Cancellation, Q(by=request.user) | Exists(seen), pk=pk)


def undo_of(cancellation: Cancellation, back: str) -> tuple[str, str]:
    """The offer of a message: to restore what *cancellation* marked, and come back."""
    address = reverse("cancellation_restoration", args=[cancellation.pk])
    return _("Undo"), f"{address}?{urlencode({'next': back})}"


def tell_restored(request: HttpRequest, result: Restored) -> None:
    """What became of it, with a way to what stands in the way; nothing restored is no success."""
    level = messages.SUCCESS if result.count else messages.INFO
    tell(request, words.restored(result), link=link_to_batch(request, result), level=level)


def link_to_batch(request: HttpRequest, result: Restored) -> tuple[str, str] | None:
    """The offer to open the segment that entries wait for, where it is one that this user sees."""
    href = card_of_batch(request, result.bound_to) if result.bound_to else ""
    return (_("Open the segment"), href) if href else None
