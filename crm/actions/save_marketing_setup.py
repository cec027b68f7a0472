import datetime

from crm.models import MarketingSetup, User


def save_marketing_setup(
    *, setup: MarketingSetup, by: User, now: datetime.datetime
) -> MarketingSetup:
    """Put a checked *setup* in force, with who and when in its history."""
    setup._history_user, setup._history_date = by, now
    setup.save()
    return setup
