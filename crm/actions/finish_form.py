"""Finishing a form has one effect, however often it arrives."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.models import FinishedForm, User
from crm.refusal import Refusal
from crm.ui.reading import Reading


class AlreadyFinished(Refusal):
    """The form was finished before: *by* whom, *at* what time, and the *path* of the result."""

    def __init__(self, finished: FinishedForm, reading: Reading):
        super().__init__(
            _("Already finished by %(user)s, %(date)s.")
            % {"user": finished.by, "date": reading.full_moment(finished.at)}
        )
        self.by, self.at, self.path = finished.by, finished.at, finished.path


def finish_form(*, key: uuid.UUID, by: User, now: datetime.datetime) -> FinishedForm:
    """Claim the one-time *key* of a form before its effect, in the transaction of the effect.

    Of several who arrive at once the database lets one through; the others wait for the end of
    his transaction and get `AlreadyFinished`. Say afterwards where the result is: `result_at`.
    """
    try:
        with transaction.atomic():
            return FinishedForm.objects.create(key=key, by=by, at=now, path="")
    except IntegrityError:
        refuse_finished(key=key, by=by, now=now)
        raise


def result_at(finished: FinishedForm, *paths: str) -> None:
    """Keep the first of *paths* that is short enough: there the second arrival is sent."""
    longest = FinishedForm._meta.get_field("path").max_length or 0
    finished.path = next(path for path in (*paths, "/") if len(path) <= longest)
    finished.save(update_fields=["path"])


def refuse_finished(*, key: uuid.UUID, by: User, now: datetime.datetime) -> None:
    """Raise `AlreadyFinished` where the form with this *key* was finished before."""
    finished = FinishedForm.objects.select_related("by").filter(key=key).first()
    if finished is not None:
        raise AlreadyFinished(finished, Reading(by, now, currency=""))
