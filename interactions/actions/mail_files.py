"""The files of a mail to one contact: those of its form and those of its template, shared."""

import datetime
import uuid
from typing import NamedTuple

from django.utils.translation import gettext as _

from crm.mail_files import refuse_too_large
from crm.models import DocumentKind, OutgoingMail, StoredFile, User
from crm.refusal import Refusal
from interactions.actions.files_of_forms import files_of_form
from interactions.models import (
    Attachment,
    Event,
    InteractionLogEntry,
    InteractionTemplate,
    RecordingRule,
)
from interactions.models.attachment import AttachmentQuerySet


class SentForm(NamedTuple):
    """The form of a mail: its key, under which its files lie, and which others its page showed."""

    key: uuid.UUID
    seen_files: str = ""


class OtherFiles(Refusal):
    """The template has other files than who sends the mail has seen."""

    def __init__(self) -> None:
        super().__init__(
            _("The files that go with this mail have changed. Look at them and press Send again.")
        )


def template_files_of_mail(
    template: InteractionTemplate | None, *, log_interaction: bool
) -> AttachmentQuerySet:
    """What goes along because of *template*; recorded without one, a mail has that of the rule."""
    if template is None and log_interaction:
        rules = RecordingRule.objects.filter(kind=DocumentKind.EMAIL_OUT)
        template = next((rule.template for rule in rules.select_related("template")), None)
    if template is None:
        return Attachment.objects.none()
    return Attachment.objects.of_template(template)


def sign_of(attachments: AttachmentQuerySet) -> str:
    """Which files they are, so that a form can say which ones its page has shown."""
    return ".".join(map(str, attachments.values_list("file", flat=True)))


def give_files(
    *, mail: OutgoingMail, of_template: AttachmentQuerySet, form: SentForm, by: User
) -> None:
    """Let *mail* bring the files of its *form* and those *of_template*, if they were seen.

    In the transaction of the caller, before the mail is recorded: its entry takes them from it.
    """
    if form.seen_files != sign_of(of_template):
        raise OtherFiles
    of_form = files_of_form(form_key=form.key, by=by)
    keys = [attachment.file_id for attachment in (*of_form, *of_template)]
    files = list(StoredFile.objects.held(keys))
    if not files:
        return
    refuse_too_large(files)
    mail.files.set(files)
    of_form.delete()


def share_files_of_mail(
    *, event: Event, entry: InteractionLogEntry, now: datetime.datetime
) -> None:
    """Let *entry* have what the mail brought of which *event* tells, besides its template's."""
    if event.kind != DocumentKind.EMAIL_OUT or event.system_id is not None:
        return
    known = Attachment.objects.of_entry(entry).values("file")
    brought = StoredFile.objects.filter(mails__key=event.key).exclude(pk__in=known)
    Attachment.objects.bulk_create(
        [Attachment(file=file, entry=entry, by_id=event.stored_by_id, at=now) for file in brought]
    )
