"""Tiles with contacts that nobody has talked to for long."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Case, OuterRef, Subquery, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.models import Contact, MarketingSetup, Salesperson
from crm.ui.reading import Reading
from interactions.figures import Circle
from interactions.models import InteractionLogEntry

SHOWN = 8
# Of so many contacts of somebody is asked when they were last talked to.
LOOKED_AT = 2_000


def my_neglected(request: HttpRequest, reading: Reading) -> dict[str, Any] | None:
    """My contacts without an interaction for longer than the set-up allows, the longest first."""
    own = request.user.own_salesperson
    if own is None:
        return None
    days, since = _threshold(reading)
    rows = sorted(
        _neglected(request, [own.pk], since), key=lambda row: row["last"] or row["created_at"]
    )
    return {
        "days": days,
        "number": reading.number(len(rows)),
        "lines": [
            {
                "href": reverse("contact", args=[row["pk"]]),
                "name": row["name"],
                "icon": "building" if row["type"] == Contact.Type.COMPANY else "user",
                "last": reading.day(_day(row["last"])) if row["last"] else _("never"),
            }
            for row in rows[:SHOWN]
        ],
    }


def neglected_by_salesperson(request: HttpRequest, reading: Reading) -> dict[str, Any] | None:
    """How many contacts each salesperson of the circle has not talked to for long."""
    circle = Circle.of(request.user)
    if circle.salespeople is None:
        return None
    days, since = _threshold(reading)
    numbers = Counter(row["salesperson"] for row in _neglected(request, circle.salespeople, since))
    names = dict(Salesperson.objects.filter(pk__in=circle.salespeople).values_list("pk", "name"))
    return {
        "days": days,
        "lines": [
            {
                "href": reverse("salesperson", args=[key]),
                "name": names[key],
                "number": reading.number(number),
            }
            for key, number in numbers.most_common(SHOWN)
        ],
    }


def _threshold(reading: Reading) -> tuple[int, datetime.datetime]:
    days = MarketingSetup.current().neglected_after_days
    return days, reading.now - datetime.timedelta(days=days)


def _neglected(
    request: HttpRequest, salespeople: Iterable[int], since: datetime.datetime
) -> Iterator[dict]:
    """Companies, and people without one, that nobody has reached *since* then.

    A company was talked to when one of its people was. Only so many are looked at: who has
    more contacts needs the filter of the list, not a tile.
    """
    mine = (
        Contact.objects.visible_to(request.user)
        .filter(
            salesperson__in=salespeople, company=None, privacy_blocked=False, created_at__lt=since
        )
        .annotate(
            last=Case(
                When(type=Contact.Type.COMPANY, then=_last("company")), default=_last("contact")
            )
        )
        .order_by("salesperson", "sort_name", "pk")
    )
    fields = ("pk", "name", "type", "salesperson", "created_at", "last")
    rows = mine.values(*fields)[:LOOKED_AT]
    return (row for row in rows if row["last"] is None or row["last"] < since)


def _last(relation: str) -> Subquery:
    """When somebody was last reached: *relation* says what he is to the entries."""
    entries = InteractionLogEntry.objects.standing().filter(attempt_failed=False)
    theirs = entries.filter(**{relation: OuterRef("pk")}).newest_first()
    return Subquery(theirs.values("occurred_at")[:1])


def _day(moment: datetime.datetime) -> datetime.date:
    return timezone.localdate(moment)
