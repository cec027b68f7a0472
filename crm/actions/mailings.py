"""Mails to many: opened, released when all of them are there, or withdrawn before."""

import datetime

from crm.models import Mailing, OutgoingMail, User
from crm.tasks import wake_delivery


def start_mailing(*, title: str, by: User, now: datetime.datetime) -> Mailing:
    """Open a mailing; nothing of it leaves before `release_mailing`."""
    longest = Mailing._meta.get_field("title").max_length
    return Mailing.objects.create(title=title[:longest], by=by, created_at=now)


def release_mailing(*, pk: int, now: datetime.datetime) -> None:
    """Let the mails of a mailing leave, in the transaction of the caller."""
    Mailing.objects.filter(pk=pk, released_at=None).update(released_at=now)
    wake_delivery()


def withdraw_mailing(*, pk: int) -> None:
    """Remove a mailing that was not released: nobody was sent or promised anything.

    In the transaction of the caller; a hundred thousand rows are one statement.
    """
    held = Mailing.objects.filter(pk=pk, released_at=None)
    mails = OutgoingMail.objects.filter(mailing__in=held)
    mails._raw_delete(using=mails.db)
    held.delete()
