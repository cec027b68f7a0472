"""Pages by key: every row once, in order, forwards and backwards, whatever the ties."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from crm.models import Contact
from crm.ui.keyset import Cursor, Ordering, page_of
from tests.factories import CompanyFactory, LogEntryFactory
from tests.plans import plan_of_statement, statements

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

    with statements() as asked:
        page_of(entries, NEWEST, ("description",), after=cursor)
    plan = plan_of_statement(*asked[-1])

    assert "log_newest" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
