"""A list as a file: streamed slice by slice, with the memory of one slice.

No cursor stays open while a file is sent: with SQLite's rollback journal an open SELECT stops
every commit. So each slice is fetched whole before anything of it is written.
"""

import csv
import datetime
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone, translation

from crm.ui.keyset import Cursor, Ordering, beyond
from crm.ui.reading import Reading
from crm.ui.table import Column, Export
from crm.ui.xlsx import kind_of, write_xlsx

SLICE = 5_000
# A text that begins so is a formula to a spreadsheet; an apostrophe before it says it is none.
FORMULA_STARTS = frozenset("=+-@\t\r")
_first_character = itemgetter(slice(0, 1))

# One sequence of values for each column.
Slice = list[Sequence[Any]]


def write_csv(head: Sequence[str], slices: Iterable[Slice]) -> Iterator[bytes]:
    """Comma-separated values in UTF-8; the mark at the beginning is for spreadsheets."""
    text = io.StringIO("\ufeff", newline="")
    text.seek(1)
    writer = csv.writer(text)
    writer.writerow(head)
    for columns in slices:
        writer.writerows(zip(*map(_as_text, columns), strict=True))
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()
    yield text.getvalue().encode()


FORMATS: dict[str, tuple[str, Callable[[Sequence[str], Iterable[Slice]], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", write_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
}


def as_file(
    file_format: str,
    name: str,
    columns: Sequence[Column],
    rows_after: Callable[[Cursor | None], QuerySet],
    ordering: Ordering,
    reading: Reading,
) -> StreamingHttpResponse:
    """The rows as a file called *name*, in *ordering*; `rows_after(cursor)` are those to come."""
    content_type, write = FORMATS[file_format]
    # Asked for now: when the file is sent, the request and its time zone are gone.
    zone = timezone.get_current_timezone()
    slices = slices_of(columns, rows_after, ordering, reading, zone)
    return StreamingHttpResponse(
        write([guarded([str(column.label)])[0] for column in columns], slices),
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{reading.today}.{file_format}"',
            "X-Accel-Buffering": "no",
        },
    )


def slices_of(
    columns: Sequence[Column],
    rows_after: Callable[[Cursor | None], QuerySet],
    ordering: Ordering,
    reading: Reading,
    zone: datetime.tzinfo,
) -> Iterator[Slice]:
    """The values of *columns*, `SLICE` rows at a time, in the language and zone of the reader."""
    exports = [column.export or _row_by_row(column, reading) for column in columns]
    named = (path for export in exports for path in export.fields)
    paths = tuple(dict.fromkeys((ordering.field, "pk", *named)))
    cursor = None
    while True:
        queryset = rows_after(cursor)
        if cursor is not None:
            queryset = queryset.filter(beyond(ordering, cursor))
        queryset = queryset.order_by(*ordering.keys())
        rows = list(queryset.values_list(*paths)[:SLICE])
        if rows:
            fetched = dict(zip(paths, zip(*rows, strict=True), strict=True))
            with translation.override(reading.language), timezone.override(zone):
                columns_made = [_made(export, fetched, zone) for export in exports]
            yield columns_made
            cursor = Cursor(*rows[-1][:2])
        if len(rows) < SLICE:
            return


def guarded(values: Sequence[str]) -> Sequence[str]:
    """*values* with those marked as text that a spreadsheet would take for a formula."""
    if FORMULA_STARTS.isdisjoint(map(_first_character, values)):
        return values
    return [f"'{text}" if text[:1] in FORMULA_STARTS else text for text in values]


def _made(export: Export, fetched: dict[str, Sequence], zone: datetime.tzinfo) -> Sequence[Any]:
    """What a file holds of one column: dates in the reader's zone, texts that are no formulas."""
    values = [fetched[path] for path in export.fields]
    made = export.made(*values) if export.made else values[0]
    kind = kind_of(made)
    if kind is datetime.datetime:
        return [value and value.astimezone(zone) for value in made]
    if issubclass(kind, str):
        return guarded([value or "" for value in made] if None in made else made)
    return made


def _row_by_row(column: Column, reading: Reading) -> Export:
    """The export of a column that says only what one row gives."""

    def made(*values: Sequence[Any]) -> Sequence[Any]:
        rows = (dict(zip(column.fields, row, strict=True)) for row in zip(*values, strict=True))
        return [column.exported(row, reading) for row in rows]

    return Export(column.fields, made)


def _as_text(values: Sequence[Any]) -> Sequence[Any]:
    """Moments to the minute; anything else as it is."""
    if kind_of(values) is datetime.datetime:
        return [value and value.isoformat(" ")[:16] for value in values]
    return values
