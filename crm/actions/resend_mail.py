import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require
from crm.models import OutgoingMail, User
from crm.refusal import Refusal
from crm.tasks import wake_delivery

RIGHT = "crm.resend_mail"


class NotResendable(Refusal):
    """The mail waits, is being sent, or has arrived: somebody else was faster."""


def resend_mail(*, mail: OutgoingMail, by: User, now: datetime.datetime) -> None:
    """Put a failed or unclear *mail* back into the queue: a person decides that, nobody else."""
    require(by.has_perm(RIGHT), _("Send mails again"))
    with transaction.atomic():
        again = OutgoingMail.objects.resendable().filter(pk=mail.pk)
        if not again.update(
            state=OutgoingMail.State.PENDING,
            tries=0,
            not_before=None,
            ended_at=None,
            resent_by=by,
            resent_at=now,
        ):
            raise NotResendable(_("This mail is not to be sent again: look at its state."))
        wake_delivery()
