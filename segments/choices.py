"""Segments chosen by typing: those that may be changed, and those whose contacts are reused."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm.ui.choices import Choices
from segments.actions.start_segment import VERB
from segments.models import Segment


@dataclass(frozen=True, kw_only=True)
class SegmentsToBuild(Choices):
    """Open segments within the reach of who chooses; the narrowing needs to know him."""

    def offered_to(self, user: Any) -> QuerySet:
        return self.visible_to(user).open().within(user, VERB)


def _hint(segment: Segment) -> str:
    salesperson = segment.salesperson
    return " · ".join(filter(None, (segment.number, salesperson and salesperson.name)))


OPEN_SEGMENTS = SegmentsToBuild(
    model=Segment,
    url_name="segment_choices",
    number="number",
    hint=_hint,
    related=("salesperson",),
)
LOGGED_SEGMENTS = Choices(
    model=Segment,
    url_name="logged_segment_choices",
    number="number",
    hint=lambda segment: _("Interactions: %(n)d") % {"n": segment.batch.total},
    kind=lambda rows: rows.logged(),
    related=("batch",),
)
