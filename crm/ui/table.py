"""Tables as plain prepared values: every date, label and link is made once, in Python.

A template filter or a `{% url %}` in each cell costs more than the query that fetched it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crm.ui.reading import Reading

Row = dict[str, Any]


class Badge(NamedTuple):
    """A state in a word; *tone* is green, red, yellow, blue or secondary."""

    label: str
    tone: str = "secondary"
    hint: str = ""


class Cell(NamedTuple):
    """What stands in one cell."""

    text: str = ""
    href: str = ""
    hint: str = ""
    badges: tuple[Badge, ...] = ()
    css: str = ""


@dataclass(frozen=True)
class Export:
    """What a file holds of a column, made for many rows at once.

    *made* gets a sequence for each of *fields* and answers one; without it the one field is
    written as it is. At a million rows a call for each cell would cost more than reading it.
    """

    fields: tuple[str, ...]
    made: Callable[..., Sequence[Any]] | None = None


@dataclass(frozen=True, kw_only=True)
class Column:
    """One fact of a row.

    `fields` are the `.values()` paths it needs; `cell` makes what the page shows (a `Cell` or
    text), `value` what an export writes (the cell's text where it is not given), `export` the
    same for many rows at once. `sort` is the name of the list's ordering that sorts by it.
    """

    name: str
    label: str
    fields: tuple[str, ...]
    cell: Callable[[Row, Reading], Cell | str]
    value: Callable[[Row, Reading], Any] | None = None
    export: Export | None = None
    shown: bool = True
    numeric: bool = False
    sort: str = ""
    # Its place in the row on a phone, 1 to 3; the others follow in their order.
    on_phone: int = 0

    def exported(self, row: Row, reading: Reading) -> Any:
        """The value for a file: a date stays a date, a number a number."""
        if self.value is not None:
            return self.value(row, reading)
        cell = self.cell(row, reading)
        return cell.text if isinstance(cell, Cell) else cell


@dataclass(frozen=True)
class PreparedRow:
    """A row ready to be printed."""

    pk: int
    cells: list[Cell]
    actions: list[tuple[str, str, str]] = field(default_factory=list)
    css: str = ""
    # Rows of one group stand together under its name.
    group: str = ""


def fields_of(columns: Iterable[Column]) -> tuple[str, ...]:
    """Every path the columns need, once."""
    return tuple(dict.fromkeys(path for column in columns for path in column.fields))


def prepare(
    rows: Iterable[Row],
    columns: Sequence[Column],
    reading: Reading,
    actions: Callable[[Row], list[tuple[str, str, str]]] = lambda row: [],
    css: Callable[[Row], str] = lambda row: "",
    group: Callable[[Row], str] = lambda row: "",
) -> list[PreparedRow]:
    """*rows* with every cell made; numbers are marked so that they stand at the right."""
    makers = [_maker(column) for column in columns]
    return [
        PreparedRow(
            pk=row["pk"],
            cells=[make(row, reading) for make in makers],
            actions=actions(row),
            css=css(row),
            group=group(row),
        )
        for row in rows
    ]


def _maker(column: Column) -> Callable[[Row, Reading], Cell]:
    """What makes the cell of *column*; what can be known of it is asked once, not of each row."""
    made, css = column.cell, "n" if column.numeric else ""
    if column.on_phone:
        css = f"{css} p{column.on_phone}".strip()

    def make(row: Row, reading: Reading) -> Cell:
        cell = made(row, reading)
        if not isinstance(cell, Cell):
            return Cell(cell, "", "", (), css)
        return Cell(*cell[:4], css) if css and not cell.css else cell

    return make
