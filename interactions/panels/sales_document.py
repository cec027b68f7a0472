"""What the card of a sales document shows of the log."""

from typing import Any

from django.http import HttpRequest

from crm.models import SalesDocument
from crm.ui.reading import Reading
from interactions.badges import badges_of
from interactions.deliveries import deliveries_of
from interactions.models import InteractionLogEntry

MOST_LISTED = 10


def interactions(request: HttpRequest, document: SalesDocument) -> dict[str, Any] | None:
    """The newest entries of the log that name *document*."""
    if not request.user.has_perm("interactions.view_interactionlogentry"):
        return None
    reading = Reading.of_request(request)
    entries = (
        InteractionLogEntry.objects.visible_to(request.user)
        .filter(document_kind=document.kind, document_number=document.number)
        .select_related("contact", "recorded_by", "cancellation__by")
        .newest_first()[:MOST_LISTED]
    )
    deliveries = deliveries_of(entries)
    return {
        "entries": [
            (entry, reading.moment(entry.occurred_at), badges_of(entry, reading, deliveries))
            for entry in entries
        ]
    }
