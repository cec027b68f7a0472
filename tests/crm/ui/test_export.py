"""Lists as files: every row once, in slices, in the reader's language, no formula."""

import csv
import datetime
import io
import zoneinfo

import openpyxl
import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.models import Salesperson
from crm.ui import export, xlsx
from crm.ui.export import as_file, guarded, write_csv
from crm.ui.keyset import Ordering
from crm.ui.reading import Reading
from crm.ui.table import Cell, Column, Export
from crm.ui.xlsx import write_xlsx
from tests.factories import NOW, SalespersonFactory, UserFactory

BY_NAME = Ordering("name", "")
COLUMNS = (
    Column(
        name="name", label="Name", fields=("name",), cell=lambda r, _: "", export=Export(("name",))
    ),
    Column(name="code", label="=Code", fields=("code",), cell=lambda row, _: Cell(row["code"])),
)


def reading():
    return Reading(None, NOW, "CZK")


def file_of(file_format, columns=COLUMNS) -> StreamingHttpResponse:
    return as_file(
        file_format,
        "salespeople",
        columns,
        lambda cursor: Salesperson.objects.all(),
        BY_NAME,
        reading(),
    )


def rows_of_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def rows_of_xlsx(content: bytes, sheet: int = 0) -> list[tuple]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return list(book.worksheets[sheet].iter_rows(values_only=True))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+420 777", "'+420 777"),
        ("-5", "'-5"),
        ("@cmd", "'@cmd"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_takes_for_a_formula_is_marked_as_text(text, written):
    assert list(guarded([text])) == [written]


def test_csv_begins_with_the_mark_of_utf8_and_quotes_what_must_be_quoted():
    content = b"".join(write_csv(["Název"], [[['Řekl: "ano",\nhned']]]))

    assert content.startswith(b"\xef\xbb\xbf")
    assert rows_of_csv(content) == [["Název"], ['Řekl: "ano",\nhned']]


def test_csv_writes_numbers_as_numbers_and_moments_to_the_minute():
    moment = datetime.datetime(2026, 11, 3, 15, 5, 59, tzinfo=zoneinfo.ZoneInfo("Europe/Prague"))

    content = b"".join(write_csv(["a", "b", "c"], [[[-5, None], [moment, None], ["x", ""]]]))

    assert rows_of_csv(content)[1:] == [["-5", "2026-11-03 15:05", "x"], ["", "", ""]]


@pytest.mark.django_db
def test_every_row_is_written_once_however_the_slices_fall(monkeypatch):
    monkeypatch.setattr(export, "SLICE", 3)
    SalespersonFactory.create_batch(7, name="Same name")

    rows = rows_of_csv(file_of("csv").getvalue())

    assert rows[0] == ["Name", "'=Code"]
    assert [code for _name, code in rows[1:]] == sorted(
        Salesperson.objects.values_list("code", flat=True), key=len
    )


@pytest.mark.django_db
def test_a_slice_is_one_query_and_nothing_is_asked_before_it_is_sent(monkeypatch):
    monkeypatch.setattr(export, "SLICE", 2)
    SalespersonFactory.create_batch(3)

    with CaptureQueriesContext(
        connection,
    ) as before:
        response = file_of("csv")
    with CaptureQueriesContext(connection) as sending:
        content = response.getvalue()

    assert len(before) == 0
    assert len(sending) == 2
    assert len(rows_of_csv(content)) == 4


@pytest.mark.django_db
def test_moments_are_those_of_the_readers_clock_though_it_is_sent_later():
    column = Column(
        name="at",
        label="At",
        fields=("user__last_login",),
        cell=lambda row, _: "",
        export=Export(("user__last_login",)),
    )
    SalespersonFactory(user=UserFactory(last_login=NOW))

    with timezone.override(zoneinfo.ZoneInfo("Asia/Tokyo")):
        response = file_of("csv", [column])

    assert rows_of_csv(response.getvalue()) == [["At"], ["2026-11-03 23:05"]]


@pytest.mark.django_db
def test_both_formats_hold_the_same():
    SalespersonFactory(name="=1+1", code="A<&>")
    SalespersonFactory(name="Žofie", code="B")

    as_csv = rows_of_csv(file_of("csv").getvalue())
    as_xlsx = rows_of_xlsx(file_of("xlsx").getvalue())

    assert [list(row) for row in as_xlsx] == as_csv
    assert as_csv[1:] == [["'=1+1", "A<&>"], ["Žofie", "B"]]


@pytest.mark.django_db
def test_a_file_has_a_name_with_the_day_and_its_type():
    response = file_of("xlsx")

    assert response["Content-Disposition"] == 'attachment; filename="salespeople-2026-11-03.xlsx"'
    assert response["Content-Type"].endswith("spreadsheetml.sheet")


def test_an_empty_list_is_a_file_with_a_head():
    assert rows_of_csv(b"".join(write_csv(["A"], []))) == [["A"]]
    assert rows_of_xlsx(b"".join(write_xlsx(["A"], []))) == [("A",)]


def test_a_workbook_keeps_types():
    moment = datetime.datetime(2026, 11, 3, 15, 5, tzinfo=datetime.UTC)
    day = datetime.date(2026, 11, 3)

    content = b"".join(
        write_xlsx(
            ["n", "t", "b", "d", "s"],
            [[[1, 2.5], [moment, None], [True, None], [day, None], [" x ", ""]]],
        )
    )

    assert rows_of_xlsx(content)[1:] == [
        (1, datetime.datetime(2026, 11, 3, 15, 5), True, datetime.datetime(2026, 11, 3), " x "),  # noqa: DTZ001
        (2.5, None, None, None, None),
    ]


def test_a_workbook_holds_no_character_that_xml_forbids():
    content = b"".join(write_xlsx(["A"], [[["a\x00b\x0bc\ud800d\ufffee", "f\ng"]]]))

    assert rows_of_xlsx(content)[1:] == [("abcde",), ("f\ng",)]


def test_a_cell_ends_where_a_spreadsheet_ends_it():
    content = b"".join(write_xlsx(["A"], [[["x" * 40_000]]]))

    assert rows_of_xlsx(content)[1:] == [("x" * 32_767,)]


def test_a_full_sheet_is_followed_by_another_one(monkeypatch):
    monkeypatch.setattr(xlsx, "ROWS_OF_A_SHEET", 4)

    content = b"".join(write_xlsx(["A"], [[[1, 2]], [[3, 4, 5]], [[6]]]))

    assert rows_of_xlsx(content, 0) == [("A",), (1,), (2,), (3,)]
    assert rows_of_xlsx(content, 1) == [("A",), (4,), (5,), (6,)]


def test_a_sheet_ends_before_it_is_too_large_for_an_archive(monkeypatch):
    monkeypatch.setattr(xlsx, "BYTES_OF_A_SHEET", 10)

    content = b"".join(write_xlsx(["A"], [[[1]], [[2]]]))

    assert rows_of_xlsx(content, 1) == [("A",), (2,)]


def test_a_workbook_is_sent_while_it_is_written():
    slices = iter([[[1] * 1000], [[2] * 1000]])

    parts = write_xlsx(["A"], slices)
    next(parts)

    assert next(slices) == [[2] * 1000]
