"""Delete canceled entries for good: in batches, each of which asks again whether they are canceled.

A run can be interrupted, repeated, or made twice at once: a batch is one transaction that
deletes rows and counts them in the audit record, so what is counted there is what is gone.
"""

import datetime
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from django.db.models import F, Max, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access import reach_of, require
from crm.actions.finish_form import finish_form, result_at
from crm.deadlock import outlives_deadlock
from crm.models import AuditRecord, User
from crm.refusal import Refusal
from interactions.models import Cancellation, InteractionLogEntry
from interactions.models.log_entry import InteractionLogEntryQuerySet
from interactions.sockets import EntryTie, Fate, entry_ties

VERB = "interactions.purge"
RIGHT = gettext_lazy("Delete Canceled Interaction Log Entries")
# So many keys are fetched ahead: the whole filter is asked once for dozens of batches.
AHEAD = 50_000
# A rest is looked up from so often.
BLINK = 0.2


class NothingToDelete(Refusal):
    """No canceled entry is asked for, or none within reach."""

    def __init__(self) -> None:
        super().__init__(_("Nothing to delete: no canceled entry matches."))


# How many rows of each kind, by the name of the kind.
Rows = Counter[str]


@dataclass(frozen=True)
class Pace:
    """Rows in a batch, and seconds of rest after it; None rests as long as the batch took."""

    rows: int
    rest: float | None = None

    @classmethod
    def of_database(cls) -> "Pace":
        """What lets others write meanwhile: SQLite has one lock for all of them."""
        return cls(5_000, rest=0) if connection.vendor == "postgresql" else cls(1_000)

    def rest_after(self, seconds: float, stop: Callable[[], bool]) -> None:
        """Rest after a batch that took *seconds*; wake up where somebody wants to *stop*."""
        ends = time.monotonic() + (seconds if self.rest is None else self.rest)
        while (left := ends - time.monotonic()) > 0 and not stop():
            time.sleep(min(left, BLINK))


def may_purge(user: User) -> bool:
    """Whether *user* may delete any canceled entries."""
    return bool(reach_of(user, VERB))


def last_cancellation() -> int:
    """The mark up to which entries count as canceled now; later ones are left alone."""
    last: int = Cancellation.objects.aggregate(last=Max("pk", default=0))["last"]
    return last


def deletable(
    entries: InteractionLogEntryQuerySet, *, by: User | None, until: int
) -> InteractionLogEntryQuerySet:
    """Those of *entries* that were canceled *until* then and that *by* sees and may delete.

    No filter widens his reach. None stands for the command line, which reaches everything.
    """
    if by is not None:
        entries = entries.visible_to(by).within(by, VERB)
    return entries.filter(cancellation__lte=until)


def preview_purge(*, entries: InteractionLogEntryQuerySet, by: User | None, until: int) -> Rows:
    """Count what deleting *entries* would remove now, entries first; nothing is written."""
    doomed = deletable(entries, by=by, until=until)
    rows = Rows({kind_of(InteractionLogEntry): doomed.count()})
    for tie in entry_ties:
        model, field = relation_of(tie)
        if tie.fate is Fate.DELETED:
            own = model._base_manager.filter(**{f"{field}__in": doomed.order_by().values("pk")})
            rows[kind_of(model)] += own.count()
    return rows


@transaction.atomic
def start_purge(
    *,
    entries: InteractionLogEntryQuerySet,
    by: User | None,
    now: datetime.datetime,
    until: int,
    facts: dict,
    form_key: uuid.UUID | None = None,
    result_path: Callable[[AuditRecord], str] = lambda audit: "/",
) -> AuditRecord:
    """Write down who is going to delete what, before anything is; *facts* tell which filter.

    With *form_key* the deed is begun once; who arrives again is sent to *result_path*.
    """
    require(by is None or may_purge(by), str(RIGHT))
    finished = finish_form(key=form_key, by=by, now=now) if form_key and by else None
    total = deletable(entries, by=by, until=until).count()
    if not total:
        raise NothingToDelete
    audit = AuditRecord.objects.create(
        deed=AuditRecord.Deed.PURGE_ENTRIES,
        by=by,
        at=now,
        facts=facts | {"until": until},
        total=total,
    )
    if finished:
        result_at(finished, result_path(audit))
    return audit


def purge(
    *,
    entries: InteractionLogEntryQuerySet,
    audit: AuditRecord,
    pace: Pace,
    clock: Callable[[], datetime.datetime],
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[Rows], None] = lambda rows: None,
) -> bool:
    """Delete what *audit* announced, batch by batch; False where *stop* ended it between two.

    *progress* is told after each batch how many rows of each kind have gone.
    """
    until = audit.facts["until"]
    for keys in _batches(deletable(entries, by=audit.by, until=until), pace.rows):
        if stop():
            return False
        began = time.monotonic()
        progress(_delete(keys, audit=audit, until=until, now=clock()))
        pace.rest_after(time.monotonic() - began, stop)
    AuditRecord.objects.filter(pk=audit.pk, finished_at=None).update(finished_at=clock())
    return True


def _batches(entries: InteractionLogEntryQuerySet, rows: int) -> Iterator[list[int]]:
    """The keys of *entries* in ascending order, *rows* at a time, without an open cursor."""
    after = 0
    while True:
        ahead = entries.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AHEAD]
        keys = list(ahead)
        if not keys:
            return
        for start in range(0, len(keys), rows):
            yield keys[start : start + rows]
        after = keys[-1]


@outlives_deadlock
def _delete(keys: list[int], *, audit: AuditRecord, until: int, now: datetime.datetime) -> Rows:
    """Delete those of *keys* that are still canceled, with their own, and count them."""
    with transaction.atomic():
        doomed = _still_canceled(keys, until)
        if not doomed:
            return Rows()
        gone = Rows({kind_of(InteractionLogEntry): len(doomed)})
        for tie in entry_ties:
            gone += _decide(tie, doomed)
        # `delete()` would load every row to look for the relations decided just now.
        rows = InteractionLogEntry.objects.filter(pk__in=doomed)
        rows._raw_delete(rows.db)
        AuditRecord.objects.filter(pk=audit.pk).update(
            count=F("count") + len(doomed), last_step_at=now
        )
    return gone


def _still_canceled(keys: list[int], until: int) -> list[int]:
    """Those of *keys* that are canceled at this moment, held until the transaction ends.

    On PostgreSQL the locks keep everybody off between the question and the deletion; on SQLite
    nobody else writes. Keys are locked in order, so two runs wait for each other in peace.
    """
    held = (
        InteractionLogEntry.objects.filter(pk__in=keys, cancellation__lte=until)
        .order_by("pk")
        .select_for_update()
    )
    return list(held.values_list("pk", flat=True))


def _decide(tie: EntryTie, doomed: list[int]) -> Rows:
    """Do to the rows that refer to *doomed* entries what was decided; count those that go."""
    model, field = relation_of(tie)
    rows = model._base_manager.filter(**{f"{field}__in": doomed})
    if tie.fate is Fate.DELETED:
        return Rows({kind_of(model): rows._raw_delete(rows.db)})
    rows.update(**{field: None})
    return Rows()


def relation_of(tie: EntryTie) -> tuple[type[Model], str]:
    """The model that refers to entries, and the name of its field."""
    model, field = tie.relation.rsplit(".", 1)
    return apps.get_model(model), field


def kind_of(model: type[Model]) -> str:
    """The name of the rows of *model*, as it is counted."""
    return str(model._meta.verbose_name_plural)
