"""Log Segment: what would happen, what is missing, OK, and the progress of a long one."""

from functools import cached_property

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from crm.actions.take_number import NumberRefused
from crm.models import MarketingSetup
from crm.pdf import missing_for_pdf
from crm.refusal import Refusal
from crm.ui.messages import tell
from crm.ui.pages import EditPage
from crm.ui.reading import Reading
from crm.views.access import whom_to_ask
from interactions.actions.print_letter import RIGHT as PRINT
from interactions.models import InteractionBatch
from interactions.tasks import start_letters
from segments.actions.log_segment import (
    LogOptions,
    LogPreview,
    PreviewIsStale,
    log_segment,
    preview_log,
    what_is_missing,
)
from segments.actions.start_segment import VERB, change_segment
from segments.actions.take_back import take_back_logging
from segments.forms.segment import LogForm
from segments.letters import has_letters
from segments.mailing import what_mails_lack
from segments.models import Segment
from segments.models.segment_line import Skipped
from segments.tasks import hand_to_worker, is_worked_on
from segments.views.access import get_segment, get_segment_to_build

SHOWN_MISSING = 20


class LogSegmentPage(EditPage):
    """The page *Log Segment*."""

    form_class = LogForm
    heading = gettext_lazy("Log Segment")
    submit_label = gettext_lazy("OK")
    template_name = "segments/log.html"

    def load(self, request: HttpRequest, **kwargs) -> Segment:
        return get_segment_to_build(request, kwargs["pk"])

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if not self.object.is_open:
            return redirect("segment_progress", pk=self.object.pk)
        return super().get(request, **kwargs)

    @cached_property
    def preview(self) -> LogPreview:
        return preview_log(segment=self.object, by=self.request.user)

    @cached_property
    def series_is_missing(self) -> str:
        """Why no follow-up can be numbered; blank where one can."""
        series = MarketingSetup.current().segment_series
        today = timezone.localdate(self.now)
        if series is None or series.line_on(today) is None or series.is_exhausted_on(today):
            return _(
                "A follow-up segment needs a number series for segments. "
                "It is set in the Marketing Setup."
            )
        return ""

    @cached_property
    def has_letters(self) -> bool:
        """Whether there is anything to print, and somebody who may."""
        may = self.request.user.has_perm(PRINT)
        return may and self.object.is_open and has_letters(self.object)

    def form_kwargs(self) -> dict:
        asked = {"print_letters": "print_letters" in self.request.GET}
        return {
            "initial": asked | {"seen": self.preview.fingerprint},
            "emails": self.preview.emails,
            "has_letters": self.has_letters,
        }

    def perform(self, form: LogForm) -> InteractionBatch:
        asked = form.cleaned_data
        options = LogOptions(
            create_follow_up=asked["create_follow_up"],
            copy_interaction=asked["copy_interaction"],
            send_emails=asked.get("send_emails", False),
        )
        try:
            return log_segment(
                segment=self.object,
                by=self.request.user,
                now=self.now,
                options=options,
                seen=asked["seen"],
                hand_over=hand_to_worker,
                opened=self._print if asked.get("print_letters") else lambda batch: None,
            )
        except NumberRefused:
            raise Refusal(
                self.series_is_missing or _("The number series for segments is used up."),
                field="create_follow_up",
            ) from None
        except PreviewIsStale as stale:
            # The new preview is what the next OK agrees to.
            self.preview = stale.preview
            form.data = form.data.copy()
            form.data["seen"] = stale.preview.fingerprint
            raise

    def _print(self, batch: InteractionBatch) -> None:
        self.prints = True
        start_letters(batch, by=self.request.user, now=self.now)

    def tell(self, result: InteractionBatch) -> None:
        if result.finished_at is not None:
            tell_logged(self.request, self.object, result)

    def destination(self, result: InteractionBatch) -> str:
        done = "segment_letters" if getattr(self, "prints", False) else "logged_segment"
        name = "segment_progress" if result.finished_at is None else done
        return reverse(name, args=[self.object.pk])

    @staticmethod
    def _more(number: int) -> str:
        """How many lines are not named, in words; "" where all are."""
        if number <= 0:
            return ""
        return ngettext("and %(n)d more", "and %(n)d more", number) % {"n": number}

    def _header_lacks(self) -> bool:
        """Whether the header could give the lines what some of them lack."""
        lacking, segment = self.preview.lacking, self.object
        return (
            (
                not segment.template_id
                and (bool(lacking.get("no_template")) or not self.preview.lines)
            )
            or (not segment.date and bool(lacking.get("no_date")))
            or (not segment.salesperson_id and bool(lacking.get("no_salesperson")))
        )

    def get_context(self, form: LogForm) -> dict:
        lines = self.object.lines.kept().with_effective().with_reason(self.request.user.scope)
        missing = lines.with_missing().filter(reason="", is_missing=True)
        day, today = self.object.date, timezone.localdate(self.now)
        return super().get_context(form) | {
            "preview": self.preview,
            "day": self.reading.day(day),
            "is_today": day == today,
            "lies_ahead": day is not None and day > today,
            "cost": self.reading.money(self.preview.cost),
            "duration": self.reading.minutes(self.preview.duration),
            "sentences": what_is_missing(self.object, self.preview),
            "skipped": [
                (Skipped(reason).label, count) for reason, count in self.preview.skipped.items()
            ],
            "header_lacks": self._header_lacks(),
            "missing_more": self._more(self.preview.missing - SHOWN_MISSING),
            "missing_lines": missing.select_related("contact")[:SHOWN_MISSING]
            if self.preview.missing
            else [],
            "mails_lack": what_mails_lack(self.object, self.request.user)
            if self.preview.emails
            else [],
            "has_letters": self.has_letters,
            "missing_pdf": missing_for_pdf(),
            "series_is_missing": self.series_is_missing,
            "whom_to_ask": whom_to_ask(self.request.user, "crm.change_marketingsetup"),
        }


def tell_logged(request: HttpRequest, segment: Segment, batch: InteractionBatch) -> None:
    """Say what was recorded, and which segment follows."""
    text = ngettext(
        "Segment %(no)s logged. %(n)d interaction recorded.",
        "Segment %(no)s logged. %(n)d interactions recorded.",
        batch.total,
    ) % {"no": segment.number, "n": batch.total}
    follow_up = Segment.objects.filter(follows=segment).order_by("-pk").first()
    messages.success(request, text)
    if follow_up is not None and follow_up.created_at >= batch.started_at:
        tell(
            request,
            _("Follow-up segment %(no)s created.") % {"no": follow_up.number},
            link=(_("Show"), follow_up.get_absolute_url()),
        )


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the logging is; a part of the page asks again and again."""
    segment = get_segment(request, pk)
    batch = segment.batch
    if batch is None:
        return redirect(segment)
    if batch.finished_at is not None:
        response = redirect(segment)
        if request.htmx:
            response = HttpResponse(headers={"HX-Redirect": segment.get_absolute_url()})
        return response
    reading = Reading.of_request(request)
    context = {"segment": segment, "batch": batch, **_how_far(batch, reading)}
    context["silent"] = not is_worked_on(batch, reading.now)
    context["may_take_back"] = segment.is_within(request.user, VERB)
    template = "segments/_progress.html" if request.htmx else "segments/progress.html"
    return render(request, template, context)


def _how_far(batch: InteractionBatch, reading: Reading) -> dict:
    """What is done, in numbers and words; the time left once anything is."""
    done = batch.entries.count()
    passed = (reading.now - batch.started_at).total_seconds()
    minutes = round((batch.total - done) * passed / done / 60) if done else 0
    rate = round(done / passed) if passed > 0 else 0
    return {
        "rate": reading.number(max(1, rate)) if done else "",
        "done": done,
        "done_label": reading.number(done),
        "total_label": reading.number(batch.total),
        "left": reading.minutes(max(1, minutes)) if done else "",
    }


@require_POST
def date_today(request: HttpRequest, pk: int) -> HttpResponse:
    """Date the segment today; lines with a day of their own keep it."""
    segment = get_segment_to_build(request, pk)
    try:
        change_segment(
            segment=segment, values={"date": timezone.localdate(timezone.now())}, by=request.user
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect("segment_log", pk=pk)


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand an unfinished logging to the worker again; two at once take turns."""
    segment = get_segment_to_build(request, pk)
    if segment.batch is not None and segment.batch.finished_at is None:
        hand_to_worker(segment.batch)
    return redirect("segment_progress", pk=pk)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the logging back before it ends."""
    segment = get_segment_to_build(request, pk)
    try:
        take_back_logging(segment=segment, by=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Segment %(no)s is active again.") % {"no": segment.number})
    return redirect("segment", pk=pk)
