"""Make entries of the log out of a message: one for each contact it was exchanged with."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.db import IntegrityError, transaction

from crm.actions.automatic_user import automatic_user
from crm.models import DocumentKind, Salesperson
from crm.models.fields import MomentField
from crm.parties import contacts_called, salespeople_called
from crm.text import as_line
from interactions.actions.receive_invitation import Outcome, receive_invitation
from interactions.actions.record_event import record_event
from interactions.drafts import EventDraft, Source
from interactions.incoming_mail import IncomingMail
from interactions.invitation import Invitation
from interactions.models import Event, ReceivedMail


class LeftOut(Enum):
    """Why a message makes no entry, and nobody needs to look at it."""

    KNOWN = "it was received before"
    DRAFT = "it is a draft"
    NOBODY = "nobody sent it"
    OWN = "it was sent from here"
    AUTOMATIC = "a machine wrote it"
    NEVER_LOGGED = "its domain is never logged"
    OURS = "it concerns no contact"


@dataclass(frozen=True)
class Received:
    """What became of a message: its events, what it did to a meeting, or why it has none."""

    events: tuple[Event, ...] = ()
    left_out: LeftOut | None = None
    meeting: Outcome | None = None


@transaction.atomic
def receive_mail(*, mail: IncomingMail, now: datetime.datetime) -> Received:
    """Record *mail* for each contact among sender and recipients; the same message once.

    Between a contact and us it is an e-mail received, from one of our salespeople an e-mail
    sent. A sender whom nobody knows, or whom two contacts claim, makes an event that waits.
    An invitation to a meeting is no e-mail: it is postponed until the meeting is over.
    """
    left_out = _left_out(mail)
    if left_out is not None:
        return Received(left_out=left_out)
    if not _is_first(mail, now):
        return Received(left_out=LeftOut.KNOWN)
    if mail.invitation is not None:
        return _invited(mail, mail.invitation, now)
    drafts = list(_drafts_of(mail, now))
    by = automatic_user()
    events = tuple(record_event(draft=draft, by=by, now=now) for draft in drafts)
    return Received(events=events, left_out=None if events else LeftOut.OURS)


def _invited(mail: IncomingMail, invitation: Invitation, now: datetime.datetime) -> Received:
    """Plan, move or call off a meeting with those besides us who are named in the message."""
    named = (invitation.organizer, mail.sender, *mail.to, *mail.cc, *invitation.people)
    ours = salespeople_called(filter(None, dict.fromkeys(named)))
    parties = tuple(_of_others(filter(None, named), ours))
    outcome, event = receive_invitation(
        invitation=invitation, sender=mail.sender, people=(*parties, *ours), now=now
    )
    return Received(events=(event,) if event else (), meeting=outcome)


def _left_out(mail: IncomingMail) -> LeftOut | None:
    reasons = {
        LeftOut.DRAFT: mail.is_draft,
        LeftOut.NOBODY: not mail.sender,
        # Calendars send what people have asked them to send.
        LeftOut.AUTOMATIC: mail.is_automatic and mail.invitation is None,
        LeftOut.OWN: mail.sender == settings.DEFAULT_FROM_EMAIL.lower(),
        LeftOut.NEVER_LOGGED: not _may_be_logged(mail.sender),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _may_be_logged(address: str) -> bool:
    domain = address.rpartition("@")[2]
    never = (each.lower().lstrip("@") for each in settings.NEVER_LOG_DOMAINS)
    return not any(domain == each or domain.endswith(f".{each}") for each in never)


def _is_first(mail: IncomingMail, now: datetime.datetime) -> bool:
    """Claim the message; of two who read it at once the second one waits and is told no."""
    try:
        with transaction.atomic():
            ReceivedMail.objects.create(key=mail.key, at=now)
    except IntegrityError:
        return False
    return True


def _drafts_of(mail: IncomingMail, now: datetime.datetime) -> Iterator[EventDraft]:
    """An event for each contact, and for a party that has to be told apart first."""
    ours = salespeople_called((mail.sender, *mail.to, *mail.cc))
    is_ours = mail.sender in ours
    # A stranger among the recipients of somebody else's mail is none of our contacts.
    named = mail.to if is_ours else (mail.sender,)
    others = (*named, *mail.to, *mail.cc)
    salesperson = ours.get(mail.sender) or next(iter(ours.values()), None)
    seen: set[int] = set()
    for address in _of_others(others, ours):
        found = list(contacts_called(address)[:2])
        if (len(found) == 1 and found[0].pk in seen) or not (found or address in named):
            continue
        seen.update(contact.pk for contact in found[:1] if len(found) == 1)
        yield EventDraft(
            key=f"mail:{mail.key}:{address}"[:200],
            kind=DocumentKind.EMAIL_OUT if is_ours else DocumentKind.EMAIL_IN,
            occurred_at=_moment(mail, now),
            contact=found[0] if len(found) == 1 else None,
            party=address,
            description=as_line(mail.subject, 150),
            subject=mail.subject,
            text=mail.text,
            contacted_via=address,
            salesperson=salesperson.code if salesperson else "",
            source=Source.MAIL,
        )


def _of_others(addresses: Iterable[str], ours: dict[str, Salesperson]) -> Iterator[str]:
    """Each address once, without ours and those that are never logged."""
    own = settings.DEFAULT_FROM_EMAIL.lower()
    for address in dict.fromkeys(addresses):
        if address not in ours and address != own and _may_be_logged(address):
            yield address


def _moment(mail: IncomingMail, now: datetime.datetime) -> datetime.datetime:
    """When it was sent; a clock that is wrong is not believed."""
    earliest = MomentField.default_validators[0].limit_value
    return mail.sent_at if mail.sent_at and earliest <= mail.sent_at <= now else now
