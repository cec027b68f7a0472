"""Delete canceled logged segments for good, with their entries or without.

A segment is taken away in one short transaction that asks again whether it is canceled: from
then on nobody sees it and nothing can bring it back. Its rows go afterwards, batch by batch; what
a killed run left of them goes with the next one.
"""

import datetime
import uuid
from collections.abc import Callable, Iterator
from functools import partial

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access import reach_of, require
from crm.actions.delete_in_batches import (
    Rows,
    announce_deletion,
    delete_in_batches,
    finish_deletion,
    in_batches,
    kind_of,
)
from crm.actions.pace import Pace
from crm.deadlock import outlives_deadlock
from crm.models import AuditRecord, User
from crm.refusal import Refusal
from interactions.actions.purge import delete_entries
from interactions.actions.template_files import release_former_files
from interactions.models import InteractionBatch, InteractionLogEntry
from segments.models import Segment, SegmentLine
from segments.models.segment import SegmentQuerySet

VERB = "segments.delete_segment"
RIGHT = gettext_lazy("Delete Canceled Logged Segments")

# Segments are taken away each by itself.
ONE_BY_ONE = Pace(rows=1, rest=0)
# Deletes one batch at the moment it is given, and counts what has gone.
Piece = Callable[[datetime.datetime], Rows]


class NoSegmentToDelete(Refusal):
    """No canceled logged segment is asked for, or none within reach."""

    def __init__(self) -> None:
        super().__init__(_("Nothing to delete: no canceled logged segment matches."))


def may_delete_segments(user: User) -> bool:
    """Whether *user* may delete any canceled logged segments."""
    return bool(reach_of(user, VERB))


def deletable_segments(
    segments: SegmentQuerySet, *, by: User | None, until: int
) -> SegmentQuerySet:
    """Those of *segments* that were canceled *until* then and that *by* sees and may delete.

    None stands for the command line, which reaches everything.
    """
    if by is not None:
        segments = segments.visible_to(by).within(by, VERB)
    return segments.logged().filter(deletion=None, batch__cancellation__lte=until)


def preview_segment_deletion(
    *, segments: SegmentQuerySet, by: User | None, until: int, with_entries: bool
) -> Rows:
    """Count what deleting *segments* would remove now, segments first; nothing is written."""
    doomed = deletable_segments(segments, by=by, until=until)
    rows = Rows({kind_of(Segment): doomed.count()})
    keys = doomed.order_by().values("pk")
    rows[kind_of(SegmentLine)] = SegmentLine.objects.filter(segment__in=keys).count()
    if with_entries:
        entries = InteractionLogEntry.objects.canceled().filter(batch__segment__in=keys)
        rows[kind_of(InteractionLogEntry)] = entries.count()
    return rows


def start_segment_deletion(
    *,
    segments: SegmentQuerySet,
    by: User | None,
    now: datetime.datetime,
    until: int,
    with_entries: bool,
    facts: dict,
    form_key: uuid.UUID | None = None,
    result_path: Callable[[AuditRecord], str] = lambda audit: "/",
) -> AuditRecord:
    """Write down who is going to delete what, before anything is; *facts* tell which filter.

    *with_entries* deletes the entries of the segments too; else they stay in the log, canceled,
    and each can be restored alone from then on.
    """
    require(by is None or may_delete_segments(by), str(RIGHT))
    return announce_deletion(
        deed=AuditRecord.Deed.DELETE_SEGMENTS,
        doomed=deletable_segments(segments, by=by, until=until),
        nothing=NoSegmentToDelete,
        by=by,
        now=now,
        facts=facts | {"until": until, "with_entries": with_entries},
        form_key=form_key,
        result_path=result_path,
    )


def delete_canceled_segments(
    *,
    segments: SegmentQuerySet,
    audit: AuditRecord,
    pace: Pace,
    clock: Callable[[], datetime.datetime],
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[Rows], None] = lambda rows: None,
) -> bool:
    """Delete what *audit* announced, batch by batch; False where *stop* ended it between two."""
    done = delete_in_batches(
        batches=_pieces(segments, audit, pace),
        delete=lambda piece, now: piece(now),
        pace=pace,
        clock=clock,
        stop=stop,
        progress=progress,
    )
    if done:
        release_former_files()
        finish_deletion(audit, clock())
    return done


def clear_away_leftovers(
    *, pace: Pace, clock: Callable[[], datetime.datetime], stop: Callable[[], bool]
) -> bool:
    """Delete the rows of segments that killed runs had taken away; False where it was stopped."""
    return delete_in_batches(
        batches=_leftovers(pace),
        delete=lambda piece, now: piece(now),
        pace=pace,
        clock=clock,
        stop=stop,
    )


def _pieces(segments: SegmentQuerySet, audit: AuditRecord, pace: Pace) -> Iterator[Piece]:
    yield from _leftovers(pace)
    doomed = deletable_segments(segments, by=audit.by, until=audit.facts["until"])
    for [key] in in_batches(doomed, ONE_BY_ONE):
        yield partial(_take_away, key, audit)
        yield from _clear_away(key, pace)


def _leftovers(pace: Pace) -> Iterator[Piece]:
    """What is left of segments that were taken away by runs that did not end."""
    for [key] in in_batches(Segment.objects.exclude(deletion=None), ONE_BY_ONE):
        yield from _clear_away(key, pace)


@outlives_deadlock
def _take_away(key: int, audit: AuditRecord, now: datetime.datetime) -> Rows:
    """Take the segment *key* from everybody's sight if it is still canceled, and count it."""
    with transaction.atomic():
        segment = Segment.objects.filter(pk=key, deletion=None).first()
        if segment is None or not _hold_canceled(segment, audit):
            return Rows()
        taken = Segment.objects.filter(pk=key, deletion=None).update(deletion=audit)
        if not taken:
            # Another deletion was faster; what this one has changed of the batch stays its own.
            transaction.set_rollback(True)
            return Rows()
        Segment.objects.filter(follows=key).update(follows=None)
        AuditRecord.objects.filter(pk=audit.pk).update(count=F("count") + 1, last_step_at=now)
    return Rows({kind_of(Segment): 1})


def _hold_canceled(segment: Segment, audit: AuditRecord) -> int:
    """Hold the batch of *segment* where it is still canceled; 0 where it was restored.

    Entries that stay are freed from it, so that each can be restored alone.
    """
    canceled = InteractionBatch.objects.filter(
        pk=segment.batch_id or 0, cancellation__lte=audit.facts["until"]
    )
    stays = F("cancellation") if audit.facts["with_entries"] else None
    return canceled.update(cancellation=stays)


def _clear_away(key: int, pace: Pace) -> Iterator[Piece]:
    """Delete what belongs to the segment *key*, and at last its header."""
    segment = Segment.objects.filter(pk=key).select_related("deletion").first()
    if segment is None or segment.deletion is None:
        return
    audit = segment.deletion
    if audit.facts["with_entries"]:
        entries = InteractionLogEntry.objects.canceled().filter(batch=segment.batch_id)
        for keys in in_batches(entries, pace):
            yield partial(_delete_entries, keys, audit)
    for keys in in_batches(SegmentLine.objects.filter(segment=key), pace):
        yield partial(_delete_rows, SegmentLine.objects.filter(pk__in=keys), audit)
    yield partial(_delete_header, key)


def _delete_entries(keys: list[int], audit: AuditRecord, now: datetime.datetime) -> Rows:
    step = AuditRecord.objects.filter(pk=audit.pk)
    return delete_entries(
        keys, until=audit.facts["until"], count=lambda entries: step.update(last_step_at=now)
    )


@outlives_deadlock
def _delete_rows(rows: QuerySet, audit: AuditRecord, now: datetime.datetime) -> Rows:
    with transaction.atomic():
        gone = rows._raw_delete(rows.db)
        AuditRecord.objects.filter(pk=audit.pk).update(last_step_at=now)
    return Rows({kind_of(rows.model): gone})


@outlives_deadlock
def _delete_header(key: int, now: datetime.datetime) -> Rows:
    """Delete header and steps; steps of other segments that came from it name it no more."""
    with transaction.atomic():
        Segment.objects.filter(pk=key).delete()
    return Rows()
