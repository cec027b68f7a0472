"""Number, cost and duration of entries, where they can be had at once and where on request."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from crm.ui.table import Row

# So many rows are read while a page is made, so many once it stands; for more, somebody asks.
IN_PAGE = 1_000
AT_ONCE = 10_000
SUMMED_FIELDS = ("cancellation", "cost", "duration")
_STANDING = Q(cancellation=None)


@dataclass(frozen=True)
class Totals:
    """Of *rows* entries the number, cost and duration (minutes) of those not canceled."""

    rows: int
    number: int
    cost: Decimal
    duration: int

    @classmethod
    def of(cls, entries: QuerySet) -> "Totals":
        """The totals of *entries*, however many they are."""
        sums = entries.aggregate(
            rows=Count("pk"),
            number=Count("pk", filter=_STANDING),
            cost=Sum("cost", filter=_STANDING),
            duration=Sum("duration", filter=_STANDING),
        )
        # The sums of nothing are made nought here: asking the database takes Django longer.
        return cls(
            rows=sums["rows"],
            number=sums["number"],
            cost=sums["cost"] or Decimal(0),
            duration=sums["duration"] or 0,
        )

    @classmethod
    def of_rows(cls, rows: Iterable[Row]) -> "Totals":
        """The same of rows that were fetched with `SUMMED_FIELDS`."""
        rows = list(rows)
        standing = [row for row in rows if row["cancellation"] is None]
        return cls(
            rows=len(rows),
            number=len(standing),
            cost=sum((row["cost"] for row in standing), Decimal(0)),
            duration=sum(row["duration"] for row in standing),
        )

    @classmethod
    def at_once(cls, entries: QuerySet) -> "Totals | None":
        """The totals of *entries*, None where they are more than `IN_PAGE`."""
        totals = cls.of(entries.order_by().values(*SUMMED_FIELDS)[: IN_PAGE + 1])
        return totals if totals.rows <= IN_PAGE else None


def first_too_many(walk: QuerySet) -> QuerySet:
    """The row of *walk* by which it has too many to be read for totals, or none."""
    return walk.order_by().values("pk")[IN_PAGE : IN_PAGE + 1]
