"""What the worker does for the segments, one short piece after the other."""

import datetime
import time
import zoneinfo

from django.db import OperationalError
from django.utils import timezone

from crm.actions.pace import Pace
from crm.background import is_under_way, is_waiting, task
from crm.forms.deletion import strictly
from crm.models import AuditRecord
from interactions.models import InteractionBatch
from segments.actions.delete_canceled_segments import delete_canceled_segments
from segments.actions.logging_steps import run_steps, unfinished_loggings
from segments.forms.delete_canceled import CanceledSegmentFilterSet

# So long a piece keeps the worker from other tasks, and from ending when it is asked to.
PIECE = 20
# A piece that runs for so long was begun by a worker that is no more.
LONGEST_PIECE = datetime.timedelta(minutes=2)
NEXT_TRY = datetime.timedelta(seconds=30)


@task()
def go_on_logging(pk: int) -> None:
    """Go on with the batch *pk* where its last step ended; what is left comes later.

    Where the database refuses (a full disk, a lock that is held too long) it is tried again.
    """
    batch = InteractionBatch.objects.get(pk=pk)
    ends = time.monotonic() + PIECE
    try:
        run_steps(batch=batch, now=timezone.now(), stop=lambda: time.monotonic() > ends)
    except OperationalError:
        go_on_logging.using(run_after=timezone.now() + NEXT_TRY).enqueue(pk)
        raise
    if unfinished_loggings().filter(pk=pk).exists():
        hand_to_worker(batch)


def hand_to_worker(batch: InteractionBatch) -> None:
    """Let the worker go on with *batch*, once, however often this is asked for."""
    if not is_waiting(go_on_logging, batch.pk):
        go_on_logging.enqueue(batch.pk)


def is_worked_on(batch: InteractionBatch, now: datetime.datetime) -> bool:
    """Whether the worker is at *batch* or is about to be."""
    return is_under_way(go_on_logging, batch.pk, since=now - LONGEST_PIECE)


def take_up_loggings() -> None:
    """Hand every unfinished logging to the worker: one that just started finds what stands still.

    Where another worker is at it already, the two take turns.
    """
    for batch in unfinished_loggings():
        hand_to_worker(batch)


@task()
def go_on_deleting(pk: int) -> None:
    """Go on with the deletion that the audit record *pk* announced; what is left comes later."""
    audit = AuditRecord.objects.select_related("by").get(pk=pk)
    if audit.is_finished:
        return
    ends = time.monotonic() + PIECE
    # The filter is asked with the reach its author has now, and with the midnights he meant.
    with timezone.override(zoneinfo.ZoneInfo(audit.facts["time_zone"])):
        done = delete_canceled_segments(
            segments=strictly(CanceledSegmentFilterSet, audit.facts["filter"], audit.by).qs,
            audit=audit,
            pace=Pace.of_database(),
            clock=timezone.now,
            stop=lambda: time.monotonic() > ends,
        )
    if not done:
        go_on_deleting.enqueue(pk)
