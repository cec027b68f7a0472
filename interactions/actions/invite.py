"""Inviting contacts to a meeting: by mail or with a file, and it waits until it is over."""

import datetime
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crm.access import reach_of, require
from crm.actions.finish_form import finish_form, result_at
from crm.models import Contact, DocumentKind, Language, OutgoingMail, User
from crm.refusal import Refusal
from crm.tasks import wake_delivery
from interactions.actions.plan_meeting import comment_of, may_owe, plan_meeting
from interactions.actions.record import PrivacyBlocked
from interactions.drafts import MeetingDraft
from interactions.invitation_file import NAME, invitation_of
from interactions.models import Meeting, PostponedInteraction, RecordingRule


class CannotBeInvited(Refusal):
    """Somebody has no address, or wants no e-mail; the sentence names him."""


@dataclass(frozen=True)
class Invited:
    """The meeting, and what waits for its end; None where no rule says with which template."""

    meeting: Meeting
    postponed: PostponedInteraction | None


@transaction.atomic
def invite_to_meeting(
    *,
    draft: MeetingDraft,
    contacts: Sequence[Contact],
    send: bool,
    key: uuid.UUID,
    by: User,
    now: datetime.datetime,
) -> Invited:
    """Invite *contacts*; with *send* each gets a mail, which the worker sends.

    Meeting, mails and what is postponed are one transaction. Without a rule, or where its
    template is blocked, people are invited all the same, and nothing is postponed.
    """
    require(bool(reach_of(by, "interactions.record")), _("Create interactions"))
    _refuse_whom_not_to_invite(contacts, send=send)
    finished = finish_form(key=key, by=by, now=now)
    meeting = _meeting(draft, contacts, key, by, now)
    postponed = _planned(meeting, contacts, by, now)
    if send:
        OutgoingMail.objects.bulk_create(
            _mail(meeting, contact, number, by, now) for number, contact in enumerate(contacts)
        )
        wake_delivery()
    result_at(finished, contacts[0].get_absolute_url())
    return Invited(meeting, postponed)


def _refuse_whom_not_to_invite(contacts: Sequence[Contact], *, send: bool) -> None:
    if any(contact.privacy_blocked for contact in contacts):
        raise PrivacyBlocked
    if not send:
        return
    without = [str(each) for each in contacts if not _address(each)]
    if without:
        names = {"names": ", ".join(without)}
        raise CannotBeInvited(_("Without an e-mail address: %(names)s") % names, field="send")
    opted_out = [str(each) for each in contacts if each.email_opt_out_at]
    if opted_out:
        names = {"names": ", ".join(opted_out)}
        raise CannotBeInvited(_("Opted out of e-mail: %(names)s") % names, field="send")


def _address(contact: Contact) -> str:
    return contact.email or contact.second_email


def _meeting(
    draft: MeetingDraft,
    contacts: Sequence[Contact],
    key: uuid.UUID,
    by: User,
    now: datetime.datetime,
) -> Meeting:
    from_here = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    uid = f"{key}@{Address(addr_spec=from_here).domain or 'localhost'}"
    own = by.own_salesperson.email if by.own_salesperson else ""
    return Meeting.objects.create(
        key=hashlib.sha256(uid.encode()).hexdigest(),
        uid=uid,
        organizer=(own or by.email or from_here).lower(),
        title=draft.title,
        text=draft.text,
        place=draft.place,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        people=[_address(each).lower() for each in contacts if _address(each)],
        owner=by,
        told_at=now,
    )


def _planned(
    meeting: Meeting, contacts: Sequence[Contact], by: User, now: datetime.datetime
) -> PostponedInteraction | None:
    rules = RecordingRule.objects.filter(kind=DocumentKind.MEETING_INVITATION)
    rule = rules.select_related("template").first()
    if rule is None or rule.template.blocked or not may_owe(by):
        return None
    template = rule.template
    return plan_meeting(meeting=meeting, template=template, contacts=contacts, owner=by, now=now)


def _mail(
    meeting: Meeting, contact: Contact, number: int, by: User, now: datetime.datetime
) -> OutgoingMail:
    language = contact.language if contact.language in Language.values else settings.LANGUAGE_CODE
    with translation.override(language):
        subject = _("Invitation: %(title)s") % {"title": meeting.title}
        body = _in_words(meeting)
    return OutgoingMail(
        key=f"meeting:{meeting.form_key}:{number}",
        contact=contact,
        address=_address(contact),
        reply_to=meeting.organizer,
        subject=subject[:200],
        body=body,
        language=language,
        attachment_name=NAME,
        attachment=invitation_of(meeting),
        created_by=by,
        created_at=now,
    )


def _in_words(meeting: Meeting) -> str:
    """The invitation for whoever reads it without a calendar."""
    begins, ends = (timezone.localtime(each) for each in (meeting.starts_at, meeting.ends_at))
    when = f"{date_format(begins, 'DATE_FORMAT')}, {begins:%H:%M} – {ends:%H:%M} ({begins:%Z})"
    if begins.date() != ends.date():
        when = f"{when}, {date_format(ends, 'DATE_FORMAT')}"
    return "\n\n".join(filter(None, (meeting.title, when, comment_of(meeting))))
