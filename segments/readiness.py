"""Whether a segment could be logged, as far as a glance tells: nobody reads a million lines."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from segments.models import Segment, SegmentLine


def gaps_of(segments: Sequence[Segment]) -> dict[int, list[str]]:
    """What the headers of open *segments* lack, by key; those without lines among it.

    What single lines lack is told by *Log Segment*.
    """
    keys = [segment.pk for segment in segments]
    lines = SegmentLine.objects.kept().filter(segment=OuterRef("pk"))
    filled = set(
        Segment.objects.filter(Exists(lines), pk__in=keys).order_by().values_list("pk", flat=True)
    )
    return {
        segment.pk: _gaps(segment, has_lines=segment.pk in filled)
        for segment in segments
        if segment.is_open
    }


def _gaps(segment: Segment, *, has_lines: bool) -> list[str]:
    gaps = []
    if segment.template_id is None:
        gaps.append(_("template"))
    if segment.date is None:
        gaps.append(_("date"))
    if not has_lines:
        gaps.append(_("contacts"))
    return gaps
