"""Totals that come with a page cost little, however long the log is."""

from decimal import Decimal

import pytest

from interactions import totals as module
from interactions.models import InteractionLogEntry
from interactions.totals import Totals, first_too_many
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
        totals = Totals.at_once(entries)

    assert totals == Totals(rows=3, number=2, cost=Decimal(30), duration=20)


def test_more_entries_are_read_no_further_than_they_are_shown(entries, django_assert_num_queries):
    LogEntryFactory()

    with django_assert_num_queries(1) as asked:
        assert Totals.at_once(entries) is None

    assert "LIMIT 4" in asked.captured_queries[0]["sql"]


def test_totals_take_long_where_more_rows_are_read_than_are_summed_with_a_page(entries):
    assert not first_too_many(entries).exists()

    LogEntryFactory()

    assert first_too_many(entries).exists()
