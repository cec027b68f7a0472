"""The secret address of a calendar: made, renewed, switched off, by its own user alone."""

import datetime

from crm.models import User
from interactions.models import CalendarFeed
from interactions.models.calendar_feed import new_secret


def renew_calendar_feed(*, by: User, now: datetime.datetime) -> CalendarFeed:
    """Give *by* a new address; one that he had before leads nowhere from now on."""
    made = {"secret": new_secret(), "made_at": now}
    feed, _created = CalendarFeed.objects.update_or_create(user=by, defaults=made)
    return feed


def close_calendar_feed(*, by: User) -> None:
    """Let the address of *by* lead nowhere."""
    CalendarFeed.objects.filter(user=by).delete()
