"""Sending what waits in the mail queue: each mail at most once, none lost without a word."""

import datetime
import smtplib
from collections.abc import Callable
from contextlib import suppress
from email.encoders import encode_base64
from email.headerregistry import Address
from email.mime.base import MIMEBase

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from crm.mail_files import files_of, parts_of
from crm.models import OutgoingMail
from crm.opt_out import invitation, opt_out_address
from crm.refusal import Refusal
from crm.sockets import mail_writers

State = OutgoingMail.State
# Whoever is still sending after so long was killed: no answer of a server takes that long.
LOST_AFTER = datetime.timedelta(minutes=10)
# A server that cannot be reached is tried again so often, before a person is asked.
RETRY_AFTER = datetime.timedelta(minutes=5)
MOST_TRIES = 12
# What the server refused before it had the whole mail, or answered no to it: nothing arrived.
REFUSALS = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPHeloError,
    smtplib.SMTPNotSupportedError,
)


class Unwanted(Refusal):
    """The mail may not leave any more; the sentence says why."""


def deliver_mails(
    *, clock: Callable[[], datetime.datetime], stop: Callable[[], bool] = lambda: False
) -> datetime.datetime | None:
    """Send what is due, one after the other; answer when there is more to do, None for never.

    Any number of processes may do so at once: a mail belongs to the one that claimed it, and
    is *sending*, on the disk, before the server is spoken to. Must not run in a transaction.
    """
    mark_lost(now=clock())
    while not stop():
        now = clock()
        mail = OutgoingMail.objects.select_related("contact", "mailing").next_due(now)
        if mail is None:
            return _next_due()
        if free_at := OutgoingMail.objects.free_at(now, a_minute=settings.MAILS_A_MINUTE):
            return free_at
        if mail.claim(now):
            _send(mail, clock)
    return clock()


def mark_lost(*, now: datetime.datetime) -> int:
    """Mark as unclear what a killed process was sending; answer how many there were."""
    lost = OutgoingMail.objects.filter(state=State.SENDING, sending_at__lt=now - LOST_AFTER)
    return lost.update(
        state=State.UNCLEAR,
        ended_at=now,
        answer=_("The sending was interrupted. The mail may have arrived."),
    )


def _next_due() -> datetime.datetime | None:
    waiting = OutgoingMail.objects.filter(state=State.PENDING, not_before__isnull=False)
    return waiting.order_by("not_before").values_list("not_before", flat=True).first()


def _send(mail: OutgoingMail, clock: Callable[[], datetime.datetime]) -> None:
    """Speak to the server about a claimed *mail*, and keep how that ended."""
    try:
        _refuse_unwanted(mail)
        _write(mail, clock())
        message = message_of(mail)
        message.message()
    except (Refusal, ValueError) as error:
        mail.end(State.FAILED, answer=_answer_of(error), now=clock())
        return
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _not_reached(mail, error, now=clock())
        return
    try:
        _hand_over(mail, message, connection, clock)
    finally:
        # Whether the server says good-bye changes nothing.
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


def _refuse_unwanted(mail: OutgoingMail) -> None:
    """Refuse what the contact does not want any more, whatever he wanted when it was queued."""
    if mail.respects_opt_out and mail.contact.email_opt_out_at is not None:
        raise Unwanted(_("The contact has opted out of e-mail."))
    if mail.document_id is None and mail.contact.privacy_blocked:
        raise Unwanted(_("The contact is blocked for privacy reasons."))


def _write(mail: OutgoingMail, now: datetime.datetime) -> None:
    """Let a mail of a mailing say what it says, once: what was written is what leaves."""
    if mail.is_written:
        return
    texts = (writer.write(mail, now) for writer in mail_writers)
    written = next(filter(None, texts), None)
    if written is None:
        raise Unwanted(_("Nobody knows any more what this mail was to say."))
    mail.write(*written)


def _not_reached(mail: OutgoingMail, error: Exception, *, now: datetime.datetime) -> None:
    answer = _("The mail server was not reached: %(answer)s") % {"answer": _answer_of(error)}
    if mail.tries + 1 >= MOST_TRIES:
        mail.end(State.FAILED, answer=answer, now=now)
    else:
        mail.wait_until(now + RETRY_AFTER, answer=answer)


def _hand_over(
    mail: OutgoingMail,
    message: EmailMessage,
    connection: BaseEmailBackend,
    clock: Callable[[], datetime.datetime],
) -> None:
    try:
        connection.send_messages([message])
    except REFUSALS as error:
        mail.end(State.FAILED, answer=_answer_of(error), now=clock())
    except (OSError, smtplib.SMTPException) as error:
        # The line broke, perhaps after the last word of the mail: it may have arrived.
        mail.end(State.UNCLEAR, answer=_answer_of(error), now=clock())
    else:
        mail.end(State.SENT, now=clock())


def message_of(mail: OutgoingMail) -> EmailMessage:
    """The message itself; its id is that of the row, so that two of them could be told."""
    host = Address(addr_spec=_bare(settings.DEFAULT_FROM_EMAIL)).domain or "localhost"
    headers = {"Message-ID": f"<{mail.key.replace(':', '.')}@{host}>"}
    body = mail.body
    if mail.mailing_id is not None:
        headers |= {
            "List-Unsubscribe": f"<{opt_out_address(mail)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        body += invitation(mail)
    message = EmailMessage(
        subject=mail.subject,
        body=body,
        to=[mail.address],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=headers,
    )
    if mail.attachment_name:
        message.attach(_attachment_of(mail))
    for part in parts_of(files_of(mail)):
        message.attach(part)
    return message


def _attachment_of(mail: OutgoingMail) -> MIMEBase:
    """The file that goes with *mail*; an invitation is one that calendars recognise."""
    if mail.brings_invitation:
        part = MIMEBase("text", "calendar", method="REQUEST", charset="utf-8")
    else:
        part = MIMEBase("application", "pdf")
    part.set_payload(bytes(mail.attachment or b""))
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=mail.attachment_name)
    return part


def _bare(address: str) -> str:
    """*address* without the name before it."""
    return address.rpartition("<")[2].rstrip(">").strip()


def _answer_of(error: Exception) -> str:
    """What the server said, in its own words, or what went wrong."""
    if isinstance(error, Refusal):
        return str(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return f"{code} {_text(said)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _text(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.replace("\0", "").split())
