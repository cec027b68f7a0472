"""The steps of logging: each is one transaction that moves a watermark past its lines.

A killed run goes on where its last step ended, because the watermark is written together with
the entries of the step. Two runs at once take turns: who finds the watermark moved reads again.
"""

import datetime
import time
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import QuerySet

from crm.actions.mailings import release_mailing
from interactions.models import InteractionBatch
from segments.actions.recording import Recording
from segments.models import Segment, SegmentLine

# The first step; on SQLite the next ones are as long as others may wait for its one write lock.
STEP = {"sqlite": 100, "postgresql": 10_000}
# Where nobody else is at work: each commit stores the same pages of many indexes anew.
ALONE = {"sqlite": 25_000, "postgresql": 50_000}
# Seconds that a step may hold the lock. Whoever meets it asks again after 1, 3, 8, 18, 33 ms.
HELD = 0.012
# Below the shortest the commit is all that is waited for: with a slow disk narrower steps would
# only be more.
SHORTEST, LONGEST = 100, 2_000


def unfinished_loggings() -> QuerySet:
    """The batches of segments that are being logged, or should be."""
    return InteractionBatch.objects.filter(
        segment__isnull=False, finished_at=None, taken_back_at=None
    )


def run_steps(
    *,
    batch: InteractionBatch,
    now: datetime.datetime,
    step: int = 0,
    rest: float | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Record what is left of *batch*; safe to interrupt, to repeat and to run twice at once.

    *rest* is the pause after each step in seconds (None: as long as the step took; on PostgreSQL
    nobody waits, so it is none). *step* is the number of lines in one transaction, unless it is
    left to the pace: without pauses nobody else is at work and steps are wide, else they are as
    wide as `HELD` allows.
    """
    in_turns = rest != 0 and connection.vendor == "sqlite"
    size = step or (ALONE if rest == 0 else STEP)[connection.vendor]
    recording = Recording.of_all(batch, now)
    while not stop():
        began = time.monotonic()
        if not run_step(batch=batch, now=now, size=size, recording=recording):
            return
        if in_turns:
            held = time.monotonic() - began
            size = step or fitting(size, held)
            time.sleep(held if rest is None else rest)


def fitting(size: int, held: float) -> int:
    """The width of the next step after one of *size* lines that took *held* seconds."""
    # By half and by twice at most: one slow moment of the disk says little about the next one.
    change = min(2, max(0.5, HELD / held if held else 2))
    return round(min(LONGEST, max(SHORTEST, size * change)))


def run_step(
    *,
    batch: InteractionBatch,
    now: datetime.datetime,
    size: int,
    recording: Recording | None = None,
) -> bool:
    """One step of *batch*, the last one closes it; whether another may follow.

    *recording* are its statements where they were compiled before: nobody waits for that.
    """
    with transaction.atomic():
        current = InteractionBatch.objects.select_related("segment", "by").get(pk=batch.pk)
        if current.finished_at or current.taken_back_at:
            return False
        lines = SegmentLine.objects.kept().filter(segment=current.segment, pk__gt=current.watermark)
        keys = lines.order_by("pk").values_list("pk", flat=True)
        end_of_step = keys[size - 1 : size].first()
        last = end_of_step or keys.last() or current.watermark
        if not _move_watermark(current, last):
            # Another run was faster: its step is not ours to record again.
            return True
        bounds = {"after": current.watermark, "up_to": last}
        (recording or Recording.of_step(current, now, **bounds)).run(**bounds)
        if end_of_step is None:
            _finish(current, now)
    return end_of_step is not None


def _move_watermark(batch: InteractionBatch, last: int) -> int:
    """Claim the lines up to *last* for this step; 0 where the batch has moved or ended."""
    unmoved = InteractionBatch.objects.filter(
        pk=batch.pk, watermark=batch.watermark, finished_at=None, taken_back_at=None
    )
    return unmoved.update(watermark=last)


def _finish(batch: InteractionBatch, now: datetime.datetime) -> None:
    """Close the batch, whose row this transaction holds: follow-up and mails may be seen."""
    recorded = batch.entries.count()
    InteractionBatch.objects.filter(pk=batch.pk).update(finished_at=now, total=recorded)
    Segment.objects.filter(follows=batch.segment, published_at=None).update(published_at=now)
    if batch.mailing_id is not None:
        release_mailing(pk=batch.mailing_id, now=now)
