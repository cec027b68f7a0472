"""Restoring canceled entries: each cancellation is undone by a record of its own."""

import datetime

import pytest

from crm import roles
from crm.access import MissingRight
from interactions.actions.cancel import cancel_entries
from interactions.actions.restore import restore_entries
from interactions.models import (
    Cancellation,
    InteractionBatch,
    InteractionLogEntry,
    Restoration,
)
from tests.factories import (
    NOW,
    CancellationFactory,
    LogEntryFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db

LATER = NOW + datetime.timedelta(hours=1)


@pytest.fixture
def administrator():
    return UserFactory(role=roles.SETUP)


def all_entries():
    return InteractionLogEntry.objects.all()


def test_restored_entry_counts_again_and_says_who_and_when(administrator):
    cancellation = CancellationFactory()
    entry = LogEntryFactory(cancellation=cancellation)

    result = restore_entries(entries=all_entries(), by=administrator, now=LATER)

    entry.refresh_from_db()
    (restoration,) = result.restorations
    assert result.count == 1
    assert not entry.is_canceled
    assert entry.restoration == restoration
    assert restoration.cancellation == cancellation
    assert (restoration.by, restoration.at) == (administrator, LATER)
    assert Cancellation.objects.get() == cancellation


def test_each_cancellation_concerned_gets_one_restoration(administrator):
    first, second = CancellationFactory(), CancellationFactory()
    LogEntryFactory.create_batch(2, cancellation=first)
    LogEntryFactory(cancellation=second)

    result = restore_entries(entries=all_entries(), by=administrator, now=LATER)

    assert result.count == 3
    assert {r.cancellation for r in result.restorations} == {first, second}
    assert sorted(
        Restoration.objects.get(cancellation=c).entries.count() for c in (first, second)
    ) == [1, 2]


def test_a_part_of_a_cancellation_is_restored_alone(administrator):
    cancellation = CancellationFactory()
    back, gone = LogEntryFactory.create_batch(2, cancellation=cancellation)

    restore_entries(entries=all_entries().filter(pk=back.pk), by=administrator, now=LATER)

    gone.refresh_from_db()
    assert gone.cancellation == cancellation
    assert all_entries().standing().get() == back


def test_restoring_what_stands_changes_nothing(administrator):
    LogEntryFactory()

    result = restore_entries(entries=all_entries(), by=administrator, now=LATER)

    assert (result.count, result.restorations) == (0, ())
    assert not Restoration.objects.exists()


def test_entry_can_be_canceled_again_after_it_was_restored(administrator):
    entry = LogEntryFactory(cancellation=CancellationFactory())
    restore_entries(entries=all_entries(), by=administrator, now=LATER)

    cancel_entries(entries=all_entries(), by=administrator, now=LATER)

    entry.refresh_from_db()
    assert entry.is_canceled
    assert entry.restoration is None


def test_while_its_batch_is_canceled_no_entry_is_restored_alone(administrator):
    cancellation = CancellationFactory()
    batch = InteractionBatch.objects.create(
        title="Spring day",
        by=administrator,
        started_at=NOW,
        occurred_at=NOW,
        cancellation=cancellation,
    )
    LogEntryFactory(batch=batch, cancellation=cancellation)
    LogEntryFactory(batch=batch, cancellation=CancellationFactory())
    of_no_batch = LogEntryFactory(cancellation=CancellationFactory())

    result = restore_entries(entries=all_entries(), by=administrator, now=LATER)

    assert (result.count, result.bound, result.bound_to) == (1, 2, batch)
    assert all_entries().standing().get() == of_no_batch


def test_entries_that_wait_for_several_batches_name_none_of_them(administrator):
    for title in ("Spring day", "Autumn day"):
        cancellation = CancellationFactory()
        batch = InteractionBatch.objects.create(
            title=title,
            by=administrator,
            started_at=NOW,
            occurred_at=NOW,
            cancellation=cancellation,
        )
        LogEntryFactory(batch=batch, cancellation=cancellation)

    result = restore_entries(entries=all_entries(), by=administrator, now=LATER)

    assert (result.count, result.bound, result.bound_to) == (0, 2, None)


def test_entry_of_a_batch_that_stands_is_restored(administrator):
    batch = InteractionBatch.objects.create(
        title="Meeting", by=administrator, started_at=NOW, occurred_at=NOW
    )
    entry = LogEntryFactory(batch=batch, cancellation=CancellationFactory())

    restore_entries(entries=all_entries(), by=administrator, now=LATER)

    entry.refresh_from_db()
    assert not entry.is_canceled


def test_user_without_the_right_is_refused_before_anything_is_written():
    LogEntryFactory(cancellation=CancellationFactory())

    with pytest.raises(MissingRight):
        restore_entries(entries=all_entries(), by=UserFactory(role=roles.AUDITOR), now=LATER)

    assert not Restoration.objects.exists()


def test_only_what_is_within_reach_is_restored():
    user = seller()
    cancellation = CancellationFactory(by=user)
    own = LogEntryFactory(cancellation=cancellation, recorded_by=user)
    LogEntryFactory(cancellation=cancellation)

    result = restore_entries(entries=all_entries(), by=user, now=LATER)

    assert (result.count, result.out_of_reach) == (1, 1)
    assert all_entries().standing().get() == own


@pytest.mark.parametrize("number", [1, 30])
def test_number_of_statements_does_not_grow(administrator, number, django_assert_max_num_queries):
    for _ in range(number):
        LogEntryFactory(cancellation=CancellationFactory())

    with django_assert_max_num_queries(10):
        restore_entries(entries=all_entries(), by=administrator, now=LATER)
