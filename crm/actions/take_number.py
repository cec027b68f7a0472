"""The only place that advances a number series."""

import datetime
from collections.abc import Iterator

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from crm.models import NumberSeries, NumberSeriesLine
from crm.refusal import Refusal

# How many numbers that are used already are passed over in one go.
MOST_PASSED_OVER = 100


class NumberRefused(Refusal):
    """No number was taken; the sentence belongs to the field `number`."""

    def __init__(self, message: str):
        super().__init__(message, field="number")


class SeriesMissing(NumberRefused):
    """There is no series, or none of its lines has started: only a typed number helps."""


class SeriesExhausted(NumberRefused):
    """The ending number is reached."""


class NumberNotAllowed(NumberRefused):
    """The series does not admit the typed number."""


class NumberTaken(NumberRefused):
    """Something bears the number already."""


def take_number(
    *,
    series: NumberSeries | None,
    on: datetime.date,
    typed: str = "",
    among: QuerySet | None = None,
) -> str:
    """Take the next number of *series* on the day *on*, or admit the *typed* one.

    A number is taken by one guarded UPDATE in the transaction of the deed: nobody else gets
    it, and a rollback gives it back, so there is no gap. *among* are the rows that bear such
    numbers: one that stands there already is passed over, or refused if it was typed.

    A typed number is admitted

    - where no series is set: whatever it is;
    - where the series has *manual numbers*: if it has not the form (prefix and digits) of a
      line of the series. In the form of the line in force it must be the very next number;
      with *allow gaps* any number after the last one used. The series goes on from there.
    """
    with transaction.atomic():
        if typed:
            return _admit(series, on, typed, among)
        for _attempt in range(MOST_PASSED_OVER):
            number = _next_number(series, on)
            if among is None or not among.filter(number=number).exists():
                return number
        raise NumberTaken(
            _("The number series %(series)s is behind the numbers in use, for example %(number)s.")
            % {"series": series, "number": number}
        )


def take_numbers(*, series: NumberSeries | None, on: datetime.date, count: int) -> Iterator[str]:
    """Take the next *count* numbers of *series* by one UPDATE: for deeds that make many rows."""
    with transaction.atomic():
        line = _line_that_gives(series, on)
        if not _advance(line, count):
            raise _exhausted(line)
        line.refresh_from_db(fields=["last_used"])
    first = line.last_used - line.increment * (count - 1)
    return (line.number(first + line.increment * place) for place in range(count))


def _next_number(series: NumberSeries | None, on: datetime.date) -> str:
    line = _line_that_gives(series, on)
    if not _advance(line):
        raise _exhausted(line)
    # The row is ours until the transaction ends, so this reads what the UPDATE wrote.
    line.refresh_from_db(fields=["last_used"])
    return line.number(line.last_used)


def _line_that_gives(series: NumberSeries | None, on: datetime.date) -> NumberSeriesLine:
    if series is None:
        raise SeriesMissing(_("No number series is set: type a number."))
    if not series.default_numbers:
        raise SeriesMissing(
            _("The number series %(series)s gives no numbers by itself: type one.")
            % {"series": series}
        )
    line = series.line_on(on)
    if line is None:
        raise SeriesMissing(
            _("The number series %(series)s has not started yet.") % {"series": series}
        )
    return line


def _advance(line: NumberSeriesLine, count: int = 1) -> int:
    """Go on by *count* numbers, in the database; answer 0 where that would pass the end."""
    step = line.increment * count
    return NumberSeriesLine.objects.filter(pk=line.pk, last_used__lte=line.largest - step).update(
        last_used=F("last_used") + step
    )


def _exhausted(line: NumberSeriesLine) -> SeriesExhausted:
    return SeriesExhausted(
        _("The number series %(series)s is used up: its ending number is %(number)s.")
        % {"series": line.series, "number": line.number(line.largest)}
    )


def _admit(
    series: NumberSeries | None, on: datetime.date, typed: str, among: QuerySet | None
) -> str:
    if series is not None:
        typed = _admit_to(series, on, typed)
    if among is not None and among.filter(number=typed).exists():
        raise NumberTaken(_("This number is used already: %(number)s.") % {"number": typed})
    return typed


def _admit_to(series: NumberSeries, on: datetime.date, typed: str) -> str:
    """*typed* in the spelling of *series*, whose line in force goes on from it."""
    if not series.manual_numbers:
        raise NumberNotAllowed(
            _("The number series %(series)s admits no typed number: leave it blank.")
            % {"series": series}
        )
    line = series.line_on(on)
    value = line.value_of(typed) if line else None
    if line is not None and value is not None:
        _advance_to(line, value)
        return line.number(value)
    if any(other.value_of(typed) is not None for other in series.lines.all()):
        raise NumberNotAllowed(
            _("This number belongs to a part of the series %(series)s that is not in force.")
            % {"series": series}
        )
    return typed


def _advance_to(line: NumberSeriesLine, value: int) -> None:
    if value > line.largest:
        raise _exhausted(line)
    behind = NumberSeriesLine.objects.filter(pk=line.pk)
    if line.series.allow_gaps:
        behind = behind.filter(last_used__lt=value)
    else:
        behind = behind.filter(last_used=value - line.increment)
    if not behind.update(last_used=value):
        raise NumberNotAllowed(
            _("The number series %(series)s goes on with %(number)s: leave the number blank.")
            % {"series": line.series, "number": line.number(line.last_used + line.increment)}
        )
