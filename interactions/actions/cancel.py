"""Mark entries as canceled: one row says who, when and why, one UPDATE marks them all."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.access import Reach, reach_of, require
from crm.deadlock import outlives_deadlock
from crm.models import User
from interactions.actions.plan_next_step import take_back_next_steps
from interactions.models import Cancellation, InteractionLogEntry
from interactions.models.log_entry import InteractionLogEntryQuerySet

VERB = "interactions.cancel"
RIGHT = _("Mark as canceled")


@dataclass(frozen=True)
class Canceled:
    """What came of marking: newly marked, marked before, out of reach; None where nothing was."""

    count: int
    already: int
    out_of_reach: int
    cancellation: Cancellation | None


@outlives_deadlock
def cancel_entries(
    *,
    entries: InteractionLogEntryQuerySet,
    by: User,
    now: datetime.datetime,
    reason: str = "",
) -> Canceled:
    """Mark those of *entries* as canceled that *by* sees and reaches; the others stay as they are.

    Marking what is marked changes nothing, and where nothing changes no `Cancellation` is left.
    """
    require(reach_of(by, VERB), str(RIGHT))
    with transaction.atomic():
        reached = entries.visible_to(by).within(by, VERB)
        cancellation = Cancellation.objects.create(by=by, at=now, reason=reason)
        count = reached.by_key().standing().update(cancellation=cancellation, restoration=None)
        result = Canceled(
            count=count,
            already=reached.canceled().exclude(cancellation=cancellation).count(),
            out_of_reach=count_out_of_reach(entries, by),
            cancellation=cancellation if count else None,
        )
        if not count:
            transaction.set_rollback(True)
    return result


def preview_cancel(*, entries: InteractionLogEntryQuerySet, by: User) -> Canceled:
    """What marking *entries* would come to now; nothing is written."""
    require(reach_of(by, VERB), str(RIGHT))
    reached = entries.visible_to(by).within(by, VERB)
    return Canceled(
        count=reached.standing().count(),
        already=reached.canceled().count(),
        out_of_reach=count_out_of_reach(entries, by),
        cancellation=None,
    )


def count_out_of_reach(entries: InteractionLogEntryQuerySet, by: User) -> int:
    """How many of *entries* the user *by* sees, but may neither mark nor restore."""
    if reach_of(by, VERB) is Reach.ALL:
        return 0
    visible: InteractionLogEntryQuerySet = entries.visible_to(by)
    return visible.exclude(pk__in=visible.within(by, VERB).order_by().values("pk")).count()


def recorded_with(entry: InteractionLogEntry) -> InteractionLogEntryQuerySet:
    """The same interaction with its further contacts; entries of a segment stand alone."""
    if entry.batch_id is None or entry.source != InteractionLogEntry.Source.MANUAL:
        return InteractionLogEntry.objects.none()
    return InteractionLogEntry.objects.filter(
        batch=entry.batch_id, source=InteractionLogEntry.Source.MANUAL
    ).exclude(pk=entry.pk)


def take_back(*, entry: InteractionLogEntry, by: User, now: datetime.datetime) -> Canceled:
    """Mark what was just recorded as canceled: the undo of recording.

    With it go its next step and the same interaction with further contacts.
    """
    entries = recorded_with(entry) | InteractionLogEntry.objects.filter(pk=entry.pk)
    with transaction.atomic():
        result = cancel_entries(entries=entries, by=by, now=now, reason=gettext("taken back"))
        if result.count:
            take_back_next_steps(of=[entry], by=by, now=now)
    return result
