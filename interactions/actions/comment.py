"""Remarks on a recorded interaction: added, never edited, taken away only at once."""

import datetime
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crm.actions.finish_form import finish_form, result_at
from crm.models import User
from crm.refusal import Refusal
from interactions.models import Comment, InteractionLogEntry


class CommentRefused(Refusal):
    """The text cannot be kept as it is."""


class CommentStays(Refusal):
    """Somebody else's remark, or one that is older than its author may take away."""


@transaction.atomic
def add_comment(
    *,
    entry: InteractionLogEntry,
    text: str,
    by: User,
    now: datetime.datetime,
    form_key: uuid.UUID | None = None,
) -> Comment:
    """Add *text* to *entry*; with *form_key* once, however often it arrives."""
    finished = finish_form(key=form_key, by=by, now=now) if form_key else None
    comment = Comment(entry=entry, text=text, by=by, at=now)
    try:
        comment.clean_fields(exclude=["entry", "by"])
    except ValidationError as error:
        raise CommentRefused(error.messages[0], field="text") from error
    comment.save()
    if finished:
        result_at(finished, entry.get_absolute_url())
    return comment


def remove_comment(*, comment: Comment, by: User, now: datetime.datetime) -> None:
    """Take away *comment* where *by* wrote it a few minutes ago."""
    deleted, _rows = Comment.objects.removable_by(by, now).filter(pk=comment.pk).delete()
    if not deleted:
        raise CommentStays(_("A comment can be removed by its author within 15 minutes."))
