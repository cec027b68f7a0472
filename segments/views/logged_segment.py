"""A logged segment: read, marked as canceled and restored as a whole."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST

from crm.refusal import Refusal
from crm.text import validate_line
from crm.ui.keyset import Cursor, KeysetPage, page_of
from crm.ui.messages import tell
from crm.ui.pages import CardPage, EditPage
from crm.ui.rows import Rows
from crm.ui.table import Column
from interactions.actions.print_letters import letters_among
from interactions.badges import canceled_in_words
from interactions.deliveries import delivery_sums
from interactions.models.log_entry import InteractionLogEntryQuerySet
from interactions.totals import Totals
from segments.actions.cancel_logged_segment import cancel_logged_segment, restore_logged_segment
from segments.actions.start_segment import VERB
from segments.logged_lines import (
    CONTACT,
    LINE_FIELDS,
    STATUS,
    VALUES,
    chosen_columns,
    logged_rows,
)
from segments.models import Segment
from segments.views.access import get_logged_segment, get_logged_segment_to_change
from segments.views.segment import BY_KEY, LINES_ON_A_PAGE


class LoggedSegmentPage(CardPage):
    """A segment as it was logged: its lines with their entries, what follows, what became of it."""

    template_name = "segments/logged_segment.html"
    load = staticmethod(get_logged_segment)

    def facts(self) -> dict:
        segment, user = self.object, self.request.user
        page = self._lines()
        columns = chosen_columns(self.request.GET.getlist("columns"))
        entries = segment.batch.entries.visible_to(user)
        rows = logged_rows(page.rows, entries, columns, self.reading)
        return {
            "headings": [(CONTACT, False), *((each, each.numeric) for each in (STATUS, *columns))],
            "rows": Rows(rows, selectable=False, marked=""),
            "all_columns": [(column, column in columns) for column in VALUES],
            "lines_after": page.next,
            "lines_before": page.previous,
            "lines_kept": self._kept(columns),
            "entries_url": self._entries_url(),
            "followed_by": Segment.objects.visible_to(user).filter(follows=segment),
            "canceled": canceled_in_words(segment.batch.cancellation, self.reading)
            if segment.batch.cancellation
            else "",
            "may_change": segment.is_within(user, VERB),
            "has_letters": letters_among(segment.batch.entries.all()).exists(),
            "logged": self.reading.full_moment(segment.batch.finished_at),
            "day": self.reading.day(segment.date),
            "recorded": self.reading.number(segment.batch.total),
            **self._totals(entries),
        }

    def _totals(self, entries: InteractionLogEntryQuerySet) -> dict:
        """The sums of what counts: at once for few entries, else when somebody asks."""
        asked = self.request.GET.get("totals") == "1"
        sums = Totals.of(entries) if asked else Totals.at_once(entries)
        if sums is None:
            return {"totals": None}
        reading = self.reading
        return {
            "totals": {
                "number": reading.number(sums.number),
                "cost": reading.money(sums.cost),
                "duration": reading.minutes(sums.duration),
                "mails": self._mails(entries),
                "queue": self._queue(),
            }
        }

    def _mails(self, entries: InteractionLogEntryQuerySet) -> list[tuple[str, str, str]]:
        """What became of the mails of the segment: in words, how many, where they are listed."""
        if self.object.batch.mailing_id is None:
            return []
        return [
            (str(fact.label), self.reading.number(number), f"{self._entries_url()}&status={fact}")
            for fact, number in delivery_sums(entries)
        ]

    def _queue(self) -> str:
        """Where the mails themselves stand; "" for none, or no right to read them."""
        mailing = self.object.batch.mailing_id
        if mailing is None or not self.request.user.has_perm("crm.view_outgoingmail"):
            return ""
        return f"{reverse('mail_queue')}?mailing={mailing}"

    def _entries_url(self) -> str:
        return f"{reverse('log_entry_list')}?batch={self.object.batch_id}"

    def _kept(self, columns: list[Column]) -> str:
        """What the links to other pages carry along."""
        if "columns" not in self.request.GET:
            return ""
        return urlencode([("columns", column.name) for column in columns])

    def _lines(self) -> KeysetPage:
        lines = self.object.lines.kept().visible_to(self.request.user)
        ask = self.request.GET.get
        return page_of(
            lines,
            BY_KEY,
            LINE_FIELDS,
            after=Cursor.parse(ask("after", ""), lines, BY_KEY),
            before=Cursor.parse(ask("before", ""), lines, BY_KEY),
            size=LINES_ON_A_PAGE,
        )


class ReasonForm(forms.Form):
    """Why it is marked as canceled."""

    reason = forms.CharField(
        label=gettext_lazy("Reason (optional)"),
        required=False,
        max_length=200,
        validators=[validate_line],
    )


class CancelLoggedSegment(EditPage):
    """Mark a logged segment as canceled, with its entries."""

    form_class = ReasonForm
    submit_label = pgettext_lazy("segment", "Mark as canceled")

    def load(self, request: HttpRequest, **kwargs) -> Segment:
        return get_logged_segment_to_change(request, kwargs["pk"])

    def get_heading(self) -> str:
        return _("Mark as canceled: segment %(no)s") % {"no": self.object.number}

    def perform(self, form: ReasonForm) -> int:
        return cancel_logged_segment(
            segment=self.object,
            by=self.request.user,
            now=self.now,
            reason=form.cleaned_data["reason"],
        )

    def tell(self, result: int) -> None:
        text = ngettext(
            "%(n)d entry marked as canceled", "%(n)d entries marked as canceled", result
        )
        undo = (_("Undo"), reverse("logged_segment_restoration", args=[self.object.pk]))
        tell(self.request, text % {"n": result}, undo=undo)

    def destination(self, result: int) -> str:
        return self.object.get_absolute_url()


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the cancellation of a logged segment: exactly what it marked."""
    segment = get_logged_segment_to_change(request, pk)
    try:
        count = restore_logged_segment(segment=segment, by=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        text = ngettext("%(n)d entry restored", "%(n)d entries restored", count)
        messages.success(request, text % {"n": count})
    return redirect(segment)
