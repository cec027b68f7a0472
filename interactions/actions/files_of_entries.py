"""What becomes of files when entries are deleted: shared ones go with the last that uses them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from crm.actions.store_file import release_files
from interactions.models import Attachment, InteractionBatch, InteractionLogEntry


@dataclass(frozen=True)
class HeldFiles:
    """The files that some entries hold themselves, and the batches with files they belong to."""

    files: set[int]
    batches: set[int]

    @classmethod
    def of(cls, entries: list[int]) -> "HeldFiles":
        """Asked before *entries* are deleted; two questions, however many they are."""
        own = Attachment.objects.filter(entry__in=entries).order_by()
        shared = Attachment.objects.filter(batch=OuterRef("batch"))
        batches = InteractionLogEntry.objects.filter(Exists(shared), pk__in=entries).order_by()
        return cls(
            set(own.values_list("file", flat=True)),
            set(batches.values_list("batch", flat=True).distinct()),
        )

    def let_go(self) -> int:
        """After the entries are deleted: delete what nobody uses; how many attachments went."""
        if not (self.files or self.batches):
            return 0
        gone, files = _of_batches_without_entries(self.batches)
        release_files(self.files | files)
        return gone


def _of_batches_without_entries(batches: Iterable[int]) -> tuple[int, set[int]]:
    """Delete the attachments of those of *batches* that no entry is left of."""
    # Whoever deletes other entries of the same batch waits here, so that one of both is the last.
    held = InteractionBatch.objects.filter(pk__in=batches).order_by("pk").select_for_update()
    keys = list(held.values_list("pk", flat=True))
    left = InteractionLogEntry.objects.filter(batch=OuterRef("batch"))
    unused = Attachment.objects.filter(~Exists(left), batch__in=keys).order_by()
    found = dict(unused.values_list("pk", "file"))
    rows = Attachment.objects.filter(pk__in=found)
    return rows._raw_delete(rows.db), set(found.values())
