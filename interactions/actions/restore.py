"""Restore canceled entries: each cancellation concerned gets a `Restoration`, the mark goes."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from crm.access import reach_of, require
from crm.deadlock import outlives_deadlock
from crm.models import User
from interactions.actions.cancel import RIGHT, VERB, count_out_of_reach
from interactions.models import InteractionLogEntry, Restoration
from interactions.models.log_entry import InteractionLogEntryQuerySet

# So many cancellations are named in one statement; SQLite admits some 32,000 values.
AT_ONCE = 10_000


@dataclass(frozen=True)
class Restored:
    """What came of restoring: `bound` entries wait for the segment they were canceled with."""

    count: int
    bound: int
    out_of_reach: int
    restorations: tuple[Restoration, ...]


@outlives_deadlock
def restore_entries(
    *, entries: InteractionLogEntryQuerySet, by: User, now: datetime.datetime
) -> Restored:
    """Take the mark from those of *entries* that *by* sees and reaches; each once.

    What was canceled together with its batch is restored with the batch alone.
    """
    require(reach_of(by, VERB), str(RIGHT))
    with transaction.atomic():
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
        )


def preview_restore(*, entries: InteractionLogEntryQuerySet, by: User) -> Restored:
    """What restoring *entries* would come to now; nothing is written."""
    require(reach_of(by, VERB), str(RIGHT))
    bound, free = _bound_and_free(entries, by)
    out_of_reach = count_out_of_reach(entries.canceled(), by)
    return Restored(free.count(), bound.count(), out_of_reach, restorations=())


def _bound_and_free(
    entries: InteractionLogEntryQuerySet, by: User
) -> tuple[InteractionLogEntryQuerySet, InteractionLogEntryQuerySet]:
    """The canceled ones that wait for their batch, and those that can be restored alone."""
    reached = entries.visible_to(by).within(by, VERB).canceled()
    bound = reached.filter(batch__cancellation=F("cancellation"))
    return bound, reached.exclude(pk__in=bound.order_by().values("pk"))


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
