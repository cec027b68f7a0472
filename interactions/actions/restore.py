"""Restore canceled entries: each cancellation concerned gets a `Restoration`, the mark goes."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import OuterRef, Subquery

from crm.access import reach_of, require
from crm.deadlock import outlives_deadlock
from crm.models import User
from interactions.actions.cancel import RIGHT, VERB, count_out_of_reach
from interactions.models import InteractionBatch, InteractionLogEntry, Restoration
from interactions.models.log_entry import InteractionLogEntryQuerySet

# So many cancellations are named in one statement; SQLite admits some 32,000 values.
AT_ONCE = 10_000


@dataclass(frozen=True)
class Restored:
    """What came of restoring: `bound` entries wait for their segment, which is canceled.

    `bound_to` is that segment's batch, where it is one and the same for all of them.
    """

    count: int
    bound: int
    out_of_reach: int
    restorations: tuple[Restoration, ...]
    bound_to: InteractionBatch | None = None


@outlives_deadlock
def restore_entries(
    *, entries: InteractionLogEntryQuerySet, by: User, now: datetime.datetime
) -> Restored:
    """Take the mark from those of *entries* that *by* sees and reaches; each once.

    While its batch is canceled, an entry is restored with the batch alone, even one that was
    canceled before: nothing of a canceled segment counts.
    """
    require(reach_of(by, VERB), str(RIGHT))
    with transaction.atomic():
        _hold_batches(entries)
        bound, free = _bound_and_free(entries, by)
        concerned = list(
            free.order_by("cancellation").values_list("cancellation", flat=True).distinct()
        )
        count, restorations = 0, []
        for start in range(0, len(concerned), AT_ONCE):
            done, made = _restore(free, concerned[start : start + AT_ONCE], by, now)
            count += done
            restorations += made
        return Restored(
            count=count,
            bound=bound.count(),
            out_of_reach=count_out_of_reach(entries.canceled(), by),
            restorations=tuple(restorations),
            bound_to=_only_batch_of(bound),
        )


def preview_restore(*, entries: InteractionLogEntryQuerySet, by: User) -> Restored:
    """What restoring *entries* would come to now; nothing is written."""
    require(reach_of(by, VERB), str(RIGHT))
    bound, free = _bound_and_free(entries, by)
    out_of_reach = count_out_of_reach(entries.canceled(), by)
    return Restored(free.count(), bound.count(), out_of_reach, restorations=())


def _hold_batches(entries: InteractionLogEntryQuerySet) -> None:
    """Let nobody cancel a segment while entries of it are restored alone.

    PostgreSQL would show each of the two what the other has changed only when both are done.
    """
    of_segments = entries.canceled().filter(source=InteractionLogEntry.Source.SEGMENT)
    batches = InteractionBatch.objects.filter(pk__in=of_segments.order_by().values("batch"))
    held = batches.order_by("pk").select_for_update(no_key=True)
    list(held.values_list("pk", flat=True))


def _bound_and_free(
    entries: InteractionLogEntryQuerySet, by: User
) -> tuple[InteractionLogEntryQuerySet, InteractionLogEntryQuerySet]:
    """The canceled ones that wait for their batch, and those that can be restored alone."""
    reached = entries.visible_to(by).within(by, VERB).canceled()
    bound = reached.filter(batch__cancellation__isnull=False)
    return bound, reached.filter(batch__cancellation=None)


def _only_batch_of(bound: InteractionLogEntryQuerySet) -> InteractionBatch | None:
    """The batch of all of *bound*; None where they are of several, or none is left."""
    batches = InteractionBatch.objects.filter(pk__in=bound.order_by().values("batch"))
    found = list(batches[:2])
    return found[0] if len(found) == 1 else None


def _restore(
    free: InteractionLogEntryQuerySet, cancellations: list[int], by: User, now: datetime.datetime
) -> tuple[int, list[Restoration]]:
    """Undo *cancellations* on the entries *free*, as one UPDATE that names each its restoration."""
    made = Restoration.objects.bulk_create(
        Restoration(cancellation_id=pk, by=by, at=now) for pk in cancellations
    )
    keys = [restoration.pk for restoration in made]
    own = Restoration.objects.filter(pk__in=keys, cancellation=OuterRef("cancellation"))
    count = (
        free.by_key()
        .filter(cancellation__in=cancellations)
        .update(cancellation=None, restoration=Subquery(own.values("pk")))
    )
    # Where somebody else was faster nothing was restored, and nobody has seen these rows yet.
    effective = set(
        InteractionLogEntry.objects.filter(restoration__in=keys)
        .values_list("restoration", flat=True)
        .distinct()
    )
    Restoration.objects.filter(pk__in=set(keys) - effective).delete()
    return count, [restoration for restoration in made if restoration.pk in effective]
