"""What is to happen next: a postponed interaction with a due date, made with what was recorded."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import F

from crm.models import User
from interactions.drafts import InteractionDraft, NextStep
from interactions.models import InteractionLogEntry, PostponedInteraction

# What a next step takes over from the interaction that it follows.
TAKEN_OVER = ("contact", "salesperson", "campaign")


def plan_next_steps(
    *,
    drafts: Sequence[InteractionDraft],
    entries: Sequence[InteractionLogEntry],
    by: User,
    now: datetime.datetime,
) -> list[PostponedInteraction]:
    """Postpone for *by* what *drafts* name as the next step; call it where they are recorded."""
    steps = [
        _planned(draft, draft.next_step, entry, by, now)
        for draft, entry in zip(drafts, entries, strict=True)
        if draft.next_step
    ]
    return PostponedInteraction.objects.bulk_create(steps)


def _planned(
    draft: InteractionDraft,
    step: NextStep,
    entry: InteractionLogEntry,
    by: User,
    now: datetime.datetime,
) -> PostponedInteraction:
    taken = {name: getattr(draft, name) for name in TAKEN_OVER if getattr(draft, name)}
    fields = {name: str(row.pk) for name, row in taken.items()}
    content: dict[str, Any] = {
        "typed": fields | {"description": step.text},
        "own_fields": [*taken, "description"],
    }
    return PostponedInteraction(
        owner=by,
        follows=entry,
        description=step.text,
        form_key=uuid.uuid4(),
        created_at=now,
        saved_at=now,
        postponed_at=now,
        due_at=step.due_at,
        **content,
        **taken,
    )


def planned_after(entry: InteractionLogEntry) -> PostponedInteraction | None:
    """The next step that was planned with *entry*, also one that was taken back with it."""
    return PostponedInteraction.objects.filter(follows=entry).order_by("-pk").first()


def take_back_next_steps(
    *, of: Sequence[InteractionLogEntry], by: User, now: datetime.datetime
) -> None:
    """Delete the next steps of entries that are taken back, where nobody touched them since."""
    untouched = PostponedInteraction.objects.filter(follows__in=of, owner=by, version=1)
    untouched.filter(deleted_at=None).update(
        deleted_at=now, deleted_by=by, version=F("version") + 1
    )


def pass_next_steps_on(*, entry: InteractionLogEntry, correction: InteractionLogEntry) -> None:
    """Let what was planned after *entry* follow the *correction* that stands for it."""
    PostponedInteraction.objects.filter(follows=entry).update(follows=correction)
