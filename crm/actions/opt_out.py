import datetime

from django.db import transaction

from crm.actions.automatic_user import automatic_user
from crm.models import Contact


def opt_out(*, contact: Contact, now: datetime.datetime) -> bool:
    """Let *contact* get no more e-mails to many; False where he has said so before.

    The first time counts: it is kept when he said it, in his history too.
    """
    with transaction.atomic():
        contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        if contact.email_opt_out_at is not None:
            return False
        contact.email_opt_out_at = now
        contact._history_user, contact._history_date = automatic_user(), now
        contact._change_reason = "opt-out"
        # Only this: whatever else an old row holds is not checked because he wants no mails.
        contact.save(update_fields=["email_opt_out_at"])
    return True
