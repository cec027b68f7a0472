"""Delete canceled entries for good, in batches that ask again whether theirs are canceled."""

import datetime
import uuid
from collections.abc import Callable
from functools import partial

from django.apps import apps
from django.db import transaction
from django.db.models import F, Max, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access import reach_of, require
from crm.actions.delete_in_batches import (
    Rows,
    announce_deletion,
    delete_in_batches,
    finish_deletion,
    in_batches,
    kind_of,
)
from crm.actions.pace import Pace
from crm.deadlock import outlives_deadlock
from crm.models import AuditRecord, User
from crm.refusal import Refusal
from interactions.actions.files_of_entries import HeldFiles
from interactions.actions.template_files import release_former_files
from interactions.models import Attachment, Cancellation, InteractionLogEntry
from interactions.models.log_entry import InteractionLogEntryQuerySet
from interactions.sockets import EntryTie, Fate, entry_ties

VERB = "interactions.purge"
RIGHT = gettext_lazy("Delete Canceled Interaction Log Entries")


class NothingToDelete(Refusal):
    """No canceled entry is asked for, or none within reach."""

    def __init__(self) -> None:
        super().__init__(_("Nothing to delete: no canceled entry matches."))


def may_purge(user: User) -> bool:
    """Whether *user* may delete any canceled entries."""
    return bool(reach_of(user, VERB))


def last_cancellation() -> int:
    """The mark up to which entries count as canceled now; later ones are left alone."""
    last: int = Cancellation.objects.aggregate(last=Max("pk", default=0))["last"]
    return last


def deletable(
    entries: InteractionLogEntryQuerySet, *, by: User | None, until: int
) -> InteractionLogEntryQuerySet:
    """Those of *entries* that were canceled *until* then and that *by* sees and may delete.

    No filter widens his reach. None stands for the command line, which reaches everything.
    """
    if by is not None:
        entries = entries.visible_to(by).within(by, VERB)
    return entries.filter(cancellation__lte=until)


def preview_purge(*, entries: InteractionLogEntryQuerySet, by: User | None, until: int) -> Rows:
    """Count what deleting *entries* would remove now, entries first; nothing is written."""
    doomed = deletable(entries, by=by, until=until)
    rows = Rows({kind_of(InteractionLogEntry): doomed.count()})
    for tie in entry_ties:
        model, field = relation_of(tie)
        if tie.fate is Fate.DELETED:
            own = model._base_manager.filter(**{f"{field}__in": doomed.order_by().values("pk")})
            rows[kind_of(model)] += own.count()
    return rows


def start_purge(
    *,
    entries: InteractionLogEntryQuerySet,
    by: User | None,
    now: datetime.datetime,
    until: int,
    facts: dict,
    form_key: uuid.UUID | None = None,
    result_path: Callable[[AuditRecord], str] = lambda audit: "/",
) -> AuditRecord:
    """Write down who is going to delete what, before anything is; *facts* tell which filter.

    With *form_key* the deed is begun once; who arrives again is sent to *result_path*.
    """
    require(by is None or may_purge(by), str(RIGHT))
    return announce_deletion(
        deed=AuditRecord.Deed.PURGE_ENTRIES,
        doomed=deletable(entries, by=by, until=until),
        nothing=NothingToDelete,
        by=by,
        now=now,
        facts=facts | {"until": until},
        form_key=form_key,
        result_path=result_path,
    )


def purge(
    *,
    entries: InteractionLogEntryQuerySet,
    audit: AuditRecord,
    pace: Pace,
    clock: Callable[[], datetime.datetime],
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[Rows], None] = lambda rows: None,
) -> bool:
    """Delete what *audit* announced, batch by batch; False where *stop* ended it between two.

    *progress* is told after each batch how many rows of each kind have gone.
    """
    until = audit.facts["until"]
    done = delete_in_batches(
        batches=in_batches(deletable(entries, by=audit.by, until=until), pace),
        delete=partial(_delete, audit=audit, until=until),
        pace=pace,
        clock=clock,
        stop=stop,
        progress=progress,
    )
    if done:
        release_former_files()
        finish_deletion(audit, clock())
    return done


def _delete(keys: list[int], now: datetime.datetime, *, audit: AuditRecord, until: int) -> Rows:
    """Delete those of *keys* that are still canceled, and count the entries in *audit*."""
    return delete_entries(
        keys,
        until=until,
        count=lambda entries: AuditRecord.objects.filter(pk=audit.pk).update(
            count=F("count") + entries, last_step_at=now
        ),
    )


@outlives_deadlock
def delete_entries(keys: list[int], *, until: int, count: Callable[[int], object]) -> Rows:
    """Delete those of *keys* that are still canceled, with their own, as one transaction.

    *count* is told in that transaction how many entries go.
    """
    with transaction.atomic():
        doomed = _still_canceled(keys, until)
        if not doomed:
            return Rows()
        gone = Rows({kind_of(InteractionLogEntry): len(doomed)})
        files = HeldFiles.of(doomed)
        for tie in entry_ties:
            gone += _decide(tie, doomed)
        # `delete()` would load every row to look for the relations decided just now.
        rows = InteractionLogEntry.objects.filter(pk__in=doomed)
        rows._raw_delete(rows.db)
        if shared := files.let_go():
            gone[kind_of(Attachment)] += shared
        count(len(doomed))
    return gone


def _still_canceled(keys: list[int], until: int) -> list[int]:
    """Those of *keys* that are canceled at this moment, held until the transaction ends.

    On PostgreSQL the locks keep everybody off between the question and the deletion; on SQLite
    nobody else writes. Keys are locked in order, so two runs wait for each other in peace.
    """
    held = (
        InteractionLogEntry.objects.filter(pk__in=keys, cancellation__lte=until)
        .order_by("pk")
        .select_for_update()
    )
    return list(held.values_list("pk", flat=True))


def _decide(tie: EntryTie, doomed: list[int]) -> Rows:
    """Do to the rows that refer to *doomed* entries what was decided; count those that go."""
    model, field = relation_of(tie)
    rows = model._base_manager.filter(**{f"{field}__in": doomed})
    if tie.fate is Fate.DELETED:
        return Rows({kind_of(model): rows._raw_delete(rows.db)})
    rows.update(**{field: None})
    return Rows()


def relation_of(tie: EntryTie) -> tuple[type[Model], str]:
    """The model that refers to entries, and the name of its field."""
    model, field = tie.relation.rsplit(".", 1)
    return apps.get_model(model), field
