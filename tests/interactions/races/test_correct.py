"""Of two who correct the same entry at once, one does; the other leaves nothing behind."""

from unittest import mock

import pytest

from crm.models import FinishedForm, User
from interactions.actions.correct import correct_entry
from interactions.drafts import InteractionDraft
from interactions.models import Cancellation, InteractionLogEntry
from interactions.models.log_entry import InteractionLogEntryQuerySet
from tests.factories import NOW, LogEntryFactory, seller
from tests.races import RivalFailed, Run

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def correct(pk, by, form_key=None):
    entry = InteractionLogEntry.objects.get(pk=pk)
    draft = InteractionDraft(
        contact=entry.contact,
        template=entry.template,
        occurred_at=entry.occurred_at,
        description="Corrected",
        salesperson=entry.salesperson,
    )
    by = User.objects.get(pk=by)
    return correct_entry(entry=entry, draft=draft, by=by, now=NOW, form_key=form_key).pk


def correct_unguarded(pk, by):
    with mock.patch.object(InteractionLogEntryQuerySet, "standing", lambda self: self):
        return correct(pk, by)


def refusals(racers, user, *runs):
    """What the losers were told, "" for the winner; the entry and what came of it are removed."""
    entry = LogEntryFactory(recorded_by=user)
    outcomes = racers.race(*(Run(function, entry.pk, user.pk, **key) for function, key in runs))

    assert InteractionLogEntry.objects.filter(corrects=entry).count() == 1
    assert Cancellation.objects.count() == 1
    InteractionLogEntry.objects.filter(corrects=entry).delete()
    InteractionLogEntry.objects.all().delete()
    Cancellation.objects.all().delete()
    FinishedForm.objects.all().delete()
    return sorted(outcome.refusal for outcome in outcomes)


def test_of_two_who_correct_one_does(racers, race_rounds):
    user = seller()

    told = [refusals(racers, user, (correct, {}), (correct, {})) for _ in range(race_rounds)]

    assert {tuple(each) for each in told} == {("", "AlreadyCorrected")}


def test_form_sent_twice_corrects_once(racers, race_rounds):
    user = seller()
    key = {"form_key": "5f0f7a52-7f3c-4b8e-9a53-1d6f0c8f3a10"}

    told = [refusals(racers, user, (correct, key), (correct, key)) for _ in range(race_rounds)]

    assert {tuple(each) for each in told} == {("", "AlreadyFinished")}


def race_unguarded(racers, rounds):
    user = seller()
    for _ in range(rounds):
        refusals(racers, user, (correct_unguarded, {}), (correct_unguarded, {}))


@pytest.mark.postgres
def test_control_without_the_guard_the_loser_meets_the_constraint(racers, race_rounds):
    with pytest.raises(RivalFailed, match="IntegrityError"):
        race_unguarded(racers, race_rounds)
