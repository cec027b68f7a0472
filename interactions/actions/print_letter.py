"""Printing a letter or a cover sheet: it is kept as it was printed, and it is in the log."""

import datetime
import uuid

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require
from crm.actions.announce_document import why_not_recorded
from crm.actions.finish_form import finish_form, result_at
from crm.models import Contact, User
from crm.refusal import Refusal
from crm.text import as_line
from interactions.actions.record import ContactOutOfSight, PrivacyBlocked
from interactions.actions.record_event import record_event
from interactions.drafts import EventDraft, LetterDraft
from interactions.letters import Sender, written
from interactions.models import Event, InteractionLogEntry, Letter

RIGHT = "crm.send_document"
# References of the letter that are asked elsewhere, or not at all.
RELATIONS = ("contact", "template", "printed_by", "event", "entry")
LONGEST_DESCRIPTION = InteractionLogEntry._meta.get_field("description").max_length or 0


class LetterInvalid(Refusal):
    """Something in the letter cannot be kept as it is."""


def print_letter(
    *,
    draft: LetterDraft,
    log_interaction: bool,
    key: uuid.UUID,
    by: User,
    now: datetime.datetime,
) -> Letter:
    """Let a letter go to the printer: it is this that is recorded, no preview.

    Printing twice is two letters and two events; the same form twice is one, its second arrival
    gets `AlreadyFinished`. What cannot be recorded stops no print: the event of the letter says
    so. A contact that wants no interaction of any kind gets no letter (`PrivacyBlocked`).
    """
    require(by.has_perm(RIGHT), _("Print and send documents"))
    with transaction.atomic():
        finished = finish_form(key=key, by=by, now=now)
        contact = _addressed(draft.contact, by)
        letter = compose_letter(draft=draft, by=by, now=now)
        letter.save()
        if not why_not_recorded(letter.kind, "", wanted=log_interaction):
            letter.event = _announce(letter, draft, contact, key, by)
            letter.entry = letter.event.entry
            letter.save(update_fields=["event", "entry"])
        result_at(finished, letter.get_absolute_url())
    return letter


def compose_letter(*, draft: LetterDraft, by: User, now: datetime.datetime) -> Letter:
    """The letter that *draft* means, complete and checked, not saved: what a preview shows."""
    letter = written(draft, sender=Sender.of(draft.contact, by), by=by, now=now)
    try:
        letter.clean_fields(exclude=RELATIONS)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        field = "" if field == NON_FIELD_ERRORS else field
        raise LetterInvalid(messages[0], field=field) from error
    return letter


def _addressed(contact: Contact, by: User) -> Contact:
    """The contact as it is now, if *by* may still see it and it may still be written to."""
    current = Contact.objects.visible_to(by).filter(pk=contact.pk).first()
    if current is None:
        raise ContactOutOfSight(_("This contact does not exist any more."))
    if current.privacy_blocked:
        raise PrivacyBlocked
    return current


def _announce(
    letter: Letter, draft: LetterDraft, contact: Contact, key: uuid.UUID, by: User
) -> Event:
    salesperson = by.own_salesperson or contact.salesperson
    campaign = draft.template.campaign if draft.template else None
    described = letter.subject or (draft.template.description if draft.template else "")
    event = EventDraft(
        key=f"print:{key}",
        kind=letter.kind,
        occurred_at=letter.printed_at,
        contact=contact,
        path=letter.get_absolute_url(),
        description=as_line(described, LONGEST_DESCRIPTION),
        subject=letter.subject,
        salesperson=salesperson.code if salesperson else "",
        campaign=campaign.number if campaign else "",
    )
    return record_event(draft=event, by=by, now=letter.printed_at)
