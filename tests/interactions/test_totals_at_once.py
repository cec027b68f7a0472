"""Totals that come with a page cost little, however long the log is."""

from decimal import Decimal

import pytest

from interactions import totals as module
from interactions.models import InteractionLogEntry
from interactions.totals import Totals
from tests.factories import CancellationFactory, LogEntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(monkeypatch):
    monkeypatch.setattr(module, "IN_PAGE", 3)
    LogEntryFactory(cost=10, duration=5)
    LogEntryFactory(cost=20, duration=15, evaluation=5)
    LogEntryFactory(cost=40, cancellation=CancellationFactory())
    return InteractionLogEntry.objects.newest_first()


def test_few_entries_are_summed_in_one_question(entries, django_assert_num_queries):
    with django_assert_num_queries(1):
        totals = Totals.at_once(entries, None)

    assert totals == Totals(rows=3, number=2, cost=Decimal(30), duration=20)


def test_more_entries_are_read_no_further_than_they_are_shown(entries, django_assert_num_queries):
    LogEntryFactory()

    with django_assert_num_queries(1) as asked:
        assert Totals.at_once(entries, None) is None

    assert "LIMIT 4" in asked.captured_queries[0]["sql"]


def test_entries_that_are_found_by_reading_others_are_summed_where_those_are_few(entries):
    found = entries.filter(evaluation=5)

    assert Totals.at_once(found, entries) == Totals(rows=1, number=1, cost=Decimal(20), duration=15)


def test_entries_that_are_found_by_reading_too_many_are_not_summed(
    entries, django_assert_num_queries
):
    LogEntryFactory()

    with django_assert_num_queries(1):
        assert Totals.at_once(entries.filter(evaluation=5), entries) is None
