"""Removing for good what nobody came back to: old interrupted interactions and deleted ones."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from crm.models import AuditRecord
from interactions.actions.discard import past_undo
from interactions.actions.files_of_forms import remove_stale_files, stale_files
from interactions.models import PostponedInteraction


@dataclass(frozen=True)
class Removable:
    """How many rows there are to remove: *interrupted* long ago, *deleted* past their undo.

    And how many *files* of forms that are kept nowhere.
    """

    interrupted: int
    deleted: int
    files: int = 0

    @property
    def total(self) -> int:
        return self.interrupted + self.deleted


def count_removable(*, now: datetime.datetime, days: int) -> Removable:
    """What `remove_old_postponed` would remove now."""
    return Removable(
        interrupted=PostponedInteraction.objects.kept().forgotten(now, days).count(),
        deleted=past_undo(now).count(),
        files=stale_files(now).count(),
    )


@transaction.atomic
def remove_old_postponed(*, now: datetime.datetime, days: int) -> Removable:
    """Remove what was interrupted more than *days* ago, and what nobody can take back any more.

    Only an administrator's command calls this; what was put off on purpose stays for ever. An
    audit record says how many went; where nothing goes, none is written.
    """
    forgotten = PostponedInteraction.objects.kept().forgotten(now, days)
    interrupted = _removed(forgotten)
    deleted = _removed(past_undo(now))
    # Last: the files of what has just gone are among them.
    removed = Removable(interrupted=interrupted, deleted=deleted, files=remove_stale_files(now))
    if removed.total:
        AuditRecord.objects.create(
            deed=AuditRecord.Deed.REMOVE_POSTPONED,
            at=now,
            last_step_at=now,
            finished_at=now,
            facts={"days": days, "interrupted": removed.interrupted, "deleted": removed.deleted},
            total=removed.total,
            count=removed.total,
        )
    return removed


def _removed(rows: QuerySet) -> int:
    """Delete exactly the rows that are locked here: who saves one meanwhile keeps it."""
    keys = list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    count, _by_model = PostponedInteraction.objects.filter(pk__in=keys).delete()
    return count
