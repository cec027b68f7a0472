import datetime
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require
from crm.actions.announce_document import announce_document
from crm.actions.finish_form import finish_form, result_at
from crm.models import SalesDocument, User
from crm.signals import Told

RIGHT = "crm.send_document"


def print_document(
    *,
    document: SalesDocument,
    language: str,
    log_interaction: bool,
    key: uuid.UUID,
    by: User,
    now: datetime.datetime,
) -> Told:
    """Let *document* go to the printer in *language*: it is this that is recorded, no preview.

    Printing twice is two events; the same form twice is one, its second arrival gets
    `AlreadyFinished`. What cannot be recorded stops no print: the answer says so.
    """
    require(by.has_perm(RIGHT), _("Print and send documents"))
    with transaction.atomic():
        finished = finish_form(key=key, by=by, now=now)
        told = announce_document(
            document=document, key=f"print:{key}", wanted=log_interaction, by=by, now=now
        )
        result_at(finished, printed_path(document, language), document.get_absolute_url())
    return told


def printed_path(document: SalesDocument, language: str) -> str:
    """The card of *document*, offering what was printed."""
    return f"{document.get_absolute_url()}?printed={language}"
