"""Of two who mark or restore the same entry at once, one wins and nothing is left half done."""

import time
from unittest import mock

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction

from crm import roles
from crm.models import User
from interactions.actions.cancel import cancel_entries
from interactions.actions.restore import restore_entries
from interactions.models import Cancellation, InteractionLogEntry, Restoration
from interactions.models.log_entry import InteractionLogEntryQuerySet
from tests.factories import NOW, CancellationFactory, LogEntryFactory, UserFactory, seller
from tests.races import Run

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

# Seconds; rivals start two milliseconds apart at most.
LINGER = 0.05


def filtered(pks):
    """These entries as a filter finds them that asks another table, too."""
    return InteractionLogEntry.objects.filter(pk__in=pks, contact__name__gt="")


def cancel(pks, by):
    """Mark and return how many were marked by that."""
    entries = filtered(pks)
    return cancel_entries(entries=entries, by=User.objects.get(pk=by), now=NOW).count


def restore(pks, by):
    """Restore and return how many were restored by that."""
    entries = filtered(pks)
    return restore_entries(entries=entries, by=User.objects.get(pk=by), now=NOW).count


def cancel_even_what_is_canceled(pks, by):
    with mock.patch.object(InteractionLogEntryQuerySet, "standing", lambda self: self):
        return cancel(pks, by)


def asking_in_a_subquery(deed, pks, by):
    """Do it, and linger before the end: the rival has asked by then, and waits for the row."""
    without_keys = mock.patch.object(InteractionLogEntryQuerySet, "by_key", lambda self: self)
    with without_keys, transaction.atomic():
        count = deed(pks, by)
        time.sleep(LINGER)
    return count


def cancel_asking_in_a_subquery(pks, by):
    return asking_in_a_subquery(cancel, pks, by)


def restore_asking_in_a_subquery(pks, by):
    return asking_in_a_subquery(restore, pks, by)


@pytest.fixture
def administrator():
    return UserFactory(role=roles.SETUP)


@pytest.fixture
def seller_in_his_corner():
    """Somebody whose every question joins the contacts, because he sees his own ones only."""
    user = seller()
    user.groups.get().permissions.remove(Permission.objects.get(codename="see_all"))
    return user


def cancels_cleanly(racers, cancel, user):
    """Whether of two who mark an entry one did, and nothing of the other one remains."""
    entry = LogEntryFactory(recorded_by=user, salesperson=None)

    outcomes = racers.race(Run(cancel, [entry.pk], user.pk), Run(cancel, [entry.pk], user.pk))

    entry.refresh_from_db()
    left = list(Cancellation.objects.values_list("pk", flat=True))
    entry.delete()
    Cancellation.objects.all().delete()
    return sorted(o.value for o in outcomes) == [0, 1] and left == [entry.cancellation_id]


def restores_cleanly(racers, restore, user):
    """Whether of two who restore an entry one did, and nothing of the other one remains."""
    entry = LogEntryFactory(
        recorded_by=user, salesperson=None, cancellation=CancellationFactory(by=user)
    )

    outcomes = racers.race(Run(restore, [entry.pk], user.pk), Run(restore, [entry.pk], user.pk))

    entry.refresh_from_db()
    left = list(Restoration.objects.values_list("pk", flat=True))
    entry.delete()
    Restoration.objects.all().delete()
    return sorted(o.value for o in outcomes) == [0, 1] and left == [entry.restoration_id]


def meet_cleanly(racers, cancel, user):
    """Whether an entry that one restores and another marks ends as the two were told."""
    before = CancellationFactory(by=user)
    entry = LogEntryFactory(recorded_by=user, cancellation=before)

    marked, restored = racers.race(
        Run(cancel, [entry.pk], user.pk), Run(restore, [entry.pk], user.pk)
    )

    entry.refresh_from_db()
    made = Cancellation.objects.exclude(pk=before.pk).count()
    undone = list(Restoration.objects.values_list("cancellation", flat=True))
    entry.delete()
    Restoration.objects.all().delete()
    Cancellation.objects.all().delete()
    return (
        restored.value == 1
        and undone == [before.pk]
        and entry.is_canceled == bool(marked.value)
        and made == marked.value
    )


def test_of_two_who_cancel_one_wins(racers, race_rounds, administrator):
    rounds = [cancels_cleanly(racers, cancel, administrator) for _ in range(race_rounds)]

    assert all(rounds)


def test_of_two_who_cancel_within_their_scope_one_wins(racers, race_rounds, seller_in_his_corner):
    rounds = [cancels_cleanly(racers, cancel, seller_in_his_corner) for _ in range(race_rounds)]

    assert all(rounds)


def test_of_two_who_restore_within_their_scope_one_wins(racers, race_rounds, seller_in_his_corner):
    rounds = [restores_cleanly(racers, restore, seller_in_his_corner) for _ in range(race_rounds)]

    assert all(rounds)


def test_who_cancels_and_who_restores_are_told_the_truth(racers, race_rounds, administrator):
    rounds = [meet_cleanly(racers, cancel, administrator) for _ in range(race_rounds)]

    assert all(rounds)


def test_control_without_the_guard_both_cancel(racers, race_rounds, administrator):
    rounds = (
        cancels_cleanly(racers, cancel_even_what_is_canceled, administrator)
        for _ in range(race_rounds)
    )

    assert not all(rounds)


def test_control_without_the_guard_what_was_told_is_not_so(racers, race_rounds, administrator):
    rounds = (
        meet_cleanly(racers, cancel_even_what_is_canceled, administrator)
        for _ in range(race_rounds)
    )

    assert not all(rounds)


# SQLite lets one writer begin at a time, which hides what these two show. A control ends with
# the first round that went wrong.


@pytest.mark.postgres
def test_control_guard_in_a_subquery_lets_both_cancel(racers, race_rounds, seller_in_his_corner):
    rounds = (
        cancels_cleanly(racers, cancel_asking_in_a_subquery, seller_in_his_corner)
        for _ in range(race_rounds)
    )

    assert not all(rounds)


@pytest.mark.postgres
def test_control_guard_in_a_subquery_lets_both_restore(racers, race_rounds, seller_in_his_corner):
    rounds = (
        restores_cleanly(racers, restore_asking_in_a_subquery, seller_in_his_corner)
        for _ in range(race_rounds)
    )

    assert not all(rounds)
