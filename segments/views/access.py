"""Doorkeepers of the top floor."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from crm.access import reach_of, require
from segments.actions.start_segment import VERB
from segments.models import Segment, SegmentLine

BUILD_SEGMENTS = _("Build and log segments")
BUILD_THIS_SEGMENT = _("Build and log the segments of this salesperson")
# What its pages say besides the segment itself; a form needs less.
SHOWN = ("template", "salesperson", "campaign", "batch__by", "batch__cancellation", "follows")


def may_build(user) -> bool:
    """Whether *user* may build segments at all."""
    return bool(reach_of(user, VERB))


def get_segment(request: HttpRequest, pk: int, related: Sequence[str] = SHOWN) -> Segment:
    """The segment *pk*, active or logged; 404 where this user does not see it."""
    segments = Segment.objects.visible_to(request.user).select_related(*related)
    return get_object_or_404(segments, pk=pk)


def get_segment_to_build(request: HttpRequest, pk: int, related: Sequence[str] = SHOWN) -> Segment:
    """The same for a change; 403 where the user only may look at it."""
    segment = get_segment(request, pk, related)
    require(segment.is_within(request.user, VERB), str(BUILD_THIS_SEGMENT))
    return segment


def get_logged_segment(request: HttpRequest, pk: int) -> Segment:
    """The logged segment *pk*; an active one is not there."""
    segment = get_segment(request, pk)
    if not segment.is_logged:
        raise Http404
    return segment


def get_logged_segment_to_change(request: HttpRequest, pk: int) -> Segment:
    """The same for marking it; 403 where the user only may look at it."""
    segment = get_logged_segment(request, pk)
    require(segment.is_within(request.user, VERB), str(BUILD_THIS_SEGMENT))
    return segment


def get_line(request: HttpRequest, segment: Segment, pk: int) -> SegmentLine:
    """A line of *segment* whose contact this user sees."""
    lines = segment.lines.kept().visible_to(request.user).select_related("contact", "template")
    return get_object_or_404(lines, pk=pk)
