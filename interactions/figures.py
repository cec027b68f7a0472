"""How many interactions there were, counted from indexes alone."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.access import Reach, reach_of
from crm.models import Salesperson, User
from interactions.models import InteractionLogEntry
from interactions.models.log_entry import InteractionLogEntryQuerySet


@dataclass(frozen=True)
class Span:
    """A stretch of time from `begins` until just before `ends`."""

    begins: datetime.datetime
    ends: datetime.datetime

    @classmethod
    def of_days(cls, first: datetime.date, last: datetime.date) -> "Span":
        """From the midnight before *first* to the one after *last*, by the reader's clock."""
        return cls(_midnight(first), _midnight(last + datetime.timedelta(days=1)))


@dataclass(frozen=True)
class Circle:
    """Whose interactions somebody looks at first: his own, his team's, or everybody's.

    `salespeople` are their keys, None where all of them are meant.
    """

    label: str
    salespeople: frozenset[int] | None
    own: Salesperson | None = None

    @classmethod
    def of(cls, user: User) -> "Circle":
        """The circle of *user*: it follows from how far he may mark entries as canceled."""
        own, reach = user.own_salesperson, reach_of(user, "interactions.cancel")
        if own is None or reach is Reach.ALL:
            return cls(_("All"), None)
        if reach is Reach.TEAM:
            return cls(_("My team"), user.salesperson_ids(reach))
        return cls(_("Mine"), frozenset({own.pk}), own)

    def entries_for(self, user: User) -> InteractionLogEntryQuerySet:
        """The entries of this circle that *user* may see."""
        entries = InteractionLogEntry.objects.visible_to(user)
        return (
            entries
            if self.salespeople is None
            else entries.filter(salesperson__in=self.salespeople)
        )


def standing_in(entries: InteractionLogEntryQuerySet, spans: Sequence[Span]) -> list[int]:
    """How many of *entries* that are not canceled fall into each of *spans*."""
    every, canceled = recorded_and_canceled_in(entries, spans)
    return [total - gone for total, gone in zip(every, canceled, strict=True)]


def recorded_and_canceled_in(
    entries: InteractionLogEntryQuerySet, spans: Sequence[Span]
) -> tuple[list[int], list[int]]:
    """All of *entries* in each of *spans*, and the canceled ones among them.

    Whether an entry is canceled stands in no index beside its date, but the canceled ones have
    an index of their own: two counts from indexes are ten times as fast as one from the rows.
    """
    ranges = [(rows, span) for rows in (entries, entries.canceled()) for span in spans]
    numbers = _counts(ranges)
    return numbers[: len(spans)], numbers[len(spans) :]


def standing_by_salesperson(
    entries: InteractionLogEntryQuerySet, span: Span, salespeople: Sequence[int]
) -> dict[int, int]:
    """How many of *entries* in *span* that are not canceled each of *salespeople* has."""
    theirs = entries.filter(
        salesperson__in=salespeople, occurred_at__gte=span.begins, occurred_at__lt=span.ends
    )
    every, canceled = _by_salesperson(theirs), _by_salesperson(theirs.canceled())
    return {key: total - canceled.get(key, 0) for key, total in every.items()}


def _counts(ranges: Sequence[tuple[InteractionLogEntryQuerySet, Span]]) -> list[int]:
    """How many entries each of *ranges* holds, asked in one statement."""
    parts: list[Any] = [
        entries.filter(occurred_at__gte=span.begins, occurred_at__lt=span.ends)
        .order_by()
        .annotate(place=Value(place))
        .values("place")
        .annotate(number=Count("pk"))
        .values_list("place", "number")
        for place, (entries, span) in enumerate(ranges)
    ]
    found = dict(parts[0].union(*parts[1:], all=True))
    return [found.get(place, 0) for place in range(len(ranges))]


def _by_salesperson(entries: InteractionLogEntryQuerySet) -> dict[int, int]:
    counted = entries.order_by().values("salesperson").annotate(number=Count("pk"))
    return dict(counted.values_list("salesperson", "number"))


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
