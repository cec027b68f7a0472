"""What the worker does for the interactions, one short piece after the other."""

import time
import zoneinfo

from django.utils import timezone

from crm.background import task
from crm.models import AuditRecord
from interactions.actions.purge import Pace, purge
from interactions.forms.purge import strict_filter

# So long a piece keeps the worker from other tasks, and from ending when it is asked to.
PIECE = 20


@task()
def delete_canceled(pk: int) -> None:
    """Go on with the deletion that the audit record *pk* announced; what is left comes later."""
    audit = AuditRecord.objects.select_related("by").get(pk=pk)
    if audit.is_finished:
        return
    ends = time.monotonic() + PIECE
    # The filter is asked with the reach its author has now, and with the midnights he meant.
    with timezone.override(zoneinfo.ZoneInfo(audit.facts["time_zone"])):
        done = purge(
            entries=strict_filter(audit.facts["filter"], audit.by).qs,
            audit=audit,
            pace=Pace.of_database(),
            clock=timezone.now,
            stop=lambda: time.monotonic() > ends,
        )
    if not done:
        delete_canceled.enqueue(pk)
