"""An invitation that arrives by mail: a meeting is planned, moved, or called off."""

import copy
import datetime
from enum import Enum

from django.db import IntegrityError, transaction

from crm.actions.automatic_user import automatic_user
from crm.models import DocumentKind
from interactions.actions.plan_meeting import call_off, is_written_down, move_planned
from interactions.actions.record_event import record_event
from interactions.drafts import EventDraft, Source
from interactions.invitation import Invitation
from interactions.models import Event, Meeting, PostponedInteraction

TOLD = ("title", "text", "place", "starts_at", "ends_at", "is_all_day", "sequence")


class Outcome(Enum):
    """What became of an invitation."""

    PLANNED = "a meeting was postponed until it is over"
    WAITING = "the meeting waits among the unrecorded events"
    MOVED = "a known meeting was changed"
    CALLED_OFF = "a known meeting was called off"
    KNOWN = "it is known already"
    WRITTEN_DOWN = "the meeting was written down already"
    NOT_THEIRS = "only the organizer may change a meeting"
    NOTHING = "it calls off a meeting that nobody knows"


@transaction.atomic
def receive_invitation(
    *, invitation: Invitation, sender: str, people: tuple[str, ...], now: datetime.datetime
) -> tuple[Outcome, Event | None]:
    """Make of *invitation* what it asks for; the same UID never makes two meetings.

    *people* are the addresses it was exchanged with: the contact it is likeliest about first.
    """
    known = Meeting.objects.select_for_update(of=("self",)).filter(key=invitation.key).first()
    if known is None:
        if invitation.cancels:
            return Outcome.NOTHING, None
        try:
            with transaction.atomic():
                return _planned(invitation, sender, people, now)
        except IntegrityError:
            # Somebody else has just stored the same one; this one may be newer.
            known = Meeting.objects.select_for_update(of=("self",)).get(key=invitation.key)
    return _changed(known, invitation, sender, now), None


def _planned(
    invitation: Invitation, sender: str, people: tuple[str, ...], now: datetime.datetime
) -> tuple[Outcome, Event]:
    meeting = Meeting.objects.create(
        key=invitation.key,
        uid=invitation.uid,
        organizer=invitation.organizer,
        sender=sender,
        people=list(people),
        told_at=now,
        **{name: getattr(invitation, name) for name in TOLD},
    )
    draft = EventDraft(
        key=f"meeting:{invitation.key}",
        kind=DocumentKind.MEETING_INVITATION,
        occurred_at=invitation.starts_at,
        party=people[0] if people else sender,
        description=invitation.title,
        text=invitation.text,
        duration=meeting.minutes or None,
        source=Source.MAIL,
    )
    event = record_event(draft=draft, by=automatic_user(), now=now, meeting=meeting)
    return Outcome.WAITING if event.is_waiting else Outcome.PLANNED, event


def _changed(
    meeting: Meeting, invitation: Invitation, sender: str, now: datetime.datetime
) -> Outcome:
    if outcome := _refused(meeting, invitation, sender):
        return outcome
    if not invitation.cancels:
        _move(meeting, invitation)
        return Outcome.MOVED
    call_off(meeting=meeting, now=now)
    _no_longer_waiting(meeting, now)
    return Outcome.CALLED_OFF


def _refused(meeting: Meeting, invitation: Invitation, sender: str) -> Outcome | None:
    """Why nothing is changed; an organizer named in the file proves nothing, its sender does."""
    if sender not in {meeting.organizer, meeting.sender}:
        return Outcome.NOT_THEIRS
    if is_written_down(meeting):
        return Outcome.WRITTEN_DOWN
    newest = meeting.sequence + (0 if invitation.cancels else 1)
    gone = meeting.canceled_at and invitation.cancels
    return Outcome.KNOWN if gone or invitation.sequence < newest else None


def _move(meeting: Meeting, invitation: Invitation) -> None:
    """Take over what the newer invitation says; one that was called off takes place again."""
    before = copy.copy(meeting)
    for name in TOLD:
        setattr(meeting, name, getattr(invitation, name))
    meeting.canceled_at = None
    meeting.save(update_fields=[*TOLD, "canceled_at"])
    Event.objects.unrecorded().filter(pk=meeting.event_id).update(occurred_at=meeting.starts_at)
    if before.canceled_at:
        gone = PostponedInteraction.objects.filter(form_key=meeting.form_key)
        gone.filter(deleted_at=before.canceled_at).update(deleted_at=None, deleted_by=None)
    move_planned(meeting=meeting, before=before)


def _no_longer_waiting(meeting: Meeting, now: datetime.datetime) -> None:
    waiting = Event.objects.unrecorded().filter(pk=meeting.event_id)
    waiting.update(dropped_at=now, dropped_by=automatic_user(), drop_reason="Called off")
