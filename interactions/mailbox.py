"""New messages of a mailbox, each marked as seen when it has been dealt with."""

from collections.abc import Iterator
from imaplib import IMAP4
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from interactions.incoming_mail import READ_OF_A_MESSAGE

SECONDS = 60


class CannotRead(Exception):
    """The mail server does not answer, or refuses us; or the library is missing."""


def new_messages(url: str) -> Iterator[bytes]:
    """The unseen messages of *url*, `imaps://user:password@host:993/folder`, drafts left out.

    A message is marked as seen once whoever reads it comes for the next one: where that ends in
    an error, the message is new the next time.
    """
    try:
        from imap_tools import (  # noqa: PLC0415 - an extra: most installations read no mailbox
            AND,
            ImapToolsError,
            MailBox,
            MailBoxUnencrypted,
            MailMessageFlags,
        )
    except ImportError as error:
        raise CannotRead(
            "Install imap-tools to read a mailbox (requirements/extras.txt)."
        ) from error
    parts = urlsplit(url)
    kind = MailBox if parts.scheme == "imaps" else MailBoxUnencrypted
    try:
        box = kind(
            parts.hostname or "",
            port=parts.port or (993 if parts.scheme == "imaps" else 143),
            timeout=SECONDS,
        )
        with _signed_in(box, parts):
            for uid in box.uids(AND(seen=False, draft=False)):
                yield _message(box, uid)
                box.flag(uid, MailMessageFlags.SEEN, value=True)
    except (OSError, IMAP4.error, ImapToolsError) as error:
        raise CannotRead(f"{parts.hostname}: {error}") from error


def _signed_in(box: Any, parts: SplitResult) -> Any:
    """*box* in the folder of *parts*; where the server refuses that, the line is closed."""
    try:
        return box.login(*_credentials(parts))
    except Exception:
        box.client.shutdown()
        raise


def _credentials(parts: SplitResult) -> tuple[str, str, str]:
    """User, password and folder."""
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return user, password, unquote(parts.path.lstrip("/")) or "INBOX"


def _message(box, uid: str) -> bytes:
    """The beginning of a message, as the server has it."""
    _status, data = box.client.uid("fetch", uid, f"(BODY.PEEK[]<0.{READ_OF_A_MESSAGE}>)")
    return next((part[1] for part in data if isinstance(part, tuple)), b"")
