import datetime
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require
from crm.actions.announce_document import announce_document
from crm.actions.finish_form import finish_form, result_at
from crm.drafts import MailDraft
from crm.models import OutgoingMail, SalesDocument, User
from crm.paper import name_of_file, sheet_of
from crm.pdf import pdf_of
from crm.signals import Told
from crm.tasks import wake_delivery

RIGHT = "crm.send_document"


def send_document(
    *,
    document: SalesDocument,
    draft: MailDraft,
    log_interaction: bool,
    key: uuid.UUID,
    by: User,
    now: datetime.datetime,
) -> Told:
    """Put *document* as a PDF into the mail queue, and into the log.

    Mail, event and entry are one transaction; the worker sends it. What cannot be recorded
    stops no mail. The PDF is made first: where that is not possible (`NoPdf`) nothing is queued.
    """
    require(by.has_perm(RIGHT), _("Print and send documents"))
    pdf = pdf_of(sheet_of(document, draft.language))
    with transaction.atomic():
        finished = finish_form(key=key, by=by, now=now)
        mail = OutgoingMail.objects.create(
            key=f"mail:{key}",
            contact=document.contact,
            document=document,
            reply_to=document.salesperson.email if document.salesperson else by.email,
            **draft._asdict(),
            attachment_name=name_of_file(document),
            attachment=pdf,
            respects_opt_out=False,
            created_by=by,
            created_at=now,
        )
        told = announce_document(
            document=document, key=mail.key, wanted=log_interaction, by=by, now=now
        )
        result_at(finished, document.get_absolute_url())
        wake_delivery()
    return told
