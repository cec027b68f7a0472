"""Segments as the search finds them."""

from django.utils.translation import gettext as _

from crm.search import MOST_OTHERS, Asked
from crm.sockets import Hit
from segments.models import Segment


def segment_hits(asked: Asked) -> list[Hit]:
    """Segments by number and words, active and logged."""
    found = Segment.objects.visible_to(asked.user).search(asked.text).select_related("batch")
    return [
        Hit(
            label=str(segment),
            href=segment.get_absolute_url(),
            kind=_("Segments"),
            hint=_("Logged Segment") if segment.is_logged else "",
            icon="list",
            rank=asked.rank_of_name(segment.description),
        )
        for segment in found[:MOST_OTHERS]
    ]
