"""Sending an e-mail to one contact: mail, event and entry in one transaction."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import reach_of, require
from crm.actions.finish_form import finish_form, result_at
from crm.drafts import MailDraft
from crm.models import Contact, DocumentKind, OutgoingMail, User
from crm.refusal import Refusal
from crm.tasks import wake_delivery
from crm.ui.addresses import card_address
from interactions.actions.mail_files import SentForm, give_files, template_files_of_mail
from interactions.actions.record import ContactOutOfSight, PrivacyBlocked
from interactions.actions.record_event import record_event
from interactions.drafts import EventDraft, Source
from interactions.models import Event, InteractionLogEntry, InteractionTemplate

VERB = "interactions.record"


class NotHisAddress(Refusal):
    """A mail goes to an address of the contact, and to one of them."""


class OptedOut(Refusal):
    """The contact wants no mails to many; whether this one is different a person decides."""


def send_email(
    *,
    contact: Contact,
    draft: MailDraft,
    template: InteractionTemplate | None,
    log_interaction: bool,
    despite_opt_out: bool,
    form: SentForm,
    by: User,
    now: datetime.datetime,
) -> tuple[OutgoingMail, Event | None]:
    """Queue *draft* to *contact*, and tell the log of it where *log_interaction* says so.

    *template* is what the text was made from and what the entry takes its facts from; None takes
    that of the rule. What cannot be recorded stops no mail: the event waits and says why. The
    files of the *form* and of the template go with it, if the page has shown the latter.
    """
    require(bool(reach_of(by, VERB)), _("Create interactions"))
    with transaction.atomic():
        finished = finish_form(key=form.key, by=by, now=now)
        current = Contact.objects.visible_to(by).select_related("salesperson")
        contact = _checked(current.filter(pk=contact.pk).first(), draft, despite_opt_out)
        mail = OutgoingMail.objects.create(
            key=f"mail:{form.key}",
            contact=contact,
            reply_to=answers_to(contact, by),
            **draft._asdict(),
            respects_opt_out=not despite_opt_out,
            created_by=by,
            created_at=now,
        )
        of_template = template_files_of_mail(template, log_interaction=log_interaction)
        give_files(mail=mail, of_template=of_template, form=form, by=by)
        event = None
        if log_interaction:
            event = record_event(draft=_event(mail, template, by, now), by=by, now=now)
        result_at(finished, contact.get_absolute_url())
        wake_delivery()
    return mail, event


def answers_to(contact: Contact, by: User) -> str:
    """Where the contact's answer goes: to who writes, else to who looks after the contact."""
    people = (by.own_salesperson, by, contact.salesperson)
    return next((person.email for person in people if person and person.email), "")


def _checked(contact: Contact | None, draft: MailDraft, despite_opt_out: bool) -> Contact:
    """The contact as it is now, or why nothing is sent to it."""
    if contact is None:
        raise ContactOutOfSight(_("This contact does not exist any more."))
    if contact.privacy_blocked:
        raise PrivacyBlocked
    if draft.address not in {contact.email, contact.second_email} - {""}:
        raise NotHisAddress(_("This is not an address of the contact any more."), field="address")
    if contact.email_opt_out_at is not None and not despite_opt_out:
        raise OptedOut(
            _("The contact has opted out of e-mail. Tick the box to send this one all the same."),
            field="despite_opt_out",
        )
    return contact


def _event(
    mail: OutgoingMail, template: InteractionTemplate | None, by: User, now: datetime.datetime
) -> EventDraft:
    longest = InteractionLogEntry._meta.get_field("description").max_length
    salesperson = by.own_salesperson or mail.contact.salesperson
    return EventDraft(
        key=mail.key,
        kind=DocumentKind.EMAIL_OUT,
        occurred_at=now,
        contact=mail.contact,
        path=card_address("mail", mail.pk),
        description=mail.subject[:longest],
        subject=mail.subject,
        text=mail.body,
        contacted_via=mail.address,
        salesperson=salesperson.code if salesperson else "",
        template=template.code if template else "",
        language=mail.language,
        source=Source.MAIL,
    )
