"""Telling the rooms above that a document went out, so that it is in the log by itself."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from crm.models import SalesDocument, User
from crm.signals import Told, document_sent
from crm.sockets import will_record


def announce_document(
    *, document: SalesDocument, key: str, wanted: bool, by: User, now: datetime.datetime
) -> Told:
    """Announce that *document* was printed or sent, and say what became of it.

    *wanted* is whether the user left *Log interaction* on. To be called in the transaction of
    the print; *key* is unique in the world, so the same event is recorded once.
    """
    if not will_record(document.kind):
        return Told(
            _("Interaction not recorded: no template is set for %(kind)s.")
            % {"kind": document.get_kind_display()}
        )
    if not wanted:
        return Told(_("Interaction not recorded: it was switched off."))
    answers: Any = document_sent.send(
        sender=SalesDocument,
        key=key,
        kind=document.kind,
        number=document.number,
        path=document.get_absolute_url(),
        description=document.description,
        contact=document.contact,
        salesperson=document.salesperson,
        campaign=document.campaign,
        occurred_at=now,
        by=by,
    )
    for _receiver, answer in answers:
        if isinstance(answer, Told):
            return answer
    return Told("")
