"""Finishing what was begun: the entry is recorded and the postponed row is gone, together."""

import datetime
import uuid
from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import F

from crm.models import User
from interactions.actions.files_of_forms import carry_files, pass_files_on
from interactions.actions.postpone import TypedElsewhere
from interactions.actions.record import record_interactions
from interactions.drafts import InteractionDraft
from interactions.models import InteractionLogEntry, PostponedInteraction


@transaction.atomic
def finish_interaction(
    *,
    drafts: Sequence[InteractionDraft],
    by: User,
    now: datetime.datetime,
    form_key: uuid.UUID,
    version: int,
    result_path: Callable[[InteractionLogEntry], str] = InteractionLogEntry.get_absolute_url,
    carried: Sequence[str] = (),
) -> list[InteractionLogEntry]:
    """Record *drafts* and remove the row in which the form was kept, if there is one.

    The files of the form become those of what is recorded, with those that it is to take over
    (*carried*). Of two who finish the same form one wins; the other gets `AlreadyFinished`.
    *version* is the one the form knows: a newer text stored by another tab is never thrown away
    silently (`TypedElsewhere`).
    """
    entries = record_interactions(
        drafts=drafts,
        by=by,
        now=now,
        form_key=form_key,
        result_path=result_path,
        together=len(drafts) > 1,
    )
    carry_files(form_key=form_key, carried=carried, by=by, now=now)
    was_kept = claim_postponed(form_key=form_key, version=version, by=by)
    pass_files_on(form_key=form_key, entries=entries, now=now, only_of=None if was_kept else by)
    return entries


def claim_postponed(*, form_key: uuid.UUID, version: int, by: User) -> bool:
    """Take the kept row of a form out of the world; the rest of the transaction replaces it.

    False where it was kept in none.
    """
    rows = PostponedInteraction.objects.visible_to(by).filter(form_key=form_key)
    claimed = rows.filter(version=version, deleted_at=None).update(version=F("version") + 1)
    if not claimed and PostponedInteraction.objects.filter(form_key=form_key).exists():
        raise TypedElsewhere(rows.filter(deleted_at=None).first())
    # By key alone: Django would turn a guarded delete into a SELECT and an unguarded DELETE.
    PostponedInteraction.objects.filter(form_key=form_key).delete()
    return bool(claimed)
