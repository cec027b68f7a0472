"""Delete many rows for good: announced first, then batch by batch, counted in the audit record.

A deletion can be interrupted, repeated, or made twice at once: a batch is one transaction that
deletes rows and counts them, so what is counted in the audit record is what is gone.
"""

import datetime
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from crm.actions.finish_form import finish_form, result_at
from crm.models import AuditRecord, User
from crm.refusal import Refusal

# So many keys are fetched ahead: the whole filter is asked once for dozens of batches.
AHEAD = 50_000
# Seconds that a batch may hold the one lock of SQLite, and the rows that are worth a commit: each
# stores the index of words anew, so that smaller batches take longer together.
LOCK_HELD = 0.03
FEWEST = 100
# A rest is looked up from so often.
BLINK = 0.2

Batch = TypeVar("Batch")
# How many rows of each kind, by the name of the kind.
Rows = Counter[str]


@dataclass
class Pace:
    """Rows in a batch, and seconds of rest after it; None rests as long as the batch took.

    With *longest* others wait no longer than so many seconds: batches begin small, and each has
    as many rows as would have fitted at the speed of the one before, *rows* at most.
    """

    rows: int
    rest: float | None = None
    longest: float | None = None

    def __post_init__(self) -> None:
        self.size = FEWEST if self.longest else self.rows

    @classmethod
    def of_database(cls) -> "Pace":
        """What lets others write meanwhile: SQLite has one lock for all of them."""
        if connection.vendor == "postgresql":
            return cls(5_000, rest=0)
        return cls(1_000, longest=LOCK_HELD)

    @classmethod
    def alone(cls) -> "Pace":
        """What is quickest while nobody else is at work: each commit stores its indexes anew."""
        return cls(20_000, rest=0)

    def rest_after(self, seconds: float, stop: Callable[[], bool]) -> None:
        """Rest after a batch that took *seconds*; wake up where somebody wants to *stop*."""
        if self.longest:
            self._fit(seconds, self.longest)
        ends = time.monotonic() + (seconds if self.rest is None else self.rest)
        while (left := ends - time.monotonic()) > 0 and not stop():
            time.sleep(min(left, BLINK))

    def _fit(self, seconds: float, longest: float) -> None:
        """Learn from a batch that took *seconds* how many rows the next one may have."""
        fitting = int(self.size * longest / seconds) if seconds else self.rows
        # A batch that happened to be quick says little about one ten times as large.
        self.size = max(FEWEST, min(fitting, 2 * self.size, self.rows))


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
