"""The same form, sent by several at once or killed in the middle: once, or not at all."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import uuid
from unittest import mock

import pytest

from crm.models import Contact, FinishedForm, Salesperson, User
from interactions.actions import record
from interactions.drafts import InteractionDraft
from interactions.models import Comment, InteractionLogEntry, InteractionTemplate
from tests.factories import NOW, InteractionTemplateFactory, PersonFactory, seller
from tests.races import Run, environment_under_test

pytestmark = pytest.mark.django_db(transaction=True)

RIVALS = 4


def finish(key, entries=1):
    """Record the one form of this test; what is recorded stands in the database."""
    draft = InteractionDraft(
        contact=Contact.objects.get(),
        template=InteractionTemplate.objects.get(),
        occurred_at=NOW,
        description="Call",
        salesperson=Salesperson.objects.get(),
        comment="Wants an offer",
    )
    recorded = record.record_interactions(
        drafts=[draft] * entries, by=User.objects.get(), now=NOW, form_key=uuid.UUID(key)
    )
    return [entry.pk for entry in recorded]


def finish_without_key(key):
    with (
        mock.patch.object(record, "finish_form"),
        mock.patch.object(record, "result_at"),
    ):
        return finish(key)


@pytest.fixture
def form():
    """What the drafts of this test refer to."""
    user = seller()
    PersonFactory(salesperson=user.own_salesperson)
    InteractionTemplateFactory()


@pytest.mark.race
def test_form_sent_by_several_at_once_records_once(form, racers, race_rounds):
    for turn in range(race_rounds):
        key = str(uuid.UUID(int=turn))

        outcomes = racers.race(*[Run(finish, key)] * RIVALS)

        recorded = [outcome.value for outcome in outcomes if outcome.value]
        refusals = [outcome.refusal for outcome in outcomes if outcome.refusal]
        assert len(recorded) == 1
        assert refusals == ["AlreadyFinished"] * (RIVALS - 1)
        [pk] = recorded[0]
        assert FinishedForm.objects.get(key=key).path == f"/interactions/{pk}/"
    assert InteractionLogEntry.objects.count() == race_rounds
    assert Comment.objects.count() == race_rounds


@pytest.mark.race
def test_without_the_key_everybody_records(form, racers):
    outcomes = racers.race(*[Run(finish_without_key, str(uuid.UUID(int=1)))] * RIVALS)

    assert [outcome.refusal for outcome in outcomes] == [""] * RIVALS
    assert InteractionLogEntry.objects.count() == RIVALS


# Killed with -9, at each step and anywhere.

STEPS = {
    "before the key": "record.finish_form",
    "before the entries": "InteractionLogEntry.objects.bulk_create",
    "before the comments": "Comment.objects.bulk_create",
    "before the path": "record.result_at",
}


def kill_myself(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def finish_and_fall(key, step):
    """Run in a process of its own: it does not come back."""
    owner, _, name = STEPS[step].rpartition(".")
    objects = {
        "record": record,
        "InteractionLogEntry.objects": InteractionLogEntry.objects,
        "Comment.objects": Comment.objects,
    }
    with mock.patch.object(objects[owner], name, kill_myself):
        finish(key, entries=3)


def finish_again_and_again():
    """Run in a process of its own until it is killed; say aloud what was acknowledged."""
    while True:
        key = str(uuid.uuid4())
        finish(key, entries=3)
        print(key, flush=True)


def start(call):
    """Start *call*, a function of this module, in a process on the database under test."""
    source = f"import django; django.setup(); from {__name__} import *; {call}"
    return subprocess.Popen(
        [sys.executable, "-c", source],
        env=os.environ | environment_under_test(),
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.crash
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step_nothing_is_half_and_the_key_is_free(form, step):
    key = str(uuid.UUID(int=7))

    with start(f"finish_and_fall({key!r}, {step!r})") as process:
        assert process.wait() == -signal.SIGKILL
    assert not InteractionLogEntry.objects.exists()
    assert not Comment.objects.exists()
    assert len(finish(key)) == 1


@pytest.mark.crash
def test_killed_anywhere_what_was_acknowledged_is_whole(form, kills):
    chance = random.Random(0)
    acknowledged = set()
    for _ in range(max(kills // 5, 1)):
        with start("finish_again_and_again()") as process:
            first = process.stdout.readline()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0, 0.2))
            process.kill()
            rest, _ = process.communicate()
        acknowledged |= {uuid.UUID(line) for line in (first + rest).split("\n") if len(line) == 36}

    kept = set(FinishedForm.objects.values_list("key", flat=True))
    assert acknowledged <= kept
    assert not FinishedForm.objects.filter(path="").exists()
    assert InteractionLogEntry.objects.count() == Comment.objects.count() == 3 * len(kept)
