"""The lists of active and of logged segments, and what they come to."""

from collections.abc import Callable
from functools import cached_property
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.ui.keyset import Ordering
from crm.ui.pages import ListPage
from crm.ui.pages.list import COUNTED_UP_TO
from interactions.totals import AT_ONCE, IN_PAGE
from segments import purging
from segments.columns import LOGGED_SEGMENT_COLUMNS, SEGMENT_COLUMNS
from segments.filters import SegmentFilterSet
from segments.models import Segment
from segments.totals import Sums, standing, sums_of_entries, sums_of_lines
from segments.views.access import may_build

# How many lines or entries are summed: with the page, when it stands, when somebody asks.
SUMMED = {"": IN_PAGE, "few": AT_ONCE, "all": None}


class SegmentList(ListPage):
    """The active segments."""

    model = Segment
    key = "segments"
    heading = gettext_lazy("Active Segments")
    columns = SEGMENT_COLUMNS
    filterset_class = SegmentFilterSet
    orderings = {
        "-created": Ordering("created_at", gettext_lazy("Created"), descending=True),
        "created": Ordering("created_at", gettext_lazy("Created")),
        "number": Ordering("number", gettext_lazy("Number")),
        "-number": Ordering("number", gettext_lazy("Number"), descending=True),
    }
    search_label = gettext_lazy("Number or description")
    empty_text = gettext_lazy(
        "No active segment. Create one from contacts you want to address together."
    )
    no_match_text = gettext_lazy("No segment matches the filters.")
    template_name = "segments/segment_list.html"
    # What is summed at the foot, and how it is called.
    sums_of: ClassVar[Callable[..., Sums | None]] = staticmethod(sums_of_lines)
    summed_label: ClassVar[str] = gettext_lazy("Segment lines")
    may_be_canceled: ClassVar[bool] = False

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if request.htmx.target == "segment-foot":
            return render(request, "segments/_list_foot.html", {"foot": self.foot()})
        return super().get(request, **kwargs)

    def get_queryset(self):
        return super().get_queryset().active()

    def new_url(self) -> str:
        return reverse("segment_new") if may_build(self.request.user) else ""

    def new_label(self) -> str:
        return _("New segment")

    # The foot: how many segments the filter finds, and what is on them.

    @cached_property
    def wanted(self) -> str:
        """Which totals the URL asks for; those that come with the page where it says nothing."""
        wanted = self.request.GET.get("total", "")
        return wanted if wanted in SUMMED else ""

    def foot(self) -> dict | None:
        if not self.page.rows:
            return None
        sums = self.sums_of(self.filtering.queryset, self.request.user, up_to=SUMMED[self.wanted])
        return {
            "template": "segments/_list_foot.html",
            "sums": self._in_words(sums) if sums else [],
            "without_canceled": self.may_be_canceled,
            "ask": self.filtering.link(total="all"),
            # A browser asks for those that are not too many once the page stands.
            "try": "" if self.wanted else self.filtering.link(total="few"),
        }

    def _in_words(self, sums: Sums) -> list[tuple[str, str]]:
        reading = self.reading
        return [
            (_("Segments"), self._number_of_segments()),
            (self.summed_label, reading.number(sums.number)),
            (_("Cost"), reading.money(sums.cost)),
            (_("Duration"), reading.minutes(sums.duration)),
        ]

    def _number_of_segments(self) -> str:
        """Those that count, up to as many as the list counts unless somebody asks for all."""
        found = standing(self.filtering.queryset).order_by().values("pk")
        number = (found if self.wanted == "all" else found[: COUNTED_UP_TO + 1]).count()
        if self.wanted != "all" and number > COUNTED_UP_TO:
            return f"{self.reading.number(COUNTED_UP_TO)}+"
        return self.reading.number(number)


class LoggedSegmentList(SegmentList):
    """The segments that were logged; they never change again."""

    key = "logged_segments"
    heading = gettext_lazy("Logged Segments")
    columns = LOGGED_SEGMENT_COLUMNS
    jobs = (purging.PAGE,)
    empty_text = gettext_lazy("No segment was logged yet.")
    sums_of = staticmethod(sums_of_entries)
    summed_label = gettext_lazy("Interactions")
    may_be_canceled = True

    def get_queryset(self):
        return Segment.objects.visible_to(self.request.user).logged()

    def new_url(self) -> str:
        return ""

    def row_url(self, row) -> str:
        return reverse("logged_segment", args=[row["pk"]])
