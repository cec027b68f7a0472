"""What the worker does for the segments, one short piece after the other."""

import time
import zoneinfo

from django.utils import timezone

from crm.actions.delete_in_batches import Pace
from crm.background import task
from crm.forms.deletion import strictly
from crm.models import AuditRecord
from interactions.models import InteractionBatch
from segments.actions.delete_canceled_segments import delete_canceled_segments
from segments.actions.logging_steps import run_steps
from segments.forms.delete_canceled import CanceledSegmentFilterSet

# So long a piece keeps the worker from other tasks, and from ending when it is asked to.
PIECE = 20


@task()
def go_on_logging(pk: int) -> None:
    """Go on with the batch *pk* where its last step ended; what is left comes later."""
    batch = InteractionBatch.objects.get(pk=pk)
    ends = time.monotonic() + PIECE
    run_steps(batch=batch, now=timezone.now(), stop=lambda: time.monotonic() > ends)
    batch.refresh_from_db()
    if batch.finished_at is None and batch.taken_back_at is None:
        go_on_logging.enqueue(pk)


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
