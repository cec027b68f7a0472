"""Marking entries as canceled: one row, one UPDATE, and only what is within reach."""

import datetime

import pytest
from django.contrib.auth.models import Permission

from crm import roles
from crm.access import MissingRight
from interactions.actions.cancel import cancel_entries
from interactions.models import Cancellation, InteractionLogEntry
from tests.factories import (
    NOW,
    CancellationFactory,
    LogEntryFactory,
    PersonFactory,
    SalespersonFactory,
    TeamFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db

LATER = NOW + datetime.timedelta(hours=1)


@pytest.fixture
def administrator():
    return UserFactory(role=roles.SETUP)


def entries(*chosen):
    return InteractionLogEntry.objects.filter(pk__in=[entry.pk for entry in chosen])


def sees_own_only(user):
    for group in user.groups.all():
        group.permissions.remove(Permission.objects.get(codename="see_all"))
    return user


def test_mark_says_who_when_and_why(administrator):
    entry = LogEntryFactory()

    result = cancel_entries(
        entries=entries(entry), by=administrator, now=LATER, reason="recorded twice"
    )

    entry.refresh_from_db()
    assert (result.count, result.already, result.out_of_reach) == (1, 0, 0)
    assert entry.cancellation == result.cancellation
    assert (result.cancellation.by, result.cancellation.at) == (administrator, LATER)
    assert result.cancellation.reason == "recorded twice"


def test_many_entries_share_one_cancellation(administrator):
    LogEntryFactory.create_batch(3)

    result = cancel_entries(entries=InteractionLogEntry.objects.all(), by=administrator, now=LATER)

    assert result.count == 3
    assert Cancellation.objects.count() == 1
    assert InteractionLogEntry.objects.filter(cancellation=result.cancellation).count() == 3


@pytest.mark.parametrize("number", [1, 30])
def test_number_of_statements_does_not_grow(administrator, number, django_assert_max_num_queries):
    LogEntryFactory.create_batch(number)

    with django_assert_max_num_queries(9):
        cancel_entries(entries=InteractionLogEntry.objects.all(), by=administrator, now=LATER)


def test_marking_what_is_marked_changes_nothing(administrator):
    before = CancellationFactory()
    entry = LogEntryFactory(cancellation=before)

    result = cancel_entries(entries=entries(entry), by=administrator, now=LATER)

    entry.refresh_from_db()
    assert (result.count, result.already, result.cancellation) == (0, 1, None)
    assert entry.cancellation == before
    assert list(Cancellation.objects.all()) == [before]


def test_marked_ones_among_the_chosen_are_counted_apart(administrator):
    before = CancellationFactory()
    marked, standing = LogEntryFactory(cancellation=before), LogEntryFactory()

    result = cancel_entries(entries=entries(marked, standing), by=administrator, now=LATER)

    marked.refresh_from_db()
    assert (result.count, result.already) == (1, 1)
    assert marked.cancellation == before


def test_entries_chosen_over_another_table_are_marked(administrator):
    LogEntryFactory(contact=PersonFactory(surname="Dvořák"))
    LogEntryFactory(contact=PersonFactory(surname="Malá"))

    result = cancel_entries(
        entries=InteractionLogEntry.objects.filter(contact__surname="Dvořák").newest_first(),
        by=administrator,
        now=LATER,
    )

    assert result.count == 1
    assert InteractionLogEntry.objects.standing().get().contact.surname == "Malá"


def test_user_without_the_right_is_refused_before_anything_is_written():
    entry = LogEntryFactory()

    with pytest.raises(MissingRight):
        cancel_entries(entries=entries(entry), by=UserFactory(role=roles.AUDITOR), now=LATER)

    assert not Cancellation.objects.exists()


def test_salesperson_reaches_what_he_recorded_or_is_salesperson_of():
    user = seller()
    recorded = LogEntryFactory(recorded_by=user)
    owned = LogEntryFactory(salesperson=user.own_salesperson)
    others = LogEntryFactory()

    result = cancel_entries(entries=entries(recorded, owned, others), by=user, now=LATER)

    others.refresh_from_db()
    assert (result.count, result.out_of_reach) == (2, 1)
    assert not others.is_canceled


def test_manager_reaches_his_team():
    team = TeamFactory()
    manager = seller(roles.MANAGER, team=team)
    of_team = LogEntryFactory(salesperson=SalespersonFactory(team=team))
    others = LogEntryFactory()

    result = cancel_entries(entries=entries(of_team, others), by=manager, now=LATER)

    of_team.refresh_from_db()
    assert (result.count, result.out_of_reach) == (1, 1)
    assert of_team.is_canceled


def test_what_is_out_of_sight_is_neither_marked_nor_counted():
    user = sees_own_only(seller())
    unseen = LogEntryFactory(
        contact=PersonFactory(salesperson=SalespersonFactory()), recorded_by=user
    )

    result = cancel_entries(entries=entries(unseen), by=user, now=LATER)

    unseen.refresh_from_db()
    assert (result.count, result.already, result.out_of_reach) == (0, 0, 0)
    assert not unseen.is_canceled
    assert not Cancellation.objects.exists()


def test_canceled_entries_leave_the_totals(administrator):
    LogEntryFactory(cost=100, duration=15)
    wrong = LogEntryFactory(cost=50, duration=5)

    cancel_entries(entries=entries(wrong), by=administrator, now=LATER)

    assert InteractionLogEntry.objects.totals() == {"number": 1, "cost": 100, "duration": 15}
