"""Saying that a form is open, so that others see it: a light mark that goes by itself."""

import datetime
import uuid

from crm.models import User
from interactions.models import PostponedInteraction


def hold_open(*, form_key: uuid.UUID, by: User, now: datetime.datetime) -> bool:
    """Mark the kept row of a form as open at *now*; whether there is one.

    Its text does not change, and neither does its version.
    """
    rows = PostponedInteraction.objects.visible_to(by).kept()
    return bool(rows.filter(form_key=form_key).update(open_at=now))


def let_go(*, form_key: uuid.UUID, by: User, opened_at: datetime.datetime) -> bool:
    """Take back the mark that was made at *opened_at*; a later one, of another tab, stays."""
    rows = PostponedInteraction.objects.visible_to(by).filter(form_key=form_key)
    return bool(rows.filter(open_at=opened_at).update(open_at=None))
