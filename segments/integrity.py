"""What always holds of segments, read off the data; `manage.py checkintegrity` asks."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q

from crm.sockets import IntegrityCheck
from interactions.models import InteractionBatch, InteractionLogEntry
from segments.models import Segment, SegmentLine

# Deletion takes entries and lines of a logged segment away, one batch after the other.
STANDING = Segment.objects.filter(deletion=None)


def wrong_totals() -> Iterator[str]:
    """Logged segments that have recorded more or less than their lines that were not skipped."""
    recorded = Count("lines", filter=Q(lines__removed_in=None, lines__skipped=""))
    logged = STANDING.logged().annotate(lines_recorded=recorded)
    for segment in logged.exclude(lines_recorded=F("batch__total")).select_related("batch"):
        yield (
            f"segment {segment.number} has {segment.lines_recorded} lines that were not skipped, "
            f"and recorded {segment.batch.total}"
        )


def entries_without_a_line() -> Iterator[str]:
    """Entries of segments whose contact has no line there, or one that was skipped or not met."""
    lines = SegmentLine.objects.kept().filter(
        segment__batch=OuterRef("batch"), contact=OuterRef("contact"), skipped=""
    )
    met = lines.filter(pk__lte=OuterRef("batch__watermark"))
    entries = InteractionLogEntry.objects.filter(batch__segment__in=STANDING)
    for pk in entries.filter(~Exists(met)).order_by("pk").values_list("pk", flat=True):
        yield f"entry {pk} was recorded for no line of its segment"


def lines_without_an_entry() -> Iterator[str]:
    """Lines behind the watermark of a logging under way that got neither entry nor reason."""
    entries = InteractionLogEntry.objects.filter(
        batch=OuterRef("segment__batch"), contact=OuterRef("contact")
    )
    met = SegmentLine.objects.kept().filter(
        segment__batch__finished_at=None,
        segment__batch__taken_back_at=None,
        pk__lte=F("segment__batch__watermark"),
        skipped="",
    )
    for pk in met.filter(~Exists(entries)).order_by("pk").values_list("pk", flat=True):
        yield f"line {pk} was passed by and got neither an entry nor a reason"


def skipped_before_logging() -> Iterator[str]:
    """Lines of active segments that say why they got no entry."""
    skipped = SegmentLine.objects.filter(segment__batch=None).exclude(skipped="")
    for pk in skipped.order_by("pk").values_list("pk", flat=True):
        yield f"line {pk} of an active segment was skipped"


def half_taken_back() -> Iterator[str]:
    """Loggings that were taken back and finished, or left something standing."""
    standing = InteractionLogEntry.objects.standing().filter(batch=OuterRef("pk"))
    batches = InteractionBatch.objects.exclude(taken_back_at=None)
    left = Q(finished_at__isnull=False) | Q(segment__isnull=False)
    wrong = batches.filter(left | Exists(standing))
    for pk in wrong.order_by("pk").values_list("pk", flat=True):
        yield f"batch {pk} was taken back by half"


def half_canceled() -> Iterator[str]:
    """Entries that count though the segment they were logged with is canceled."""
    entries = InteractionLogEntry.objects.standing()
    wrong = entries.filter(batch__cancellation__isnull=False, batch__taken_back_at=None)
    for pk in wrong.order_by("pk").values_list("pk", flat=True):
        yield f"entry {pk} counts, and its segment is canceled"


def hidden_segments() -> Iterator[str]:
    """Segments that nobody sees, though nothing is filling or deleting them any more."""
    unseen = Segment.objects.filter(published_at=None).exclude(
        follows__batch__isnull=False, follows__batch__finished_at=None
    )
    left = Segment.objects.filter(deletion__finished_at__isnull=False)
    for number in (unseen | left).order_by("pk").values_list("number", flat=True):
        yield f"segment {number} is seen by nobody"


CHECKS = (
    IntegrityCheck(order=210, name="Segments recorded each line once", find=wrong_totals),
    IntegrityCheck(order=220, name="Entries of segments have a line", find=entries_without_a_line),
    IntegrityCheck(order=230, name="Lines that were met are told", find=lines_without_an_entry),
    IntegrityCheck(order=240, name="Active segments skip nobody", find=skipped_before_logging),
    IntegrityCheck(order=250, name="Taken back is taken back", find=half_taken_back),
    IntegrityCheck(order=255, name="Canceled segments count nowhere", find=half_canceled),
    IntegrityCheck(order=260, name="Segments are seen", find=hidden_segments),
)
