"""The files of a mail: shared with whoever else refers to them, read when the mail is sent."""

from collections.abc import Iterable
from email.encoders import encode_base64
from email.mime.base import MIMEBase

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from crm.content_type import TEXT, UNKNOWN
from crm.file_store import store
from crm.models import OutgoingMail, StoredFile
from crm.refusal import Refusal
from crm.sockets import mail_writers

# What may stand inside of a mail only as the mail that it is, never as base64.
NESTED = ("message/", "multipart/")


class FilesTooLarge(Refusal):
    """No mail server takes as much; the text is kept."""

    def __init__(self) -> None:
        most = filesizeformat(settings.MAIL_FILES_MAX_BYTES)
        super().__init__(
            _("Together the files are too large for a mail; the most is: %(size)s") % {"size": most}
        )


class FileGone(Refusal):
    """A mail never leaves without a file that it was to bring."""

    def __init__(self, name: str):
        super().__init__(
            _("The file could not be read, so nothing was sent: %(name)s") % {"name": name}
        )


def files_of(mail: OutgoingMail) -> list[StoredFile]:
    """What goes with *mail*: its own files, or those that its mailing's room knows of."""
    if mail.mailing_id is None:
        return list(mail.files.order_by("pk"))
    return [file for writer in mail_writers for file in writer.files(mail)]


def refuse_too_large(files: Iterable[StoredFile]) -> None:
    """Refuse *files* that are more than a mail may bring."""
    if sum(file.size for file in files) > settings.MAIL_FILES_MAX_BYTES:
        raise FilesTooLarge


def parts_of(files: list[StoredFile]) -> list[MIMEBase]:
    """*files* as parts of a message, byte for byte."""
    refuse_too_large(files)
    return [_part_of(file) for file in files]


def _part_of(file: StoredFile) -> MIMEBase:
    kind = UNKNOWN if file.content_type.startswith(NESTED) else file.content_type
    main, _slash, sub = kind.partition("/")
    part = MIMEBase(main, sub)
    if kind == TEXT:
        part.set_param("charset", "utf-8")
    part.set_payload(_content_of(file))
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=file.name)
    return part


def _content_of(file: StoredFile) -> bytes:
    try:
        with store().open(file.place) as opened:
            content = opened.read()
    except OSError as error:
        raise FileGone(file.name) from error
    if len(content) != file.size:
        raise FileGone(file.name)
    return content
