"""How values are said to the person who reads: one format for the whole product."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.numbers import format_currency, format_decimal
from django.db.models import Choices
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, pgettext

from crm.models import MarketingSetup

NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Reading:
    """Who reads, when and in which currency; made once a request."""

    user: Any
    now: datetime.datetime
    currency: str
    today: datetime.date = field(init=False)
    language: str = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "today", timezone.localdate(self.now))
        object.__setattr__(self, "language", translation.get_language() or "en")
        object.__setattr__(self, "_zone", timezone.get_current_timezone())
        object.__setattr__(
            self,
            "_formats",
            (pgettext("date format", "j M"), pgettext("date format", "j M Y")),
        )

    @classmethod
    def of(cls, user: Any, now: datetime.datetime) -> "Reading":
        """A reading for *user* at *now* in the currency of the set-up."""
        if hasattr(user, "local_currency"):
            # Who came with a request brought it along.
            currency = user.local_currency
        else:
            currency = MarketingSetup.objects.values_list("currency", flat=True).first()
        return cls(user, now, currency or MarketingSetup._meta.get_field("currency").default)

    @classmethod
    def of_request(cls, request: HttpRequest) -> "Reading":
        """The one reading of a request: page and panels share the moment and the currency."""
        reading: Reading | None = getattr(request, "reading", None)
        if reading is None:
            reading = cls.of(request.user, timezone.now())
            request.reading = reading  # type: ignore[attr-defined]
        return reading

    def day(self, day: datetime.date | None) -> str:
        """A date as people say it: today, yesterday, 3 Nov, 3 Nov 2025."""
        if day is None:
            return ""
        if abs((day - self.today).days) <= 1:
            return {
                0: gettext("today"),
                -1: gettext("yesterday"),
                1: gettext("tomorrow"),
            }[(day - self.today).days]
        short, with_year = self._formats
        return _formatted(day, short if day.year == self.today.year else with_year, self.language)

    def day_of(self, moment: datetime.datetime | None) -> str:
        """The day of a moment in the zone of the reader, where the time of day says nothing."""
        return self.day(timezone.localdate(moment)) if moment else ""

    def moment(self, moment: datetime.datetime | None) -> str:
        """A date and time in the zone of the reader: today 14:05, 3 Nov 14:05."""
        if moment is None:
            return ""
        local = moment.astimezone(self._zone)
        return f"{self.day(local.date())}{NO_BREAK}{self.time(local)}"

    def time(self, moment: datetime.datetime) -> str:
        """The time of day alone: 9:05."""
        local = moment.astimezone(self._zone)
        return f"{local.hour}:{local.minute:02d}"

    def full_moment(self, moment: datetime.datetime | None) -> str:
        """A date with year and time, for hints and cards."""
        if moment is None:
            return ""
        local = moment.astimezone(self._zone)
        day = _formatted(local.date(), self._formats[1], self.language)
        # In a narrow column the time stands below its day, rather than broken in its middle.
        return f"{day} {self.time(local)}"

    def money(self, amount: Decimal | None) -> str:
        """An amount in the local currency."""
        if amount is None:
            return ""
        return _money(amount, self.currency, self.language)

    def money_in(self, amount: Decimal, currency: str) -> str:
        """An amount in a currency of its own, as documents have."""
        return _money(amount, currency, self.language)

    def minutes(self, minutes: int | None) -> str:
        """A duration: 15 min, 1 h 15 min."""
        if minutes is None:
            return ""
        hours, rest = divmod(minutes, 60)
        parts = [f"{self.number(hours)}{NO_BREAK}h"] if hours else []
        if rest or not hours:
            parts.append(f"{rest}{NO_BREAK}min")
        return NO_BREAK.join(parts)

    def number(self, number: int) -> str:
        return format_decimal(number, locale=self.language)

    def label(self, choices: type[Choices], value: Any) -> str:
        """What *value* of *choices* is called, "" for none of them."""
        return _labels(choices, self.language).get(value, "")


# The same days, amounts and labels stand on a page, and on the next one, again and again.


@lru_cache(maxsize=4096)
def _formatted(day: datetime.date, form: str, language: str) -> str:
    return format_date(day, form).replace(" ", NO_BREAK)


@lru_cache(maxsize=256)
def _labels(choices: type[Choices], language: str) -> dict[Any, str]:
    return {value: str(label) for value, label in choices.choices}


@lru_cache(maxsize=4096)
def _money(amount: Decimal, currency: str, language: str) -> str:
    return format_currency(amount, currency, f"#,##0.00{NO_BREAK}¤", locale=language)
