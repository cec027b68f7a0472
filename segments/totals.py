"""What the segments of a list come to: how many, their lines or entries, cost and duration."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from crm.models import User
from interactions.models import InteractionLogEntry
from interactions.totals import SUMMED_FIELDS, Totals
from segments.models import SegmentLine


@dataclass(frozen=True)
class Sums:
    """Of *rows* lines or entries that were read: those that count, their cost and minutes."""

    rows: int
    number: int
    cost: Decimal
    duration: int


def sums_of_lines(segments: QuerySet, user: User, *, up_to: int | None = None) -> Sums | None:
    """The lines of active *segments* that *user* sees, with what logging them would record.

    Who would be skipped is a line, but costs nothing. None where there are more than *up_to*.
    """
    lines = SegmentLine.objects.kept().visible_to(user).filter(segment__in=_keys(segments))
    valued = lines.with_effective().with_reason(None).order_by()
    read = valued.values("pk", "reason", "effective_cost", "effective_duration")
    told = Q(reason="")
    sums = read[: None if up_to is None else up_to + 1].aggregate(
        rows=Count("pk"),
        cost=Sum("effective_cost", filter=told),
        duration=Sum("effective_duration", filter=told),
    )
    rows = sums["rows"]
    if up_to is not None and rows > up_to:
        return None
    return Sums(rows, rows, sums["cost"] or Decimal(0), sums["duration"] or 0)


def sums_of_entries(segments: QuerySet, user: User, *, up_to: int | None = None) -> Sums | None:
    """The entries of logged *segments* that *user* sees, without canceled ones; None as above."""
    entries = InteractionLogEntry.objects.visible_to(user)
    of_segments = entries.filter(batch__in=_keys(segments, "batch")).order_by()
    read = of_segments.values("pk", *SUMMED_FIELDS)
    totals = Totals.of(read[: None if up_to is None else up_to + 1])
    if up_to is not None and totals.rows > up_to:
        return None
    return Sums(totals.rows, totals.number, totals.cost, totals.duration)


def _keys(segments: QuerySet, name: str = "pk") -> QuerySet:
    return segments.order_by().values(name)


def standing(segments: QuerySet) -> QuerySet:
    """Those of *segments* that are not marked as canceled."""
    return segments.filter(Q(batch=None) | Q(batch__cancellation=None))
