"""Pages of a list by key, not by offset: page 1 and the last page cost the same.

The condition is written `t <= x AND (t < x OR id < y)`; the textbook form with one OR makes
SQLite scan the table (37 s against 0.2 ms on five million rows).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce


@dataclass(frozen=True)
class Ordering:
    """A sort order that a list offers: one field and the key as the tie-break.

    *by_sorting* keeps the database off the index of the field, for hits of words. Words and
    names go together: who looks for "zeman" finds his rows at the end of the index of names,
    which PostgreSQL would walk from the beginning (100 ms against 3 ms at 100,000 contacts).
    """

    field: str
    label: str = field(compare=False)
    descending: bool = False
    by_sorting: bool = False

    def keys(self, *, backwards: bool = False) -> tuple[Any, str]:
        """What a queryset is ordered by."""
        descends = self.descending != backwards
        sign = "-" if descends else ""
        if not self.by_sorting:
            return (f"{sign}{self.field}", f"{sign}pk")
        # An expression is no column of an index.
        value = Coalesce(self.field, self.field)
        return (value.desc() if descends else value.asc(), f"{sign}pk")


@dataclass(frozen=True)
class Cursor:
    """A place between two rows: the sort value and the key of the row before it."""

    value: Any
    pk: int

    def __str__(self) -> str:
        value = self.value.isoformat() if hasattr(self.value, "isoformat") else self.value
        return f"{self.pk}~{value}"

    @classmethod
    def parse(cls, text: str, queryset: QuerySet, ordering: Ordering) -> "Cursor | None":
        """The cursor in *text*, or None where it is none (typed by hand, cut by a mail program)."""
        pk, mark, raw = text.partition("~")
        if not mark or not pk.isascii() or not pk.isdigit() or len(pk) > 18 or "\x00" in raw:
            return None
        try:
            value = queryset.model._meta.get_field(ordering.field).to_python(raw)
        except (ValidationError, ValueError, OverflowError):
            return None
        if hasattr(value, "tzinfo") and value.tzinfo is None:
            return None
        return cls(value, int(pk))


@dataclass(frozen=True)
class KeysetPage:
    """The rows of one page and where the neighbours begin ("" where there is none)."""

    rows: list[dict]
    next: str
    previous: str

    def links(self, link: Callable[..., str]) -> dict[str, str]:
        """The addresses of the pages around, "" where there is none; *link* makes them."""
        return {
            "first": link() if self.previous else "",
            "previous": link(before=self.previous) if self.previous else "",
            "next": link(after=self.next) if self.next else "",
            "last": link(last="1") if self.next else "",
        }


def page_of(
    queryset: QuerySet,
    ordering: Ordering,
    fields: tuple[str, ...],
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
    last: bool = False,
    size: int = 50,
    read: Callable[[QuerySet, tuple[str, ...], bool], list[dict]] | None = None,
) -> KeysetPage:
    """*size* rows after or before a cursor, or the last ones, as dicts of *fields*.

    With *read* the keys are found first, and it is asked for what their rows say of which names,
    and whether backwards: wanted where the database has to sort, because then it does not fetch
    and join thousands of rows of which it shows fifty.
    """
    backwards = last or before is not None
    cursor = before or after
    if cursor is not None:
        queryset = queryset.filter(beyond(ordering, cursor, backwards=backwards))
    names = tuple(dict.fromkeys((*fields, ordering.field, "pk")))
    queryset = queryset.order_by(*ordering.keys(backwards=backwards))
    if read is not None:
        rows = read(queryset.values("pk")[: size + 1], names, backwards)
    else:
        rows = list(queryset.values(*names)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return KeysetPage([], "", "")
    has_next = before is not None or (more and not backwards)
    has_previous = after is not None or (more and backwards)
    return KeysetPage(
        rows,
        next=_cursor_at(rows[-1], ordering) if has_next else "",
        previous=_cursor_at(rows[0], ordering) if has_previous else "",
    )


def beyond(ordering: Ordering, cursor: Cursor, *, backwards: bool = False) -> Q:
    """The rows after *cursor*; *backwards* those before it."""
    side = "lt" if ordering.descending != backwards else "gt"
    return Q(**{f"{ordering.field}__{side}e": cursor.value}) & (
        Q(**{f"{ordering.field}__{side}": cursor.value}) | Q(**{f"pk__{side}": cursor.pk})
    )


def _cursor_at(row: dict, ordering: Ordering) -> str:
    return str(Cursor(row[ordering.field], row["pk"]))
