"""Segments: the page, new and edit."""

from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access import require
from crm.models import MarketingSetup
from crm.ui.keyset import Cursor, Ordering, page_of
from crm.ui.pages import CardPage, EditPage
from segments.actions.log_segment import preview_log
from segments.actions.start_segment import VERB, change_segment, start_segment
from segments.forms.segment import SegmentForm
from segments.header import shown_part
from segments.lines import LINE_FIELDS, NUMBERS, SHOWN, shown_lines
from segments.models import Segment
from segments.steps import sentence_of
from segments.views.access import BUILD_SEGMENTS, get_segment, get_segment_to_build, may_build

LINES_ON_A_PAGE = 50
BY_KEY = Ordering("id", gettext_lazy("Added"))


class SegmentPage(CardPage):
    """One segment: header, interaction part, steps and lines."""

    template_name = "segments/segment.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.object = get_segment(request, pk)
        if self.object.is_logged:
            return redirect(self.object)
        return render(request, self.template_name, self.get_context())

    @cached_property
    def lines(self):
        """One page of lines by key, with their effective values."""
        lines = self.object.lines.kept().visible_to(self.request.user).with_effective()
        after = Cursor.parse(self.request.GET.get("after", ""), lines, BY_KEY)
        before = Cursor.parse(self.request.GET.get("before", ""), lines, BY_KEY)
        return page_of(lines, BY_KEY, LINE_FIELDS, after=after, before=before, size=LINES_ON_A_PAGE)

    def facts(self) -> dict:
        segment, user = self.object, self.request.user
        may_change = segment.is_open and segment.is_within(user, VERB)
        steps = segment.steps.select_related("source", "by").order_by("-pk")[:20]
        asked = self.request.GET.get("totals") == "1"
        preview = preview_log(segment=segment, by=user) if asked else None
        return {
            "may_change": may_change,
            "day": self.reading.day(segment.date),
            "part": shown_part(segment, self.reading),
            "headings": [(label, name in NUMBERS) for name, label in SHOWN.items()],
            "lines": shown_lines(self.lines.rows, self.reading),
            "lines_after": self.lines.next,
            "lines_before": self.lines.previous,
            "steps": [(step, sentence_of(step, self.reading)) for step in steps],
            "preview": preview,
            "cost": self.reading.money(preview.cost) if preview else "",
            "duration": self.reading.minutes(preview.duration) if preview else "",
        }


class SegmentNew(EditPage):
    """A new segment with the next number of the series, or a typed one."""

    form_class = SegmentForm
    heading = gettext_lazy("New segment")
    template_name = "segments/segment_form.html"

    def load(self, request: HttpRequest, **kwargs) -> None:
        require(may_build(request.user), str(BUILD_SEGMENTS))

    @cached_property
    def series_is_missing(self) -> bool:
        return MarketingSetup.current().segment_series is None

    def form_kwargs(self) -> dict:
        user = self.request.user
        return {
            "user": user,
            "today": self.reading.today,
            "with_number": True,
            "initial": {
                "date": timezone.localdate(self.now),
                "salesperson": user.own_salesperson and user.own_salesperson.pk,
                "campaign": self.request.GET.get("campaign", ""),
            },
        }

    def perform(self, form: SegmentForm) -> Segment:
        return start_segment(
            values=form.values(),
            number=form.cleaned_data["number"],
            by=self.request.user,
            now=self.now,
        )

    def told(self, result: Segment) -> str:
        return _("Segment %(no)s created. Add contacts now.") % {"no": result.number}

    def cancel_url(self) -> str:
        return reverse("segment_list")

    def get_context(self, form: SegmentForm) -> dict:
        return super().get_context(form) | {"series_is_missing": self.series_is_missing}


class SegmentEdit(EditPage):
    """Changes of the header: lines that inherit follow at once."""

    form_class = SegmentForm
    template_name = "segments/segment_form.html"

    def load(self, request: HttpRequest, **kwargs) -> Segment:
        return get_segment_to_build(request, kwargs["pk"], ("template", "salesperson"))

    def get_heading(self) -> str:
        return _("Edit segment %(no)s") % {"no": self.object.number}

    def form_kwargs(self) -> dict:
        return {
            "user": self.request.user,
            "today": self.reading.today,
            "with_number": False,
            "part": self.object,
        }

    def perform(self, form: SegmentForm) -> Segment:
        return change_segment(segment=self.object, values=form.values(), by=self.request.user)

    def told(self, result: Segment) -> str:
        return _("Segment %(no)s saved.") % {"no": result.number}

    def get_context(self, form: SegmentForm) -> dict:
        return super().get_context(form) | {"series_is_missing": False}
