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
from crm.actions.pace import Pace
from interactions.models import InteractionBatch
from segments.actions.recording import Recording
from segments.models import Segment, SegmentLine

# Lines in a step on each database. Where nobody else is at work it is wide: each commit stores
# the same pages of many indexes anew.
WIDTH = {"sqlite": 2_000, "postgresql": 10_000}
WIDTH_ALONE = {"sqlite": 25_000, "postgresql": 50_000}
# Seconds that a step may hold the one lock of SQLite. Whoever meets it asks again after 1, 3, 8,
# 18, 33 ms.
LOCK_HELD = 0.012


def own_pace() -> Pace:
    """What lets others write meanwhile; on PostgreSQL nobody waits."""
    width = WIDTH[connection.vendor]
    if connection.vendor == "postgresql":
        return Pace(width, rest=0)
    return Pace(width, longest=LOCK_HELD)


def pace_alone() -> Pace:
    """What is quickest while nobody else is at work."""
    return Pace(WIDTH_ALONE[connection.vendor], rest=0)


def unfinished_loggings() -> QuerySet:
    """The batches of segments that are being logged, or should be."""
    return InteractionBatch.objects.filter(
        segment__isnull=False, finished_at=None, taken_back_at=None
    )


def run_steps(
    *,
    batch: InteractionBatch,
    now: datetime.datetime,
    pace: Pace | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Record what is left of *batch*; safe to interrupt, to repeat and to run twice at once.

    *pace* says how many lines are one transaction, and how long others have after it.
    """
    pace = pace or own_pace()
    recording = Recording.of_all(batch, now)
    while not stop():
        began = time.monotonic()
        if not run_step(batch=batch, now=now, size=pace.size, recording=recording):
            return
        pace.rest_after(time.monotonic() - began, stop)


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
