"""What a mail to many says: the text of its entry's template, written when it is sent."""

import datetime

from django.utils.translation import gettext as _

from crm.models import OutgoingMail, StoredFile
from crm.refusal import Refusal
from crm.sockets import MailWriter
from interactions.merge_fields import merge, values_for
from interactions.models import Attachment, InteractionBatch, InteractionLogEntry, TemplateText

LONGEST_SUBJECT = OutgoingMail._meta.get_field("subject").max_length


class NotSent(Refusal):
    """What the mail tells of is no more: it does not leave."""


def write(mail: OutgoingMail, now: datetime.datetime) -> tuple[str, str] | None:
    """Subject and text of *mail*, as its contact and its template are at this moment."""
    entry = (
        InteractionLogEntry.objects.filter(event_key=mail.key)
        .select_related("contact__company", "salesperson", "campaign")
        .first()
    )
    if entry is None:
        raise NotSent(_("The interaction was deleted before the mail left."))
    if entry.is_canceled:
        raise NotSent(_("The interaction was marked as canceled before the mail left."))
    text = TemplateText.objects.filter(template=entry.template_id, language=entry.language).first()
    if text is None or not text.body.strip():
        raise NotSent(_("The template has no text in this language any more."))
    values = values_for(
        entry.contact, entry.salesperson, entry.campaign, now, language=entry.language
    )
    # Its own subject has its fields filled in since it was recorded: what they brought is kept.
    subject = entry.subject or merge(text.subject, values) or entry.description
    return " ".join(subject.split())[:LONGEST_SUBJECT], merge(text.body, values)


def files(mail: OutgoingMail) -> list[StoredFile]:
    """What goes with *mail*: what its entry shares with its template and its batch."""
    entry = InteractionLogEntry.objects.filter(event_key=mail.key).first()
    if entry is None and not InteractionBatch.objects.filter(mailing=mail.mailing_id).exists():
        return []  # It never had an entry: somebody else wrote it.
    if entry is None:
        raise NotSent(_("The interaction was deleted before the mail left."))
    shared = Attachment.objects.of_entry(entry).filter(entry=None).select_related("file")
    # One that template and batch both hold goes once.
    return list({each.file_id: each.file for each in shared}.values())


WRITER = MailWriter(order=10, write=write, files=files)
