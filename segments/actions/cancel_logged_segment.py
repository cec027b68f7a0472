"""Marking a logged segment as canceled, with its entries, and undoing exactly that."""

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm.access import require
from crm.models import User
from crm.refusal import Refusal
from interactions.models import Cancellation, InteractionBatch, InteractionLogEntry, Restoration
from segments.actions.start_segment import VERB
from segments.models import Segment


class AlreadyDone(Refusal):
    """Somebody else was faster; nothing was changed."""


def cancel_logged_segment(
    *, segment: Segment, by: User, now: datetime.datetime, reason: str = ""
) -> int:
    """Mark every standing entry of *segment* as canceled by one `UPDATE`; how many those were.

    What was canceled alone before keeps its own cancellation.
    """
    require(segment.is_within(by, VERB), str(_("Mark as canceled")))
    with transaction.atomic():
        cancellation = Cancellation.objects.create(by=by, at=now, reason=reason)
        if not _standing(segment).update(cancellation=cancellation):
            raise AlreadyDone(_("This segment is canceled already."))
        entries = InteractionLogEntry.objects.filter(batch=segment.batch_id, cancellation=None)
        return entries.update(cancellation=cancellation, restoration=None)


def restore_logged_segment(*, segment: Segment, by: User, now: datetime.datetime) -> int:
    """Undo the cancellation of *segment*: the entries it marked, and no others."""
    require(segment.is_within(by, VERB), str(_("Mark as canceled")))
    with transaction.atomic():
        cancellation = Cancellation.objects.filter(batches=segment.batch).first()
        canceled = InteractionBatch.objects.filter(pk=_key(segment), cancellation=cancellation)
        if cancellation is None or not canceled.update(cancellation=None):
            raise AlreadyDone(_("This segment is not canceled."))
        # Asked once the batch is held: a deletion holds it too while it takes the segment away.
        if not Segment.objects.filter(pk=segment.pk, deletion=None).exists():
            raise AlreadyDone(_("This segment was deleted."))
        restoration = Restoration.objects.create(cancellation=cancellation, by=by, at=now)
        entries = InteractionLogEntry.objects.filter(batch=segment.batch, cancellation=cancellation)
        return entries.update(cancellation=None, restoration=restoration)


def _standing(segment: Segment) -> QuerySet:
    """The batch of *segment* if it is finished and not canceled: half a logging is taken back."""
    standing = InteractionBatch.objects.filter(pk=_key(segment), cancellation=None)
    return standing.exclude(finished_at=None)


def _key(segment: Segment) -> int:
    """The key of the batch; 0, which is nobody's, where the segment was not logged."""
    return segment.batch_id or 0
