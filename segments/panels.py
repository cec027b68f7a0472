"""What the cards and the home page of lower rooms show of segments."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from crm.access import Reach, reach_of
from crm.models import Campaign
from crm.prepared import prepared
from crm.ui.reading import Reading
from crm.ui.table import Badge
from interactions.models import InteractionBatch
from segments.actions.start_segment import VERB
from segments.models import Segment, SegmentLine
from segments.readiness import gaps_of

MOST_SHOWN = 10
MOST_LOGGED = 5


def segments_of_contact(request: HttpRequest, contact: Any) -> dict | None:
    """The segments that *contact* is on and was on, the newest first."""
    keys = [key for (key,) in _stands_on(contact=contact.pk)]
    if not keys:
        return None
    segments = Segment.objects.visible_to(request.user).filter(pk__in=keys)
    shown_fields = ("number", "description", "batch__finished_at", "batch__cancellation")
    named = segments.select_related("batch").only(*shown_fields)
    shown = list(named[:MOST_SHOWN])
    return {"segments": shown} if shown else None


@prepared
def _stands_on(contact):
    lines = SegmentLine.objects.order_by().kept().filter(contact=contact)
    return lines.values_list("segment")


def card_of_batch(request: HttpRequest, batch: InteractionBatch) -> str:
    """The page of the segment that was logged with *batch*; "" where this user sees none."""
    segments = Segment.objects.visible_to(request.user).select_related("batch")
    segment = segments.filter(batch=batch).first()
    return segment.get_absolute_url() if segment else ""


def add_to_segment(request: HttpRequest, contact: Any) -> str:
    """Where a contact is put on a segment; "" where this user builds none."""
    if not reach_of(request.user, VERB):
        return ""
    chosen = urlencode({"selected": contact.pk, "next": contact.get_absolute_url()})
    return f"{reverse('segment_additions')}?{chosen}"


def state_of(segment: Segment) -> Badge:
    """Whether a segment is active, being logged, logged or canceled."""
    if segment.batch is None:
        return Badge(_("Active"), "green")
    if segment.batch.finished_at is None:
        return Badge(_("Being logged"), "yellow")
    if segment.batch.cancellation_id is not None:
        return Badge(_("Canceled"), "red")
    return Badge(_("Logged"))


def segments_of_campaign(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    """The newest segments of a campaign, active and logged, and a way to all of them."""
    reading = Reading.of_request(request)
    segments = Segment.objects.visible_to(request.user).filter(campaign=campaign)
    found = list(segments.select_related("batch")[: MOST_SHOWN + 1])
    of_campaign = urlencode({"campaign": campaign.pk})
    more = [
        (_("Active Segments"), f"{reverse('segment_list')}?{of_campaign}"),
        (_("Logged Segments"), f"{reverse('logged_segment_list')}?{of_campaign}"),
    ]
    return {
        "segments": [_line(segment, reading) for segment in found[:MOST_SHOWN]],
        "more": more if len(found) > MOST_SHOWN else [],
        "new_href": f"{reverse('segment_new')}?{of_campaign}"
        if reach_of(request.user, VERB)
        else "",
    }


def _line(segment: Segment, reading: Reading) -> dict[str, Any]:
    logged = segment.batch if segment.is_logged else None
    return {
        "href": segment.get_absolute_url(),
        "number": segment.number,
        "description": segment.description,
        "state": state_of(segment),
        "day": reading.moment(logged.finished_at) if logged else reading.day(segment.date),
        "entries": reading.number(logged.total) if logged else "",
    }


def active_segments(request: HttpRequest, reading: Reading) -> dict:
    """The tile *Active Segments*: the user's own where there are any; whoever builds all of them
    also reads which of them are ready."""
    user = request.user
    segments = Segment.objects.visible_to(user).active().select_related("salesperson", "batch")
    reach = reach_of(user, VERB)
    own = user.own_salesperson if reach == Reach.OWN else None
    mine = list(segments.filter(salesperson=own)[:MOST_SHOWN]) if own else []
    shown = mine or list(segments[:MOST_SHOWN])
    gaps = gaps_of(shown) if reach > Reach.OWN else {}
    return {
        "lines": [
            {
                **_line(segment, reading),
                "href": _page_of_active(segment),
                "salesperson": "" if mine else str(segment.salesperson or ""),
                "state": _readiness(segment, gaps),
            }
            for segment in shown
        ],
        "new_href": reverse("segment_new") if reach else "",
    }


def _page_of_active(segment: Segment) -> str:
    """Its page; while it is being logged, the page that shows how far that is."""
    if segment.batch is not None:
        return reverse("segment_progress", args=[segment.pk])
    return segment.get_absolute_url()


def _readiness(segment: Segment, gaps: dict[int, list[str]]) -> Badge | None:
    if segment.batch is not None:
        return state_of(segment)
    if segment.pk not in gaps:
        return None
    if gaps[segment.pk]:
        missing = ", ".join(gaps[segment.pk])
        return Badge(_("Missing: %(fields)s") % {"fields": missing}, "yellow")
    return Badge(_("Ready"), "green")


def last_logged(request: HttpRequest, reading: Reading) -> dict:
    """The tile of the segments that were logged last."""
    logged = Segment.objects.visible_to(request.user).logged().select_related("batch")
    last = logged.order_by("-batch__finished_at", "-pk")[:MOST_LOGGED]
    lines = [_line(segment, reading) for segment in last]
    for line in lines:
        line["state"] = line["state"] if line["state"].tone == "red" else None
    return {"lines": lines}
