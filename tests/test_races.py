"""The harness of the races: rivals do meet, and what happened to them is told."""

import pytest

from crm.models import Team
from crm.refusal import Refusal
from tests.factories import TeamFactory
from tests.races import RivalFailed, Run, killed_after, start_command

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def claim(pk, name):
    return Team.objects.filter(pk=pk, name="free").update(name=name)


def claim_unguarded(pk, name):
    team = Team.objects.get(pk=pk)
    if team.name != "free":
        return 0
    team.name = name
    team.save()
    return 1


def refuse():
    raise Refusal("no")


def stumble():
    raise ValueError("over my own feet")


def winners(racers, claim):
    team = TeamFactory(name="free")
    outcomes = racers.race(Run(claim, team.pk, name="first"), Run(claim, team.pk, name="second"))
    team.delete()
    return sum(outcome.value for outcome in outcomes)


def test_of_two_who_claim_with_a_guard_one_wins(racers, race_rounds):
    assert {winners(racers, claim) for _ in range(race_rounds)} == {1}


def test_of_two_who_read_check_and_write_both_win_sometimes(racers, race_rounds):
    assert 2 in {winners(racers, claim_unguarded) for _ in range(race_rounds)}


def test_refusal_is_an_outcome(racers):
    (outcome,) = racers.race(Run(refuse))

    assert outcome.refusal == "Refusal"


def test_any_other_exception_fails_the_test(racers):
    with pytest.raises(RivalFailed, match="over my own feet"):
        racers.race(Run(stumble))


def test_rivals_see_what_the_test_has_written(racers):
    team = TeamFactory(name="free")

    racers.race(Run(claim, team.pk, name="taken"))

    team.refresh_from_db()
    assert team.name == "taken"


def test_command_runs_on_the_database_under_test():
    TeamFactory(name="visible from outside")

    process = start_command("dumpdata", "crm.team")

    output, _errors = process.communicate()
    assert "visible from outside" in output


def test_command_can_be_killed():
    assert killed_after(start_command("shell", "-c", "import time; time.sleep(60)"), 0.5)


def test_command_that_has_ended_was_not_killed():

    assert not killed_after(start_command("version"), 30)
