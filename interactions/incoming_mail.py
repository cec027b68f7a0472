"""What a message from outside says: read from its bytes, whatever they are.

A message is written by strangers: parts may be nested a thousand deep, headers broken, texts
endless. What cannot be read is left out; nothing here raises.
"""

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.parser import BytesHeaderParser

from crm.models.fields import LONGEST_TEXT
from crm.text import as_line, storable
from interactions.invitation import LARGEST, CannotBeRead, Invitation, read_invitation
from interactions.plain_text import plain_text

# So many bytes are looked at, of a message of any size and nesting.
READ_OF_A_MESSAGE = 1024 * 1024
READ_OF_HEADERS = 256 * 1024
MOST_PARTS = 200
MOST_ADDRESSES = 200
# As much of a part as may hold a text that is kept.
READ_OF_A_PART = 200_000
# What the parser of the standard library raises on broken headers and parts.
BROKEN = (
    MessageError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)


@dataclass(frozen=True, kw_only=True)
class IncomingMail:
    """A message as far as the log wants to know it; addresses are in lower case."""

    key: str  # the same for every copy of the message
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    text: str
    sent_at: datetime.datetime | None
    is_draft: bool
    is_automatic: bool
    invitation: Invitation | None = None
    # Why a calendar file in it is no invitation, "" where there is none or it is one.
    unread_invitation: str = ""

    @classmethod
    def read(cls, raw: bytes) -> "IncomingMail":
        """The message in *raw*."""
        message = _parsed(raw)
        invitation, unread = _invitation_in(message)
        senders = _addresses(message, "From") or _addresses(message, "Sender")
        return cls(
            key=_key(message, raw),
            sender=next(iter(senders), ""),
            to=tuple(_addresses(message, "To")),
            cc=tuple(_addresses(message, "Cc")),
            subject=as_line(_header(message, "Subject"), 200),
            text=_text_of(message),
            sent_at=_date(message),
            is_draft=_is_draft(message),
            is_automatic=_is_automatic(message),
            invitation=invitation,
            unread_invitation=unread,
        )


def _parsed(raw: bytes) -> EmailMessage:
    """The beginning of a message, where its text is: what follows are attachments."""
    try:
        return message_from_bytes(raw[:READ_OF_A_MESSAGE], policy=policy.default)
    except BROKEN:
        return BytesHeaderParser(policy=policy.default).parsebytes(raw[:READ_OF_HEADERS])


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except BROKEN:
        return ""


def _key(message: EmailMessage, raw: bytes) -> str:
    """The Message-ID, or what stands for it: a hash, because both may be of any length."""
    told = _header(message, "Message-ID").strip()
    return hashlib.sha256(told.encode(errors="replace") if told else raw).hexdigest()


def _addresses(message: EmailMessage, name: str) -> list[str]:
    """The addresses of a header, each once; those of broken ones as far as they can be read."""
    found: dict[str, None] = {}
    try:
        for header in message.get_all(name, []):
            found |= {address.addr_spec.lower(): None for address in header.addresses}
    except BROKEN:
        pass
    whole = (each for each in found if each.count("@") == 1 and as_line(each, 254) == each)
    return [each for each in whole if all(each.split("@"))][:MOST_ADDRESSES]


def _date(message: EmailMessage) -> datetime.datetime | None:
    try:
        moment = message["Date"].datetime
    except BROKEN:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _is_draft(message: EmailMessage) -> bool:
    flags = _header(message, "X-Mozilla-Draft-Info") or _header(message, "X-Unsent")
    return bool(flags.strip("0 "))


def _is_automatic(message: EmailMessage) -> bool:
    """Whether a machine wrote it: an answer out of office, a failure of delivery."""
    submitted = _header(message, "Auto-Submitted").lower().partition(";")[0].strip()
    precedence = _header(message, "Precedence").lower().strip()
    try:
        is_report = message.get_content_type() == "multipart/report"
    except BROKEN:
        is_report = False
    return (
        submitted not in {"", "no"}
        or precedence in {"bulk", "junk", "auto_reply"}
        or _header(message, "Return-Path").strip() == "<>"
        or any(_header(message, name) for name in ("X-Autoreply", "X-Autorespond"))
        or is_report
    )


def _text_of(message: EmailMessage) -> str:
    """The plain text that a person reads: as it was written, else taken out of the HTML."""
    found = {"text/plain": "", "text/html": ""}
    for part in _parts(message):
        kind = part.get_content_type()
        if found.get(kind) == "" and part.get_content_disposition() != "attachment":
            found[kind] = _decoded(part)
    text = found["text/plain"].strip() or plain_text(found["text/html"])
    text = storable(text).strip()
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _parts(message: EmailMessage) -> Iterator[MIMEPart]:
    """The parts of a message, the outer ones first, without those of messages in it."""
    waiting: list[MIMEPart] = [message]
    seen = 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(0), seen + 1
        if part.get_content_maintype() == "multipart":
            waiting += part.iter_parts()
        elif part.get_content_maintype() == "text":
            yield part


def _invitation_in(message: EmailMessage) -> tuple[Invitation | None, str]:
    """The invitation to a meeting in a message, and why a calendar file is none."""
    for part in _parts(message):
        if part.get_content_type() == "text/calendar":
            try:
                return read_invitation(_payload(part)[: LARGEST + 1]), ""
            except CannotBeRead as problem:
                return None, str(problem)
    return None, ""


def _payload(part: MIMEPart) -> bytes:
    try:
        payload: bytes = part.get_payload(decode=True) or b""  # type: ignore[assignment]
    except BROKEN:
        return b""
    return payload


def _decoded(part: MIMEPart) -> str:
    try:
        charset = part.get_content_charset("utf-8")
        return _payload(part)[:READ_OF_A_PART].decode(charset, errors="replace")
    except BROKEN:
        return ""
