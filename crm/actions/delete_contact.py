import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.models import AuditRecord, Contact, User
from crm.refusal import Refusal
from crm.sockets import contact_ties


class ContactTied(Refusal):
    """Something else would lose its contact."""


def ties_of(contact: Contact) -> list[str]:
    """Why *contact* can neither be deleted nor become of another type: a sentence each."""
    people = contact.people.count() if contact.is_company else 0
    own = [_people_tie(people)] if people else []
    return own + [reason for tie in contact_ties if (reason := tie.reason(contact))]


def delete_contact(*, contact: Contact, by: User, now: datetime.datetime) -> AuditRecord:
    """Delete *contact* with its business relations and its history; an audit record stays.

    The record keeps type and number, nothing personal.
    """
    with transaction.atomic():
        # Who records something for this contact at the same moment waits here, or we wait.
        contact = Contact.objects.select_for_update().get(pk=contact.pk)
        if reasons := ties_of(contact):
            raise ContactTied(" ".join(reasons))
        record = AuditRecord.objects.create(
            deed=AuditRecord.Deed.DELETE_CONTACT,
            by=by,
            at=now,
            finished_at=now,
            facts={"type": contact.type, "number": contact.number},
            total=1,
            count=1,
        )
        history = contact.history.all()
        try:
            contact.delete()
        except ProtectedError as error:
            raise ContactTied(_("Something else still refers to this contact.")) from error
        history.delete()
    return record


def _people_tie(people: int) -> str:
    return ngettext(
        "%(n)d person belongs to this company.",
        "%(n)d people belong to this company.",
        people,
    ) % {"n": people}
