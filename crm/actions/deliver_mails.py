"""Sending what waits in the mail queue: each mail at most once, none lost without a word."""

import datetime
import smtplib
from collections.abc import Callable
from contextlib import suppress
from email.headerregistry import Address

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from crm.models import OutgoingMail

State = OutgoingMail.State
# Whoever is still sending after so long was killed: no answer of a server takes that long.
LOST_AFTER = datetime.timedelta(minutes=10)
# A server that cannot be reached is tried again so often, before a person is asked.
RETRY_AFTER = datetime.timedelta(minutes=5)
MOST_TRIES = 12
MINUTE = datetime.timedelta(minutes=1)
# What the server refused before it had the whole mail, or answered no to it: nothing arrived.
REFUSALS = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPHeloError,
    smtplib.SMTPNotSupportedError,
)


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
        mail = OutgoingMail.objects.due(now).select_related("contact").first()
        if mail is None:
            return _next_due()
        if free_at := _throttled_until(now):
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
    waiting = OutgoingMail.objects.filter(state=State.PENDING)
    return waiting.order_by("not_before").values_list("not_before", flat=True).first()


def _throttled_until(now: datetime.datetime) -> datetime.datetime | None:
    """When the next mail may leave, None where it may now."""
    lately = OutgoingMail.objects.filter(sending_at__gt=now - MINUTE).order_by("-sending_at")
    newest = lately.values_list("sending_at", flat=True)[: settings.MAILS_A_MINUTE]
    begun = [moment for moment in newest if moment]
    full = len(begun) >= settings.MAILS_A_MINUTE
    return begun[settings.MAILS_A_MINUTE - 1] + MINUTE if full else None


def _send(mail: OutgoingMail, clock: Callable[[], datetime.datetime]) -> None:
    """Speak to the server about a claimed *mail*, and keep how that ended."""
    if mail.respects_opt_out and mail.contact.email_opt_out_at is not None:
        mail.end(State.FAILED, answer=_("The contact has opted out of e-mail."), now=clock())
        return
    try:
        message = message_of(mail)
        message.message()
    except ValueError as error:
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
    message = EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.address],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Message-ID": f"<{mail.key.replace(':', '.')}@{host}>"},
    )
    if mail.attachment_name:
        message.attach(mail.attachment_name, bytes(mail.attachment or b""), "application/pdf")
    return message


def _bare(address: str) -> str:
    """*address* without the name before it."""
    return address.rpartition("<")[2].rstrip(">").strip()


def _answer_of(error: Exception) -> str:
    """What the server said, in its own words, or what went wrong."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return f"{code} {_text(said)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _text(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.replace("\0", "").split())
