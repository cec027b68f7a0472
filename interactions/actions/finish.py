"""Finishing what was begun: the entry is recorded and the postponed row is gone, together."""

import datetime
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import F

from crm.models import DocumentKind, User
from interactions.actions.files_of_forms import carry_files, pass_files_on
from interactions.actions.postpone import typed_elsewhere
from interactions.actions.record import record_interactions
from interactions.drafts import InteractionDraft
from interactions.models import Completion, InteractionLogEntry, Meeting, PostponedInteraction


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
    silently (`TypedElsewhere`). Where it is somebody else's, a `Completion` tells the owner.
    """
    entries = record_interactions(
        drafts=_of_meeting(drafts, form_key) if version else drafts,
        by=by,
        now=now,
        form_key=form_key,
        result_path=result_path,
        together=len(drafts) > 1,
    )
    carry_files(form_key=form_key, carried=carried, by=by, now=now)
    owner = claim_postponed(form_key=form_key, version=version, by=by, now=now)
    only_of = by if owner is None else None
    pass_files_on(form_key=form_key, entries=entries, now=now, only_of=only_of)
    if owner not in (None, by.pk):
        Completion.objects.create(owner_id=owner, by=by, at=now, entry=entries[0])
    return entries


def _of_meeting(drafts: Sequence[InteractionDraft], form_key: uuid.UUID) -> list[InteractionDraft]:
    """*drafts*, as interactions of the meeting to which the kept form belongs, if there is one."""
    if not Meeting.objects.filter(form_key=form_key).exists():
        return list(drafts)
    kind = DocumentKind.MEETING_INVITATION
    return [replace(draft, document_kind=kind) for draft in drafts]


def claim_postponed(
    *, form_key: uuid.UUID, version: int, by: User, now: datetime.datetime
) -> int | None:
    """Take the kept row of a form out of the world; the rest of the transaction replaces it.

    Returns the key of its owner, None where nothing was kept.
    """
    rows = PostponedInteraction.objects.visible_to(by).filter(form_key=form_key)
    claimed = rows.filter(version=version, deleted_at=None).update(version=F("version") + 1)
    if not claimed and PostponedInteraction.objects.filter(form_key=form_key).exists():
        raise typed_elsewhere(key=form_key, by=by, now=now)
    owner = rows.values_list("owner", flat=True).first() if claimed else None
    # By key alone: Django would turn a guarded delete into a SELECT and an unguarded DELETE.
    PostponedInteraction.objects.filter(form_key=form_key).delete()
    return owner
