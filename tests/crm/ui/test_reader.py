"""Rows by their keys: the SQL is written once, the answer is today's."""

import datetime
from decimal import Decimal

import pytest

from crm.models import Contact
from crm.ui.keyset import Ordering
from crm.ui.reader import AnyRow, Reader, reader_of
from interactions.models import InteractionLogEntry
from tests.factories import CompanyFactory, LogEntryFactory
from tests.plans import plan_of_statement, statements

pytestmark = pytest.mark.django_db

BY_NAME = Ordering("sort_name", "Name")


def keys_of(*names: str):
    return Contact.objects.filter(name__in=names).order_by().values("pk")


def test_rows_of_the_keys_come_in_their_order():
    for name in ("Beta", "Alfa", "Gama"):
        CompanyFactory(company_name=name)
    reader = Reader(Contact.objects.all(), ("name",), ("sort_name",))

    assert reader.read(keys_of("Gama", "Alfa")) == [{"name": "Alfa"}, {"name": "Gama"}]
    assert reader.read(keys_of("Beta")) == [{"name": "Beta"}]


def test_values_are_those_of_their_fields():
    moment = datetime.datetime(2026, 11, 3, 14, 5, tzinfo=datetime.UTC)
    entry = LogEntryFactory(occurred_at=moment, cost=Decimal("12.50"), attempt_failed=True)
    fields = ("occurred_at", "cost", "attempt_failed", "contact__name")
    reader = Reader(InteractionLogEntry.objects.all(), fields, ("pk",))

    [row] = reader.read(InteractionLogEntry.objects.order_by().values("pk"))

    assert row == dict(zip(fields, (moment, entry.cost, True, entry.contact.name), strict=True))
    assert isinstance(row["attempt_failed"], bool)


def test_a_query_that_is_asked_along_answers_for_every_row():
    CompanyFactory(company_name="Alfa")
    rows = Contact.objects.annotate(is_any=AnyRow("others"))
    reader = Reader(rows, ("name", "is_any"), ("pk",))

    found = [reader.read(keys_of("Alfa"), others=keys_of(other)) for other in ("Alfa", "Beta")]

    assert [row["is_any"] for [row] in found] == [True, False]


def test_no_keys_are_no_rows(django_assert_num_queries):
    reader = Reader(Contact.objects.all(), ("name",), ("pk",))

    with django_assert_num_queries(0):
        assert reader.read(Contact.objects.none().values("pk")) == []


def test_a_page_writes_what_its_rows_are_read_from_once():
    built = []

    def rows(columns):
        built.append(columns)
        return Contact.objects.all()

    for _ in range(2):
        reader_of(rows, frozenset({"name"}), ("name",), BY_NAME, False)
    reader_of(rows, frozenset({"name"}), ("name",), BY_NAME, True)

    assert len(built) == 2


def test_keys_are_found_before_any_row_is_read():
    LogEntryFactory()
    entries = InteractionLogEntry.objects.all()
    reader = Reader(entries, ("description",), ("pk",))

    with statements() as asked:
        reader.read(entries.newest_first().values("pk")[:51])
    plan = plan_of_statement(*asked[-1], may_sort=True)

    assert "log_newest" in plan
    # Each row by its key, none by a walk.
    assert "interactions_interactionlogentry_pkey" in plan or "INTEGER PRIMARY KEY" in plan
