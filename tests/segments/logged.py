"""Segments that were logged, for tests of what becomes of them."""

from segments.actions.cancel_logged_segment import cancel_logged_segment
from segments.actions.log_segment import log_segment
from segments.models import Segment
from tests.factories import NOW, SegmentFactory, SegmentLineFactory


def segment_with_lines(count=3, **values) -> Segment:
    segment = SegmentFactory(**values)
    SegmentLineFactory.create_batch(count, segment=segment)
    return segment


def logged_segment(by, count=3, **values) -> Segment:
    """A segment that *by* logged with *count* lines."""
    segment = segment_with_lines(count, **values)
    log_segment(segment=segment, by=by, now=NOW)
    return Segment.objects.select_related("batch").get(pk=segment.pk)


def canceled_segment(by, count=3, now=NOW, **values) -> Segment:
    """The same, marked as canceled."""
    segment = logged_segment(by, count, **values)
    cancel_logged_segment(segment=segment, by=by, now=now)
    return Segment.objects.select_related("batch").get(pk=segment.pk)
