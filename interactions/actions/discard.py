"""Deleting what was kept: by *Discard* in its form, or by *Delete* in the list; both can be
taken back for a day."""

import datetime
import uuid

from django.db import transaction
from django.db.models import F, QuerySet

from crm.models import User
from interactions.actions.files_of_forms import remove_stale_files
from interactions.models import PostponedInteraction
from interactions.models.postponed_interaction import UNDO_FOR


def discard_typed(
    *, form_key: uuid.UUID, version: int, by: User, now: datetime.datetime
) -> PostponedInteraction | None:
    """Delete the kept row of a form whose author said *Discard*, as he saw it; or None.

    A row that another tab has saved since stays: its text is not what was discarded.
    """
    rows = PostponedInteraction.objects.visible_to(by).filter(form_key=form_key)
    seen = rows.filter(version=version, deleted_at=None)
    return rows.get() if seen.update(**_deletion(by, now)) else None


def delete_postponed(*, postponed: QuerySet, by: User, now: datetime.datetime) -> list[int]:
    """Delete those of *postponed* that *by* reaches; for a day it can be undone.

    Returns the keys of the rows that this call deleted: what was deleted already, finished or
    is out of reach is not among them.
    """
    reached = PostponedInteraction.objects.visible_to(by).filter(
        pk__in=postponed.values("pk"), deleted_at=None
    )
    with transaction.atomic():
        keys = list(reached.select_for_update(of=("self",)).values_list("pk", flat=True))
        PostponedInteraction.objects.filter(pk__in=keys, deleted_at=None).update(
            **_deletion(by, now)
        )
    return keys


def _deletion(by: User, now: datetime.datetime) -> dict:
    return {
        "deleted_at": now,
        "deleted_by": by,
        "open_at": None,
        "version": F("version") + 1,
    }


def undelete_postponed(*, keys: list[int], by: User, now: datetime.datetime) -> int:
    """Take a deletion back, at most a day later; the number of rows that came back."""
    deleted = PostponedInteraction.objects.visible_to(by).undoable(now).filter(pk__in=keys)
    return deleted.update(deleted_at=None, deleted_by=None, version=F("version") + 1)


def past_undo(now: datetime.datetime) -> QuerySet:
    """What was deleted more than a day ago, and what arrived after its form was finished."""
    rows = PostponedInteraction.objects.all()
    finished = rows.exclude(pk__in=rows.unfinished().values("pk"))
    return rows.filter(deleted_at__lte=now - UNDO_FOR) | finished


def remove_deleted(*, now: datetime.datetime) -> int:
    """Remove what nobody can take back any more; the number of rows removed."""
    removed, _by_model = past_undo(now).delete()
    remove_stale_files(now)
    return removed
