"""What becomes of events that could not be recorded: they are tried again, or dropped."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access import require
from crm.models import Contact, User
from crm.refusal import Refusal
from interactions.actions.record_event import try_to_record
from interactions.models import Event
from interactions.models.event import EventQuerySet

PERMISSION = "interactions.resolve_event"
RIGHT = gettext_lazy("Retry and drop unrecorded events")
# So many are tried in one request; the rest waits for the next one.
MOST_AT_ONCE = 500


class NotWaiting(Refusal):
    """Somebody else has recorded or dropped the event meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("This event does not wait any more: somebody has dealt with it."))


@dataclass
class Retried:
    """How many events were recorded, how many still wait, and how many were not tried yet."""

    recorded: int = 0
    waiting: int = 0
    left: int = 0


@transaction.atomic
def retry_event(
    *, event: Event, by: User, now: datetime.datetime, contact: Contact | None = None
) -> Event:
    """Try again to record an event, with the moment at which it happened.

    *contact* says whom it was with where nobody knew. Of two who try at once one records, the
    other gets `NotWaiting`.
    """
    require(by.has_perm(PERMISSION), str(RIGHT))
    if not Event.objects.unrecorded().filter(pk=event.pk).update(recorded_at=now):
        raise NotWaiting
    if contact is not None:
        event.contact = contact
        event.save(update_fields=["contact"])
    try_to_record(event, by=by, now=now)
    return event


def retry_events(
    *,
    events: EventQuerySet,
    by: User,
    now: datetime.datetime,
    contact: Contact | None = None,
) -> Retried:
    """Try *events* again, the oldest first, each by itself: one that fails holds up nobody."""
    require(by.has_perm(PERMISSION), str(RIGHT))
    waiting = events.unrecorded().order_by("occurred_at", "pk")
    tried = list(waiting.select_related("contact__salesperson")[:MOST_AT_ONCE])
    result = Retried()
    for event in tried:
        try:
            recorded = retry_event(event=event, by=by, now=now, contact=contact).is_recorded
        except NotWaiting:
            continue
        result.recorded += recorded
        result.waiting += not recorded
    if len(tried) == MOST_AT_ONCE:
        result.left = max(0, waiting.count() - result.waiting)
    return result


@transaction.atomic
def drop_events(*, events: EventQuerySet, by: User, now: datetime.datetime, reason: str) -> int:
    """Say that *events* are not to be recorded, and why; how many of them still waited."""
    require(by.has_perm(PERMISSION), str(RIGHT))
    waiting = Event.objects.unrecorded().filter(pk__in=events.order_by().values("pk"))
    dropped: int = waiting.update(dropped_at=now, dropped_by=by, drop_reason=reason)
    if not dropped:
        raise NotWaiting
    return dropped
