"""Taking a file from a template: what was recorded while the template had it keeps it."""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from crm.actions.store_file import release_files
from crm.models import User
from interactions.models import Attachment, InteractionLogEntry


@transaction.atomic
def take_from_template(*, attachment: Attachment, by: User, now: datetime.datetime) -> None:
    """Give the file to nothing that is recorded later; what has it keeps it."""
    there = Attachment.objects.filter(pk=attachment.pk, removed_at=None)
    if there.update(removed_at=now, removed_by=by):
        attachment.template.note_files("−", [attachment.file.name], by=by, now=now)
    release_former_files()


def release_former_files() -> int:
    """Let go of what templates no longer have and no entry is left to share; how many went."""
    sharing = InteractionLogEntry.objects.filter(
        template=OuterRef("template"),
        recorded_at__gte=OuterRef("at"),
        recorded_at__lt=OuterRef("removed_at"),
    )
    former = Attachment.objects.filter(removed_at__isnull=False)
    found = dict(former.filter(~Exists(sharing)).values_list("pk", "file"))
    if not found:
        return 0
    with transaction.atomic():
        Attachment.objects.filter(pk__in=found).delete()
        release_files(found.values())
    return len(found)
