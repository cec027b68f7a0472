"""Of two who purge or restore the same entries at once, each entry has one winner, whole."""

from unittest import mock

import pytest
from django.db import transaction

from crm import roles
from crm.actions.pace import Pace
from crm.models import AuditRecord, User
from interactions.actions import purge as module
from interactions.actions.purge import last_cancellation, purge, start_purge
from interactions.actions.restore import restore_entries
from interactions.models import Comment, InteractionLogEntry, Restoration
from tests.factories import NOW, CancellationFactory, CommentFactory, LogEntryFactory, UserFactory
from tests.races import Run

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ENTRIES = 4
PACE = Pace(rows=2, rest=0)


def run_purge(audit):
    everything = InteractionLogEntry.objects.all()
    audit = AuditRecord.objects.get(pk=audit)
    purge(entries=everything, audit=audit, pace=PACE, clock=lambda: NOW)
    audit.refresh_from_db()
    return audit.count


def run_restore(by):
    everything = InteractionLogEntry.objects.all()
    return restore_entries(entries=everything, by=User.objects.get(pk=by), now=NOW).count


def run_purge_unguarded(audit):
    """Delete what was read before, whatever became of it since."""
    with mock.patch.object(module, "_still_canceled", lambda keys, until: keys):
        return run_purge(audit)


@pytest.fixture
def administrator():
    return UserFactory(role=roles.SETUP)


@pytest.fixture
def entry(administrator):
    """Something to copy: its relations are made once for all rounds."""
    return LogEntryFactory(
        recorded_by=administrator, cancellation=CancellationFactory(by=administrator)
    )


@transaction.atomic
def refill(entry, number):
    """*number* canceled entries with a comment each, and nothing of the last round."""
    Comment.objects.all().delete()
    InteractionLogEntry.objects.all().delete()
    Restoration.objects.all().delete()
    facts = {
        name: getattr(entry, name)
        for name in ("contact", "template", "group", "recorded_by", "cancellation", "salesperson")
    }
    for made in LogEntryFactory.create_batch(number, **facts):
        CommentFactory(entry=made, by=entry.recorded_by)


def announced():
    everything = InteractionLogEntry.objects.all()
    until = last_cancellation()
    return start_purge(entries=everything, by=None, now=NOW, until=until, facts={}).pk


def purges_cleanly(racers, run_purge, entry):
    """Whether two who purge the same entries delete each of them once, with its comments."""
    refill(entry, ENTRIES)

    outcomes = racers.race(Run(run_purge, announced()), Run(run_purge, announced()))

    gone = not InteractionLogEntry.objects.exists() and not Comment.objects.exists()
    return gone and sum(outcome.value for outcome in outcomes) == ENTRIES


def meet_cleanly(racers, run_purge, entry):
    """Whether each entry was either deleted or restored with its comments, as the two were told."""
    refill(entry, ENTRIES)

    deleted, restored = racers.race(
        Run(run_purge, announced()), Run(run_restore, entry.recorded_by_id)
    )

    left = InteractionLogEntry.objects.standing().count()
    return (
        deleted.value + restored.value == ENTRIES
        and left == restored.value == Comment.objects.count()
        and left == InteractionLogEntry.objects.count()
    )


def test_two_purges_delete_each_entry_once(racers, race_rounds, entry):
    rounds = [purges_cleanly(racers, run_purge, entry) for _ in range(race_rounds)]

    assert all(rounds)


def test_what_one_purges_and_another_restores_is_gone_or_whole(racers, race_rounds, entry):
    rounds = [meet_cleanly(racers, run_purge, entry) for _ in range(race_rounds)]

    assert all(rounds)


def test_control_without_the_guard_an_entry_is_counted_twice(racers, race_rounds, entry):
    rounds = (purges_cleanly(racers, run_purge_unguarded, entry) for _ in range(race_rounds))

    assert not all(rounds)


def test_control_without_the_guard_a_restored_entry_is_deleted(racers, race_rounds, entry):
    rounds = (meet_cleanly(racers, run_purge_unguarded, entry) for _ in range(race_rounds))

    assert not all(rounds)
