"""The steps of logging: each is one transaction that moves a watermark past its lines.

A killed run goes on where its last step ended, because the watermark is written together with
the entries of the step. Two runs at once take turns: who finds the watermark moved reads again.
"""

import datetime
import time
import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, QuerySet, Value, When

from crm.models.fields import MomentField
from interactions.actions.record_batch import record_batch
from interactions.models import InteractionBatch
from segments.actions.create_follow_up import follow
from segments.effective import contacted_via
from segments.models import Segment, SegmentLine, SegmentStep
from segments.models.segment_line import Skipped

# Short enough that others do not notice: SQLite has one write lock for all.
STEP = {"sqlite": 250, "postgresql": 10_000}


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

    *step* is the number of lines in one transaction, *rest* the pause after it in seconds
    (None: as long as the step took; 0 on PostgreSQL, where nobody waits).
    """
    size = step or STEP[connection.vendor]
    while not stop():
        began = time.monotonic()
        if not run_step(batch=batch, now=now, size=size):
            return
        pause = time.monotonic() - began if rest is None else rest
        if pause and connection.vendor == "sqlite":
            time.sleep(pause)


def run_step(*, batch: InteractionBatch, now: datetime.datetime, size: int) -> bool:
    """One step of *batch*, the last one closes it; whether another may follow."""
    with transaction.atomic():
        current = InteractionBatch.objects.select_related("segment__template", "by").get(
            pk=batch.pk
        )
        if current.finished_at or current.taken_back_at:
            return False
        lines = SegmentLine.objects.kept().filter(segment=current.segment, pk__gt=current.watermark)
        keys = lines.order_by("pk").values_list("pk", flat=True)
        end_of_step = keys[size - 1 : size].first()
        last = end_of_step or keys.last() or current.watermark
        if not _move_watermark(current, last):
            # Another run was faster: its step is not ours to record again.
            return True
        _record(current, lines.filter(pk__lte=last), now)
        if end_of_step is None:
            _finish(current, now)
    return end_of_step is not None


def _move_watermark(batch: InteractionBatch, last: int) -> int:
    """Claim the lines up to *last* for this step; 0 where the batch has moved or ended."""
    unmoved = InteractionBatch.objects.filter(
        pk=batch.pk, watermark=batch.watermark, finished_at=None, taken_back_at=None
    )
    return unmoved.update(watermark=last)


def _record(batch: InteractionBatch, lines: QuerySet, now: datetime.datetime) -> None:
    """Mark who is skipped and record the others; both go on to the follow-up."""
    effective = lines.with_effective().with_reason(batch.by.scope).with_missing()
    for reason in Skipped.values:
        if reason == Skipped.INCOMPLETE:
            chosen = effective.filter(reason="", is_missing=True)
        else:
            chosen = effective.filter(reason=reason)
        keys = chosen.order_by().values("pk")
        SegmentLine.objects.filter(pk__in=keys).update(skipped=reason)
    record_batch(
        lines=effective.filter(skipped=""),
        facts=_facts(batch, lines),
        batch=batch,
        by=batch.by,
        now=now,
    )
    for step in SegmentStep.objects.filter(
        segment__follows=batch.segment, segment__published_at=None, kind=SegmentStep.Kind.FOLLOW_UP
    ):
        step.added += follow(lines=lines, step=step)
        step.save(update_fields=["added", "skipped"])


def _facts(batch: InteractionBatch, lines: QuerySet) -> dict:
    """Each fact of an entry as an expression over its line."""
    names = (
        "template", "group", "company", "subject", "subject_words", "language", "cost",
        "correspondence_type", "information_flow", "initiated_by", "duration", "salesperson",
        "campaign", "evaluation",
    )  # fmt: skip
    return {name: F(f"effective_{name}") for name in names} | {
        "contact": F("contact"),
        "attempt_failed": F("attempt_failed"),
        "description": F("effective_interaction_description"),
        "description_words": F("effective_interaction_description_words"),
        "contacted_via": contacted_via(),
        "occurred_at": _occurred_at(batch, lines),
    }


def _occurred_at(batch: InteractionBatch, lines: QuerySet) -> Case:
    """The line's date at the local time of day at which logging began, in the company's zone."""
    zone = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    time_of_day = batch.occurred_at.astimezone(zone).time()
    own = lines.order_by().values_list("date", flat=True).distinct()
    days = {day for day in (*own, batch.segment.date) if day is not None}
    moments = {
        day: datetime.datetime.combine(day, time_of_day, zone).astimezone(datetime.UTC)
        for day in days
    }
    return Case(
        *[When(effective_date=day, then=Value(moment)) for day, moment in moments.items()],
        default=Value(batch.occurred_at),
        output_field=MomentField(),
    )


def _finish(batch: InteractionBatch, now: datetime.datetime) -> None:
    """Close the batch, whose row this transaction holds, and let the follow-up be seen."""
    recorded = batch.entries.count()
    InteractionBatch.objects.filter(pk=batch.pk).update(finished_at=now, total=recorded)
    Segment.objects.filter(follows=batch.segment, published_at=None).update(published_at=now)
