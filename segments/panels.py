"""What the cards and the home page of lower rooms show of segments."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from crm.access import reach_of
from crm.ui.reading import Reading
from segments.actions.start_segment import VERB
from segments.models import Segment, SegmentLine

MOST_SHOWN = 10


def segments_of_contact(request: HttpRequest, contact: Any) -> dict | None:
    """The segments that *contact* is on and was on, the newest first."""
    lines = SegmentLine.objects.kept().filter(contact=contact)
    segments = Segment.objects.visible_to(request.user).filter(pk__in=lines.values("segment"))
    named = segments.select_related("batch").only("number", "description", "batch__finished_at")
    shown = list(named[:MOST_SHOWN])
    return {"segments": shown} if shown else None


def add_to_segment(request: HttpRequest, contact: Any) -> str:
    """Where a contact is put on a segment; "" where this user builds none."""
    if not reach_of(request.user, VERB):
        return ""
    chosen = urlencode({"selected": contact.pk, "next": contact.get_absolute_url()})
    return f"{reverse('segment_additions')}?{chosen}"


def active_segments(request: HttpRequest, reading: Reading) -> dict:
    """The tile *Active Segments*: the user's own first."""
    user = request.user
    segments = Segment.objects.visible_to(user).active().select_related("salesperson", "batch")
    own = user.own_salesperson
    mine = segments.filter(salesperson=own) if own else segments.none()
    shown = list(mine[:MOST_SHOWN]) or list(segments[:MOST_SHOWN])
    return {"segments": [(segment, reading.day(segment.date)) for segment in shown]}
