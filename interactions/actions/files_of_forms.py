"""Files of a form that is not finished yet: stored when they are given, named by the form's key."""

import datetime
import uuid
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _

from crm.actions.finish_form import refuse_finished
from crm.actions.store_file import release_files
from crm.models import StoredFile, User
from crm.refusal import Refusal
from crm.text import is_key
from interactions.actions.attach import Attached, attach_each
from interactions.models import Attachment, InteractionLogEntry, PostponedInteraction
from interactions.models.attachment import AttachmentQuerySet
from interactions.models.postponed_interaction import UNDO_FOR

# A form takes over so many files at the most.
MOST_CARRIED = 200


class NotYourForm(Refusal):
    """Somebody else's form, or one that was deleted meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("This form is not yours, or it was deleted meanwhile."), field="files")


def files_of_form(*, form_key: uuid.UUID, by: User) -> AttachmentQuerySet:
    """What was attached to the form, for who sees the row in which the form is kept.

    A form that is kept in no row, as a correction, is its author's alone.
    """
    files = Attachment.objects.of_form(form_key)
    rows = PostponedInteraction.objects.filter(form_key=form_key)
    seen = rows.visible_to(by).filter(deleted_at=None)
    if seen.exists():
        return files
    return files.none() if rows.exists() else files.filter(by=by)


@transaction.atomic
def attach_to_form(
    *, form_key: uuid.UUID, files: Iterable[File], by: User, now: datetime.datetime
) -> Attached:
    """Keep *files* for the interaction that the form will be.

    One that cannot be kept does not keep the others off. Raises `AlreadyFinished` for a form
    that was finished, and `NotYourForm` for one that *by* may not go on with.
    """
    rows = PostponedInteraction.objects.filter(form_key=form_key)
    # Whoever finishes the form takes this row: one of both waits for the other.
    is_kept = bool(rows.select_for_update().values_list("pk", flat=True))
    refuse_finished(key=form_key, by=by, now=now)
    if not (_is_open_to(by, rows) if is_kept else _is_of(by, form_key)):
        raise NotYourForm
    used = Attachment.objects.of_form(form_key).aggregate(used=Sum("file__size", default=0))["used"]
    room = settings.FILES_MAX_BYTES - used
    return attach_each(files, room=room, by=by, now=now, holder={"form_key": form_key})


def _is_open_to(by: User, rows: QuerySet) -> bool:
    """Whether *by* may go on with the form that *rows* keep."""
    return rows.visible_to(by).filter(deleted_at=None).exists()


def _is_of(by: User, form_key: uuid.UUID) -> bool:
    """Whether nobody else has attached anything to a form that is kept in no row."""
    return not Attachment.objects.of_form(form_key).exclude(by=by).exists()


@transaction.atomic
def detach_from_form(*, form_key: uuid.UUID, attachment: int, by: User) -> bool:
    """Take a file out of the form again; False where it is not there."""
    mine = files_of_form(form_key=form_key, by=by).filter(pk=attachment)
    files = list(mine.values_list("file", flat=True))
    mine.delete()
    release_files(files)
    return bool(files)


def carried_from(entry: InteractionLogEntry) -> list[str]:
    """What a form that begins with the values of *entry* takes over, as its fields say it."""
    own = Attachment.objects.of_entry(entry).filter(template=None)
    return [f"{entry.pk}-{pk}" for pk in own.values_list("pk", flat=True)]


def files_to_carry(*, carried: Sequence[str], by: User) -> AttachmentQuerySet:
    """What a form takes over from an entry; each is said as "entry-attachment" in its fields.

    What *by* does not see is not among them, and what came from the entry's template is the
    template's business.
    """
    pairs = [pair.split("-") for pair in carried[:MOST_CARRIED]]
    keys = [
        (int(pair[0]), int(pair[1])) for pair in pairs if len(pair) == 2 and all(map(is_key, pair))
    ]
    entries = InteractionLogEntry.objects.visible_to(by)
    entry = entries.filter(pk=keys[0][0]).first() if keys else None
    if entry is None:
        return Attachment.objects.none()
    wanted = [attachment for of, attachment in keys if of == entry.pk]
    return Attachment.objects.of_entry(entry).filter(template=None, pk__in=wanted)


@transaction.atomic
def carry_files(
    *, form_key: uuid.UUID, carried: Sequence[str], by: User, now: datetime.datetime
) -> None:
    """Attach to the form what it takes over, so that it no longer depends on the entry."""
    if not carried:
        return
    taken = files_to_carry(carried=carried, by=by).values("file")
    files = StoredFile.objects.held(taken)
    Attachment.objects.bulk_create(
        [Attachment(file=file, form_key=form_key, by=by, at=now) for file in files],
        ignore_conflicts=True,
    )


def pass_files_on(
    *,
    form_key: uuid.UUID,
    entries: Sequence[InteractionLogEntry],
    now: datetime.datetime,
    only_of: User | None = None,
) -> None:
    """Let the files of a form that was finished belong to what was recorded: once for all of it.

    *only_of* is the author of a form that was kept in no row.
    """
    files = Attachment.objects.of_form(form_key)
    if only_of is not None:
        files = files.filter(by=only_of)
    together = len(entries) > 1
    files.update(
        form_key=None,
        entry=None if together else entries[0],
        batch_id=entries[0].batch_id if together else None,
        at=now,
    )


def stale_files(now: datetime.datetime) -> QuerySet:
    """Files of forms that are kept nowhere, and that nobody has attached lately."""
    kept = PostponedInteraction.objects.filter(form_key=OuterRef("form_key"))
    old = Attachment.objects.filter(form_key__isnull=False, at__lt=now - UNDO_FOR)
    return old.filter(~Exists(kept))


def remove_stale_files(now: datetime.datetime) -> int:
    """Let go of what forms left behind that were removed, or closed without a word."""
    found = dict(stale_files(now).values_list("pk", "file"))
    with transaction.atomic():
        Attachment.objects.filter(pk__in=found, form_key__isnull=False).delete()
        release_files(found.values())
    return len(found)
