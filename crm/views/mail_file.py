"""The files of a mail: downloaded by whoever reads the mail."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.views.decorators.http import require_safe

from crm.access import require
from crm.mail_files import files_of
from crm.models import OutgoingMail, StoredFile, User
from crm.refusal import Refusal
from crm.views.access import READ_DOCUMENTS, get_mail
from crm.views.files import as_download, download


def files_on_card(mail: OutgoingMail, user: User) -> list[tuple[str, str, str]]:
    """Name, size and address of what *mail* brings; no address for what *user* may not open."""
    shown = [
        (file.name, filesizeformat(file.size), reverse("mail_file", args=[mail.pk, file.pk]))
        for file in _stored_with(mail)
    ]
    if mail.attachment_name:
        may_open = may_open_attachment(mail, user)
        address = reverse("mail_attachment_file", args=[mail.pk]) if may_open else ""
        shown.insert(0, (mail.attachment_name, "", address))
    return shown


def may_open_attachment(mail: OutgoingMail, user: User) -> bool:
    """Whether *user* may open what was made for *mail*: a document is for who reads documents."""
    return mail.brings_invitation or user.has_perm("crm.view_salesdocument")


@require_safe
def mail_file(request: HttpRequest, pk: int, file_pk: int) -> FileResponse:
    """Download a stored file that goes with a mail."""
    mail = get_mail(request, pk)
    found = next((file for file in _stored_with(mail) if file.pk == file_pk), None)
    if found is None:
        raise Http404
    return download(found)


@require_safe
def mail_attachment(request: HttpRequest, pk: int) -> FileResponse:
    """Download the document or the invitation that was made for a mail."""
    mail = get_mail(request, pk)
    require(may_open_attachment(mail, request.user), str(READ_DOCUMENTS))
    if not mail.attachment:
        raise Http404
    kind = "text/calendar" if mail.brings_invitation else "application/pdf"
    return as_download(BytesIO(bytes(mail.attachment)), mail.attachment_name, kind)


def _stored_with(mail: OutgoingMail) -> list[StoredFile]:
    try:
        return files_of(mail)
    except Refusal:
        # What it tells of is gone, and with it what it was to bring.
        return []
