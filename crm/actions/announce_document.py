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
    if said := why_not_recorded(document.kind, document.get_kind_display(), wanted=wanted):
        return Told(said)
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


def why_not_recorded(kind: str, label: str, *, wanted: bool) -> str:
    """Why something of *kind* (a `DocumentKind`, in words its *label*) leaves no interaction.

    "" where it leaves one: there is a rule, and whoever prints or sends it wants it.
    """
    if not will_record(kind):
        return _("Interaction not recorded: no template is set for %(kind)s.") % {"kind": label}
    return "" if wanted else _("Interaction not recorded: it was switched off.")
