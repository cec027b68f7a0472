"""Whether a segment has letters to print."""

from crm.models import CorrespondenceType
from segments.models import Segment


def has_letters(segment: Segment) -> bool:
    """Whether a line of *segment*, which is open, would be recorded as a letter."""
    lines = segment.lines.kept().with_effective().order_by()
    return lines.filter(effective_correspondence_type=CorrespondenceType.LETTER).exists()
