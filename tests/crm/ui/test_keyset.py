"""Pages by key: every row once, in order, forwards and backwards, whatever the ties."""

import datetime
from dataclasses import replace

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from crm.models import Contact
from crm.ui.keyset import Cursor, Ordering, page_of
from tests.factories import CompanyFactory, LogEntryFactory

BY_NAME = Ordering("sort_name", "Name")
NEWEST = Ordering("occurred_at", "Newest", descending=True)


def walk(ordering: Ordering, size: int, *, backwards=False) -> list[list[int]]:
    """The keys of every page, from the first to the last or the other way round."""
    pages, queryset = [], Contact.objects.all()
    page = page_of(queryset, ordering, ("name",), last=backwards, size=size)
    while page.rows:
        pages.append([row["pk"] for row in page.rows])
        mark = page.previous if backwards else page.next
        if not mark:
            break
        cursor = Cursor.parse(mark, queryset, ordering)
        step = {"before": cursor} if backwards else {"after": cursor}
        page = page_of(queryset, ordering, ("name",), size=size, **step)
    return pages


class EveryRowOnceTests(TestCase):
    @given(
        names=st.lists(st.sampled_from(["Alfa", "Beta", "Gama"]), max_size=12),
        size=st.integers(1, 4),
        descending=st.booleans(),
        by_sorting=st.booleans(),
    )
    def test_walking_forwards_and_backwards_visits_every_row_once(
        self, names, size, descending, by_sorting
    ):
        for name in names:
            CompanyFactory(company_name=name)
        ordering = replace(BY_NAME, descending=descending, by_sorting=by_sorting)
        expected = list(Contact.objects.order_by(*ordering.keys()).values_list("pk", flat=True))

        forwards = walk(ordering, size)
        backwards = walk(ordering, size, backwards=True)

        assert [pk for page in forwards for pk in page] == expected
        assert [pk for page in reversed(backwards) for pk in page] == expected


@pytest.mark.django_db
def test_a_page_knows_its_neighbours():
    for name in ("Alfa", "Beta", "Gama"):
        CompanyFactory(company_name=name)
    contacts = Contact.objects.all()

    first = page_of(contacts, BY_NAME, ("name",), size=1)
    second = page_of(
        contacts, BY_NAME, ("name",), size=1, after=Cursor.parse(first.next, contacts, BY_NAME)
    )
    last = page_of(contacts, BY_NAME, ("name",), size=1, last=True)

    assert (bool(first.previous), bool(first.next)) == (False, True)
    assert (bool(second.previous), bool(second.next)) == (True, True)
    assert (bool(last.previous), bool(last.next)) == (True, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    ["", "7", "x~2026", "7~", "7~yesterday", "7~2026-11-03", "7~\x00", "9" * 30 + "~2026", "²~x"],
)
def test_what_is_no_cursor_is_no_cursor(text):
    entries = LogEntryFactory._meta.model.objects.all()

    assert Cursor.parse(text, entries, NEWEST) is None


@pytest.mark.django_db
def test_a_cursor_reads_back_as_it_was_written():
    moment = datetime.datetime(2026, 11, 3, 14, 5, 6, 789, tzinfo=datetime.UTC)
    entries = LogEntryFactory._meta.model.objects.all()

    assert Cursor.parse(str(Cursor(moment, 7)), entries, NEWEST) == Cursor(moment, 7)


@pytest.mark.django_db
def test_a_deep_page_is_answered_by_the_index():
    entries = LogEntryFactory._meta.model.objects.all()
    cursor = Cursor(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), 7)

    with CapturedPlan() as plan:
        page_of(entries, NEWEST, ("description",), after=cursor)

    assert "log_newest" in plan.text
    assert "SORT" not in plan.text.upper().replace("SORT KEY", "")


class CapturedPlan:
    """Runs what is asked inside and keeps the plan of the last query."""

    def __enter__(self):
        self._statements = []
        self._wrapper = connection.execute_wrapper(self._note)
        self._wrapper.__enter__()
        return self

    def __exit__(self, *exc):
        self._wrapper.__exit__(*exc)
        sql, params = self._statements[-1]
        word = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # The planner prefers a scan of a table that fits one page.
                cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute(word + sql, params)
            self.text = "\n".join(str(row) for row in cursor.fetchall())

    def _note(self, execute, sql, params, many, context):
        self._statements.append((sql, params))
        return execute(sql, params, many, context)
