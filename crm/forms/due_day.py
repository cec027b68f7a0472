"""Days to come as people say them: a date, or so many working days from today."""

import datetime
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.forms.dates import TypedDayField, typed_day
from crm.text import fold

SATURDAY = 5
MOST_WORKING_DAYS = 1_000
# What is offered with one click, in working days.
PICKED = (1, 2, 5)
_WORKING_DAYS = re.compile(r"\+ ?(\d{1,4})")
# Understood in every language, whatever the user reads: people mix them.
NEXT_WEEK = frozenset({"next week", "pristi tyden"})


def working_day_after(day: datetime.date, number: int) -> datetime.date:
    """The day *number* working days (Monday to Friday) after *day*; 0 is *day* itself.

    On a weekend counting begins on the Monday that follows: one working day after a Saturday
    is a Monday.
    """
    weeks, rest = divmod(number, 5)
    if day.weekday() >= SATURDAY and number:
        # As from the Friday before: its next working day is the same Monday.
        day -= datetime.timedelta(days=day.weekday() - SATURDAY + 1)
    over_weekend = 2 if day.weekday() + rest >= SATURDAY else 0
    return day + datetime.timedelta(weeks=weeks, days=rest + (over_weekend if rest else 0))


def next_monday(today: datetime.date) -> datetime.date:
    """The Monday of the week that follows."""
    return today + datetime.timedelta(days=7 - today.weekday())


def picks(today: datetime.date) -> list[tuple[str, str]]:
    """Days offered with one click: what they are called, and the day as it would be typed."""
    offered = [
        (
            ngettext("+%(n)d working day", "+%(n)d working days", number) % {"n": number},
            typed_day(working_day_after(today, number)),
        )
        for number in PICKED
    ]
    return [*offered, (_("next week"), typed_day(next_monday(today)))]


class DueDayField(TypedDayField):
    """A day that is not over yet: a date, "tomorrow", "+2" working days, "next week"."""

    default_error_messages = {
        "invalid": gettext_lazy("Write the day as 30.11., tomorrow, or +2 for working days."),
        "past": gettext_lazy("This day is over. Choose another one."),
    }

    def clean(self, value):
        text = " ".join(fold(value or "").split())
        if found := _WORKING_DAYS.fullmatch(text):
            return working_day_after(self.today, min(int(found[1]), MOST_WORKING_DAYS))
        if text in NEXT_WEEK:
            return next_monday(self.today)
        day = super().clean(value)
        if day is not None and day < self.today:
            raise ValidationError(self.error_messages["past"], "past")
        return day
