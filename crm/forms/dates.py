"""Dates and times as people type them: "3.11.", "včera", "yesterday", "14.05"."""

import datetime
import re
import zoneinfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from crm.text import fold

# Understood in every language, whatever the user reads: people mix them.
DAYS_AWAY = {
    "today": 0,
    "dnes": 0,
    "dneska": 0,
    "yesterday": -1,
    "vcera": -1,
    "predevcirem": -2,
    "tomorrow": 1,
    "zitra": 1,
    "pozitri": 2,
}
_MONTHS = (
    "jan january ledna leden",
    "feb february unora unor",
    "mar march brezna brezen",
    "apr april dubna duben",
    "may kvetna kveten",
    "jun june cervna cerven",
    "jul july cervence cervenec",
    "aug august srpna srpen",
    "sep september zari",
    "oct october rijna rijen",
    "nov november listopadu listopad",
    "dec december prosince prosinec",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_NUMBERS = re.compile(
    r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})(?:(?:\. ?| )(?P<year>\d{4}|\d{2})?)?"
)
_NAMED = re.compile(r"(?P<day>\d{1,2})\.? ?(?P<month>[a-z]{3,10})\.?(?: (?P<year>\d{4}))?")
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.,h ]?(?P<minute>\d{2}))? ?(?P<half>am|pm)?")


def parse_day(text: str, today: datetime.date) -> datetime.date | None:
    """The day that *text* means, None where it means none.

    A day without a year is the nearest one to *today*, so that "30.12." typed in January is
    in the year that has just ended. A date with slashes is not guessed: half of the world
    writes the month first.
    """
    text = " ".join(fold(text).split())
    if text in DAYS_AWAY:
        return today + datetime.timedelta(days=DAYS_AWAY[text])
    found = _ISO.fullmatch(text) or _NUMBERS.fullmatch(text) or _NAMED.fullmatch(text)
    if not found:
        return None
    month = MONTHS.get(found["month"], 0) if found.re is _NAMED else int(found["month"])
    return _day(found["year"], month, int(found["day"]), today)


def _day(year: str | None, month: int, day: int, today: datetime.date) -> datetime.date | None:
    if year:
        return _real(int(year) + (2000 if len(year) == 2 else 0), month, day)
    near = (_real(today.year + shift, month, day) for shift in (-1, 0, 1))
    return min(filter(None, near), key=lambda each: abs(each - today), default=None)


def _real(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def parse_time(text: str) -> datetime.time | None:
    """The time of day that *text* means: "14:05", "14.05", "1405", "9", "2:05 pm"."""
    found = _TIME.fullmatch(" ".join(fold(text).split()))
    if not found:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    try:
        return datetime.time(hour, minute)
    except ValueError:
        return None


def typed_day(day: datetime.date) -> str:
    """*day* as the reader of this language would type it: "3. 11. 2026", "3 Nov 2026"."""
    return format_date(day, pgettext("date format", "j M Y"))


def moment_of(
    day: datetime.date, time: datetime.time, zone: zoneinfo.ZoneInfo
) -> tuple[datetime.datetime, bool]:
    """The moment of *day* and *time* on the clocks of *zone*, and whether it had to be shifted.

    Clocks that are put forward leave out an hour; a time inside it is read as the same one on
    a clock that nobody had put forward. Of a time that comes twice it is the first.
    """
    local = datetime.datetime.combine(day, time, tzinfo=zone)
    moment = local.astimezone(datetime.UTC)
    return moment, moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None)


class DayInput(forms.TextInput):
    """A day as it is typed, with a calendar beside it where scripts run."""

    template_name = "ui/day_input.html"


class TypedDayField(forms.CharField):
    """A day between 1900 and 2199 as people type it; its form says what `today` is."""

    default_error_messages = {
        "invalid": _("Write the date as 3.11., 3.11.2026, 2026-11-03, today or yesterday."),
        "year": _("The year lies between 1900 and 2199."),
    }
    today: datetime.date

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 40} | kwargs)

    def prepare_value(self, value):
        # A stored day stands as its reader would type it; what was typed stands as it is.
        return typed_day(value) if isinstance(value, datetime.date) else value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        day = parse_day(text, self.today)
        if day is None:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        if not 1900 <= day.year <= 2199:
            raise ValidationError(self.error_messages["year"], "year")
        return day


class TypedTimeField(forms.CharField):
    """A time of day as people type it."""

    default_error_messages = {"invalid": _("Write the time as 14:05.")}

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 20} | kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        time = parse_time(text)
        if time is None:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return time
