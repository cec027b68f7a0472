"""Correct an entry: a fact never changes, so a new one is recorded and the old one is marked."""

import datetime
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require
from crm.actions.finish_form import refuse_finished
from crm.deadlock import outlives_deadlock
from crm.models import User
from crm.refusal import Refusal
from interactions.actions.cancel import RIGHT, VERB, cancel_entries
from interactions.actions.files_of_forms import carry_files, pass_files_on
from interactions.actions.plan_next_step import pass_next_steps_on
from interactions.actions.record import record_interactions
from interactions.drafts import InteractionDraft
from interactions.models import InteractionLogEntry


class NotCorrectable(Refusal):
    """The entry is no longer one that counts, so there is nothing to correct."""


class AlreadyCanceled(NotCorrectable):
    """The entry is marked as canceled."""

    def __init__(self) -> None:
        super().__init__(_("This entry is canceled. Restore it before you correct it."))


class AlreadyCorrected(NotCorrectable):
    """Another entry, the *correction*, stands for this one."""

    def __init__(self, correction: InteractionLogEntry):
        super().__init__(
            _("This entry was corrected before. The correction: %(number)s.")
            % {"number": correction.pk}
        )
        self.correction = correction


class EntryDeleted(NotCorrectable):
    """The entry is gone from the log."""

    def __init__(self) -> None:
        super().__init__(_("This entry was deleted from the log."))


def refuse_uncorrectable(*, entry: InteractionLogEntry, by: User) -> None:
    """Raise what keeps *by* from correcting *entry*: a missing right or `NotCorrectable`."""
    require(entry.is_within(by, VERB), str(RIGHT))
    refusal = _why_not(entry)
    if refusal:
        raise refusal


def _why_not(entry: InteractionLogEntry) -> NotCorrectable | None:
    # The mark is read first: who corrects stores both at once, so a mark of his is never met
    # without his correction.
    now = InteractionLogEntry.objects.filter(pk=entry.pk).only("cancellation").first()
    correction = InteractionLogEntry.objects.filter(corrects=entry).first()
    if correction is not None:
        return AlreadyCorrected(correction)
    if now is None:
        return EntryDeleted()
    return AlreadyCanceled() if now.is_canceled else None


@outlives_deadlock
def correct_entry(
    *,
    entry: InteractionLogEntry,
    draft: InteractionDraft,
    by: User,
    now: datetime.datetime,
    form_key: uuid.UUID | None = None,
    result_path: Callable[[InteractionLogEntry], str] = InteractionLogEntry.get_absolute_url,
    carried: Sequence[str] = (),
) -> InteractionLogEntry:
    """Mark *entry* as canceled and record *draft* in its stead, both or neither.

    The correction has the files of its form and those of *entry* that are *carried* over.
    The mark goes first: it is the guard that lets one of two who correct the same entry pass.
    """
    require(entry.is_within(by, VERB), str(RIGHT))
    with transaction.atomic():
        if form_key:
            refuse_finished(key=form_key, by=by, now=now)
        refusal = _why_not(entry)
        old = InteractionLogEntry.objects.filter(pk=entry.pk)
        marked = cancel_entries(entries=old, by=by, now=now, reason=_("corrected"))
        if form_key and not marked.count:
            # The rival we may have waited for can be this very form, sent twice.
            refuse_finished(key=form_key, by=by, now=now)
        if refusal or not marked.count:
            raise refusal or _why_not(entry) or EntryDeleted()
        (correction,) = record_interactions(
            drafts=[replace(draft, corrects=entry)],
            by=by,
            now=now,
            form_key=form_key,
            result_path=result_path,
        )
        pass_next_steps_on(entry=entry, correction=correction)
        if form_key:
            carry_files(form_key=form_key, carried=carried, by=by, now=now)
            pass_files_on(form_key=form_key, entries=[correction], now=now, only_of=by)
    return correction
