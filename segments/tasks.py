"""What the worker does for the segments, one short piece after the other."""

import time

from django.utils import timezone

from crm.background import task
from interactions.models import InteractionBatch
from segments.actions.logging_steps import run_steps

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
