"""What the worker does for the ground floor, one short piece after the other."""

import time

from django.utils import timezone

from crm.actions.deliver_mails import deliver_mails
from crm.background import is_due, task, wake

# So long a piece keeps the worker from other tasks, and from ending when it is asked to.
PIECE = 20


@task()
def deliver() -> None:
    """Send what waits; what is left, or may not leave yet, comes later."""
    ends = time.monotonic() + PIECE
    later = deliver_mails(clock=timezone.now, stop=lambda: time.monotonic() > ends)
    if later is not None and not is_due(deliver, by=later):
        deliver.using(run_after=later).enqueue()


def wake_delivery() -> None:
    """Let the worker send what the transaction of the caller has queued."""
    wake(deliver)
