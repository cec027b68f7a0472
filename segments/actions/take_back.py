"""Taking a logging back before it ends: the segment is active again, as if nothing had begun."""

import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from crm.access import require
from crm.actions.mailings import withdraw_mailing
from crm.models import User
from crm.refusal import Refusal
from interactions.models import Cancellation, InteractionBatch, InteractionLogEntry
from segments.actions.start_segment import VERB
from segments.models import Segment, SegmentLine, SegmentStep


class TooLateToTakeBack(Refusal):
    """The logging has ended, or somebody else took it back."""

    def __init__(self) -> None:
        super().__init__(_("It is too late to take this back: the segment was logged."))


def take_back_logging(*, segment: Segment, by: User, now: datetime.datetime) -> Cancellation:
    """Stop the unfinished logging of *segment* and mark what it recorded as canceled together.

    The unpublished follow-up goes, and so do the mails: none of them has left. The step that
    runs at this moment ends before or begins after, and then finds the batch taken back.
    """
    require(segment.is_within(by, VERB), str(_("Log Segment")))
    with transaction.atomic():
        cancellation = Cancellation.objects.create(by=by, at=now, reason=_("taken back"))
        if not _unfinished(segment).update(taken_back_at=now, cancellation=cancellation):
            raise TooLateToTakeBack
        InteractionLogEntry.objects.filter(batch=segment.batch_id, cancellation=None).update(
            cancellation=cancellation, restoration=None
        )
        _remove_follow_up(segment)
        if segment.batch is not None and segment.batch.mailing_id is not None:
            InteractionBatch.objects.filter(pk=segment.batch.pk).update(mailing=None)
            withdraw_mailing(pk=segment.batch.mailing_id)
        SegmentLine.objects.filter(segment=segment).exclude(skipped="").update(skipped="")
        Segment.objects.filter(pk=segment.pk).update(batch=None, version=F("version") + 1)
    return cancellation


def _unfinished(segment: Segment) -> QuerySet:
    """The batch of *segment* if it is under way at this moment."""
    return InteractionBatch.objects.filter(
        pk=segment.batch_id or 0, finished_at=None, taken_back_at=None
    )


def _remove_follow_up(segment: Segment) -> None:
    unpublished = Segment.objects.filter(follows=segment, published_at=None)
    SegmentLine.objects.filter(segment__in=unpublished)._raw_delete(using=unpublished.db)
    SegmentStep.objects.filter(segment__in=unpublished).delete()
    unpublished.delete()
