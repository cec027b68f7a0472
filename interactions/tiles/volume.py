"""Tiles with numbers: today, this week, this month; by week; by salesperson."""

import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from crm.models import Salesperson
from crm.ui.reading import Reading
from interactions.figures import (
    Circle,
    Span,
    recorded_and_canceled_in,
    standing_by_salesperson,
    standing_in,
)
from interactions.filters import Fact, Period

WEEKS = 12
DAYS_BY_SALESPERSON = 30
MOST_SALESPEOPLE = 12
# A company with more salespeople than this looks at them team by team.
MANY_SALESPEOPLE = 300


def counts(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    """How many interactions: today, this week, this month, and how many of those are canceled."""
    circle = Circle.of(request.user)
    periods = (Period.TODAY, Period.THIS_WEEK, Period.THIS_MONTH)
    spans = [Span.of_days(*period.days(reading.today)) for period in periods]
    every, canceled = recorded_and_canceled_in(circle.entries_for(request.user), spans)
    figures = [
        (period.label, reading.number(total - gone), _log(circle, period, Fact.STANDING))
        for period, total, gone in zip(periods, every, canceled, strict=True)
    ]
    gone_this_month = reading.number(canceled[-1])
    href = _log(circle, Period.THIS_MONTH, Fact.CANCELED)
    figures.append((_("Canceled this month"), gone_this_month, href))
    return {"whose": circle.label, "figures": figures}


def by_week(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    """The interactions of the last weeks; the last bar is the week that still goes on."""
    circle = Circle.of(request.user)
    monday = reading.today - datetime.timedelta(days=reading.today.weekday())
    weeks = [monday - datetime.timedelta(weeks=ago) for ago in range(WEEKS - 1, -1, -1)]
    spans = [Span.of_days(first, first + datetime.timedelta(days=6)) for first in weeks]
    numbers = standing_in(circle.entries_for(request.user), spans)
    return {
        "whose": circle.label,
        "bars": [
            (reading.day(week), number, reading.number(number))
            for week, number in zip(weeks, numbers, strict=True)
        ],
        "any": any(numbers),
    }


def by_salesperson(request: HttpRequest, reading: Reading) -> dict[str, Any] | None:
    """The interactions of the last 30 days by salesperson, the busiest first."""
    circle = Circle.of(request.user)
    salespeople = dict(_salespeople(circle, request))
    if not 0 < len(salespeople) <= MANY_SALESPEOPLE:
        return None
    first = reading.today - datetime.timedelta(days=DAYS_BY_SALESPERSON - 1)
    numbers = standing_by_salesperson(
        circle.entries_for(request.user), Span.of_days(first, reading.today), list(salespeople)
    )
    busiest = sorted(salespeople, key=lambda key: (-numbers.get(key, 0), salespeople[key]))
    return {
        "whose": circle.label,
        "bars": [
            (salespeople[key], numbers.get(key, 0), reading.number(numbers.get(key, 0)))
            for key in busiest[:MOST_SALESPEOPLE]
        ],
        "any": any(numbers.values()),
    }


def _salespeople(circle: Circle, request: HttpRequest):
    active = Salesperson.objects.visible_to(request.user).active()
    if circle.salespeople is not None:
        active = active.filter(pk__in=circle.salespeople)
    return active.order_by().values_list("pk", "name")[: MANY_SALESPEOPLE + 1]


def _log(circle: Circle, period: Period, fact: Fact) -> str:
    """The log with exactly the entries counted; it has no filter for a team."""
    query = {"period": period.value, "status": fact.value}
    if circle.own:
        query["salesperson"] = str(circle.own.pk)
    elif circle.salespeople is not None:
        return ""
    return f"{reverse('log_entry_list')}?{urlencode(query)}"
