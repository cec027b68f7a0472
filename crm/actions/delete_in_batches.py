"""Delete many rows for good: announced first, then batch by batch, counted in the audit record.

A deletion can be interrupted, repeated, or made twice at once: a batch is one transaction that
deletes rows and counts them, so what is counted in the audit record is what is gone.
"""

import datetime
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from crm.actions.finish_form import finish_form, result_at
from crm.actions.pace import Pace
from crm.models import AuditRecord, User
from crm.refusal import Refusal

# So many keys are fetched ahead: the whole filter is asked once for dozens of batches.
AHEAD = 50_000

Batch = TypeVar("Batch")
# How many rows of each kind, by the name of the kind.
Rows = Counter[str]


@transaction.atomic
def announce_deletion(
    *,
    deed: str,
    doomed: QuerySet,
    nothing: type[Refusal],
    by: User | None,
    now: datetime.datetime,
    facts: dict,
    form_key: uuid.UUID | None = None,
    result_path: Callable[[AuditRecord], str] = lambda audit: "/",
) -> AuditRecord:
    """Write down who is going to delete *doomed*, before any is; *facts* tell which filter.

    Raises *nothing* where there are none. With *form_key* the deed is begun once; who arrives
    again is sent to *result_path*.
    """
    finished = finish_form(key=form_key, by=by, now=now) if form_key and by else None
    total = doomed.count()
    if not total:
        raise nothing
    audit = AuditRecord.objects.create(deed=deed, by=by, at=now, facts=facts, total=total)
    if finished:
        result_at(finished, result_path(audit))
    return audit


def delete_in_batches(
    *,
    batches: Iterable[Batch],
    delete: Callable[[Batch, datetime.datetime], Rows],
    pace: Pace,
    clock: Callable[[], datetime.datetime],
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[Rows], None] = lambda rows: None,
) -> bool:
    """Let *delete* remove each batch; False where *stop* ended it between two.

    *progress* is told after each batch how many rows of each kind have gone.
    """
    for batch in batches:
        if stop():
            return False
        began = time.monotonic()
        progress(delete(batch, clock()))
        pace.rest_after(time.monotonic() - began, stop)
    return True


def finish_deletion(audit: AuditRecord, now: datetime.datetime) -> None:
    """Say that nothing is left of what *audit* announced."""
    AuditRecord.objects.filter(pk=audit.pk, finished_at=None).update(finished_at=now)


def in_batches(rows: QuerySet, pace: Pace) -> Iterator[list[int]]:
    """The keys of *rows* in ascending order, as many at a time as *pace* wants by then."""
    after = 0
    while True:
        ahead = rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AHEAD]
        keys = list(ahead)
        if not keys:
            return
        after, start = keys[-1], 0
        while start < len(keys):
            batch = keys[start : start + pace.size]
            yield batch
            start += len(batch)


def kind_of(model: type[Model]) -> str:
    """The name of the rows of *model*, as it is counted."""
    return str(model._meta.verbose_name_plural)
