"""Files of an interaction: attached with who and when, taken away only at once."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from crm.actions.finish_form import finish_form, result_at
from crm.actions.store_file import FileRefused, TooMuchTogether, release_files, store_file
from crm.models import User
from crm.models.stored_file import safe_name
from crm.refusal import Refusal
from interactions.models import Attachment, InteractionLogEntry, InteractionTemplate


class NothingAttached(Refusal):
    """No file that could be kept; *refusals* say why, where there were any."""

    def __init__(self, refusals: Iterable[FileRefused] = ()):
        why = " ".join(str(refusal) for refusal in refusals)
        super().__init__(why or _("Choose a file."), field="files")


class AttachmentStays(Refusal):
    """Somebody else's file, or one that is older than who attached it may take away."""

    def __init__(self) -> None:
        super().__init__(
            _("A file can be removed by who attached it, within 15 minutes."), field="files"
        )


@dataclass(frozen=True)
class Attached:
    """What became of several files: those that are attached now, and what kept the others off."""

    attachments: list[Attachment] = field(default_factory=list)
    refusals: list[FileRefused] = field(default_factory=list)


@transaction.atomic
def attach_to_entry(
    *,
    entry: InteractionLogEntry,
    files: Iterable[File],
    by: User,
    now: datetime.datetime,
    form_key: uuid.UUID | None = None,
) -> Attached:
    """Add *files* to a recorded interaction; with *form_key* once, however often they arrive.

    One that cannot be kept does not keep the others off. Where none can, nothing has happened
    and `NothingAttached` is raised.
    """
    holder = {"entry": entry}
    return _attach(holder, entry.get_absolute_url(), files, by=by, now=now, form_key=form_key)


@transaction.atomic
def attach_to_template(
    *,
    template: InteractionTemplate,
    files: Iterable[File],
    by: User,
    now: datetime.datetime,
    form_key: uuid.UUID | None = None,
) -> Attached:
    """Give *files* to what is recorded with *template* from now on; otherwise as to an entry."""
    holder, path = {"template": template}, template.get_absolute_url()
    attached = _attach(holder, path, files, by=by, now=now, form_key=form_key)
    names = [each.file.name for each in attached.attachments]
    template.note_files("+", names, by=by, now=now)
    return attached


def _attach(
    holder: dict,
    path: str,
    files: Iterable[File],
    *,
    by: User,
    now: datetime.datetime,
    form_key: uuid.UUID | None,
) -> Attached:
    finished = finish_form(key=form_key, by=by, now=now) if form_key else None
    attached = attach_each(files, room=settings.FILES_MAX_BYTES, by=by, now=now, holder=holder)
    if not attached.attachments:
        raise NothingAttached(attached.refusals)
    if finished:
        result_at(finished, path)
    return attached


def attach_each(
    files: Iterable[File],
    *,
    room: int,
    by: User,
    now: datetime.datetime,
    holder: dict,
) -> Attached:
    """Store each of *files* for its *holder*, as long as they fit into *room* bytes."""
    attached = Attached()
    for content in files:
        try:
            if content.size and room < content.size <= settings.FILE_MAX_BYTES:
                raise TooMuchTogether(safe_name(content.name or ""))
            stored = store_file(content=content, by=by, now=now)
        except FileRefused as refusal:
            attached.refusals.append(refusal)
            continue
        room -= stored.size
        attached.attachments.append(Attachment.objects.create(file=stored, by=by, at=now, **holder))
    return attached


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: User, now: datetime.datetime) -> None:
    """Take away *attachment* where *by* attached it a few minutes ago."""
    removable = Attachment.objects.removable_by(by, now).filter(pk=attachment.pk)
    deleted, _rows = removable.delete()
    if not deleted:
        raise AttachmentStays
    release_files([attachment.file_id])
