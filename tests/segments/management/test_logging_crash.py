"""Logging is killed with -9 at any moment: every line exactly once, and nothing is half done."""

import random

import pytest

from crm import roles
from interactions.models import InteractionBatch, InteractionLogEntry
from segments.models import Segment, SegmentLine, SegmentStep
from tests.factories import (
    NOW,
    MarketingSetupFactory,
    NumberSeriesLineFactory,
    PersonFactory,
    SegmentFactory,
    UserFactory,
)
from tests.races import killed_after, start_code

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]

LINES, STEP = 60, 5
# The command with short steps; HOOK may end it, or take a guard away.
COMMAND = f"""
import os, signal, sys, time
from contextlib import nullcontext
from types import SimpleNamespace
import django
django.setup()
from django.core.management import execute_from_command_line
from segments.actions import log_segment, logging_steps
log_segment.ONE_STEP = {{"sqlite": 0, "postgresql": 0}}
logging_steps.WIDTH = {{"sqlite": {STEP}, "postgresql": {STEP}}}
HOOK
execute_from_command_line(["manage.py", "log_segment", *sys.argv[1:]])
"""
# It dies by itself once it has done so many steps.
AT_A_BOUNDARY = """
done = 0
def run_step(**how):
    global done
    if done == {steps}:
        os.kill(os.getpid(), signal.SIGKILL)
    done += 1
    return run_step_itself(**how)
run_step_itself, logging_steps.run_step = logging_steps.run_step, run_step
"""
# Statements are stored one by one, and what a kill leaves between two is half a step.
WITHOUT_TRANSACTION = """
def move_and_linger(batch, last):
    moved = move(batch, last)
    time.sleep(0.05)
    return moved
move, logging_steps._move_watermark = logging_steps._move_watermark, move_and_linger
logging_steps.transaction = SimpleNamespace(atomic=nullcontext)
"""


@pytest.fixture
def marketer():
    return UserFactory(role=roles.MARKETING)


@pytest.fixture
def segment(marketer):
    """A segment with an excluded contact on it, to be logged with a follow-up."""
    setup = MarketingSetupFactory()
    setup.segment_series = NumberSeriesLineFactory(prefix="F").series
    setup.save()
    segment = SegmentFactory(created_by=marketer)
    step = SegmentStep.objects.create(
        segment=segment, kind=SegmentStep.Kind.SEARCH, by=marketer, at=NOW
    )
    contacts = PersonFactory.create_batch(LINES - 1)
    contacts.insert(7, PersonFactory(exclude_from_segments=True))
    SegmentLine.objects.bulk_create(
        SegmentLine(segment=segment, contact=contact, added_in=step) for contact in contacts
    )
    return segment


def begin(segment, hook="pass"):
    return start_code(COMMAND.replace("HOOK", hook), segment.number, "--follow-up")


def kill_in_the_middle(process, dice):
    """Kill it some time after it showed what it is going to do; False where it was done before."""
    process.stdout.readline()
    return killed_after(process, dice.uniform(0, 0.4))


def finish(segment):
    process = begin(segment)
    process.communicate(timeout=120)
    return process.returncode


def is_whole(segment):
    """Whether just the lines up to the watermark are recorded, skipped and followed, each once."""
    segment.refresh_from_db()
    if segment.batch is None:
        return not InteractionLogEntry.objects.exists() and Segment.objects.count() == 1
    done = SegmentLine.objects.filter(segment=segment, pk__lte=segment.batch.watermark)
    skipped = done.exclude(skipped="").count()
    follow_up = Segment.objects.get(follows=segment)
    finished = segment.batch.finished_at is not None
    return (
        InteractionBatch.objects.count() == 1
        and set(InteractionLogEntry.objects.values_list("contact", flat=True))
        == set(done.filter(skipped="").values_list("contact", flat=True))
        and InteractionLogEntry.objects.count() == done.count() - skipped
        and follow_up.lines.count() == done.count() - skipped
        and (follow_up.published_at is not None) == finished
        and (done.count() == LINES or not finished)
    )


def is_logged(segment):
    segment.refresh_from_db()
    return segment.is_logged and InteractionLogEntry.objects.count() == LINES - 1


def start_over(segment):
    """Make the segment active again, as if nothing had been logged."""
    InteractionLogEntry.objects.all().delete()
    Segment.objects.filter(pk=segment.pk).update(batch=None)
    SegmentLine.objects.exclude(segment=segment).delete()
    Segment.objects.exclude(pk=segment.pk).delete()
    SegmentLine.objects.update(skipped="")
    InteractionBatch.objects.all().delete()


def test_killed_at_every_boundary_of_a_step_it_goes_on(segment):
    steps = LINES // STEP
    for done in range(steps):
        begin(segment, AT_A_BOUNDARY.format(steps=min(done, 1))).communicate(timeout=120)
        assert is_whole(segment)

    assert InteractionLogEntry.objects.exists()
    assert finish(segment) == 0
    assert is_whole(segment)
    assert is_logged(segment)


def test_killed_at_random_it_goes_on(segment, kills):
    dice, done = random.Random(kills), 0
    while done < kills:
        done += kill_in_the_middle(begin(segment), dice)
        assert is_whole(segment)
        if segment.batch is not None and segment.batch.finished_at is not None:
            start_over(segment)

    assert finish(segment) == 0

    assert is_whole(segment)
    assert is_logged(segment)


def test_control_without_a_transaction_a_kill_leaves_half_a_step(segment, kills):
    dice = random.Random(0)

    def killed_cleanly():
        start_over(segment)
        kill_in_the_middle(begin(segment, WITHOUT_TRANSACTION), dice)
        return is_whole(segment)

    assert not all(killed_cleanly() for _ in range(kills))
