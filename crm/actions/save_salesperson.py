import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.models import Salesperson, User
from crm.refusal import Refusal


class SalespersonTaken(Refusal):
    """The code, or the user, belongs to another salesperson since a moment ago."""


def save_salesperson(*, salesperson: Salesperson, by: User, now: datetime.datetime) -> Salesperson:
    """Save a salesperson whose values were checked, with who and when in the history."""
    salesperson._history_user, salesperson._history_date = by, now
    try:
        with transaction.atomic():
            salesperson.save()
    except IntegrityError as error:
        raise SalespersonTaken(
            _("Another salesperson has this code or this user already.")
        ) from error
    return salesperson
