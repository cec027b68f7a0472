"""The nouns of the top floor."""

from segments.models.merged_subject import MergedSubject
from segments.models.saved_criteria import SavedCriteria
from segments.models.segment import Segment
from segments.models.segment_line import SegmentLine
from segments.models.segment_step import SegmentStep
from segments.models.skipped_contact import SkippedContact

__all__ = [
    "MergedSubject",
    "SavedCriteria",
    "Segment",
    "SegmentLine",
    "SegmentStep",
    "SkippedContact",
]
