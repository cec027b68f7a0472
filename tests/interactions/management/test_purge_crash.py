"""The purge is killed with -9 at any moment: nothing is half done, and a repetition ends it."""

import random

import pytest
from django.db.models import Count, Q

from crm.models import AuditRecord
from interactions.models import Comment, InteractionLogEntry
from tests.factories import CancellationFactory, CommentFactory, LogEntryFactory
from tests.races import killed_after, start_code, start_command

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]

COMMAND = ("purge_canceled_interactions", "--batch-size", "5")
CANCELED, STANDING, COMMENTS = 1_500, 20, 2
# A batch whose statements are stored one by one, with a moment between comments and entries:
# what a kill leaves is then half of it.
WITHOUT_TRANSACTION = """
import sys
import time
from contextlib import nullcontext
from types import SimpleNamespace
import django
django.setup()
from django.core.management import execute_from_command_line
from interactions.actions import purge
purge.transaction = SimpleNamespace(atomic=nullcontext)
purge._still_canceled = lambda keys, until: keys
decide = purge._decide
purge._decide = lambda *tie: (decide(*tie), time.sleep(0.02))[0]
execute_from_command_line(["manage.py", *sys.argv[1:]])
"""


@pytest.fixture
def pattern():
    """An entry to copy, and the dice."""
    entry = LogEntryFactory(cancellation=CancellationFactory())
    CommentFactory(entry=entry)
    return entry


def fill(pattern):
    """*CANCELED* and *STANDING* entries with comments; what an earlier round left is removed."""
    Comment.objects.all().delete()
    InteractionLogEntry.objects.all().delete()
    AuditRecord.objects.all().delete()
    entries = [_copy(pattern, pattern.cancellation) for _ in range(CANCELED)]
    entries += [_copy(pattern, None) for _ in range(STANDING)]
    InteractionLogEntry.objects.bulk_create(entries)
    Comment.objects.bulk_create(
        Comment(entry=entry, text="Said", by=entry.recorded_by, at=entry.recorded_at)
        for entry in entries
        for _ in range(COMMENTS)
    )


def _copy(pattern, cancellation):
    names = ("contact", "occurred_at", "template", "group", "recorded_by", "recorded_at")
    facts = {name: getattr(pattern, name) for name in names}
    return InteractionLogEntry(description="Call", cancellation=cancellation, **facts)


def kill_in_the_middle(process, dice):
    """Kill it some time after it began to delete; False where it was done before."""
    process.stdout.readline()
    return killed_after(process, dice.uniform(0, 0.5))


def is_whole():
    """Whether each entry left has its comments, and what was counted is what is gone."""
    half = InteractionLogEntry.objects.annotate(number=Count("comments")).exclude(number=COMMENTS)
    left = InteractionLogEntry.objects.aggregate(
        canceled=Count("pk", filter=Q(cancellation__isnull=False)),
        standing=Count("pk", filter=Q(cancellation=None)),
    )
    counted = sum(AuditRecord.objects.values_list("count", flat=True))
    return (
        not half.exists()
        and left["standing"] == STANDING
        and left["canceled"] + counted == CANCELED
        and Comment.objects.count() == COMMENTS * (left["canceled"] + STANDING)
    )


def finish():
    process = start_command(*COMMAND, "--pause", "0")
    process.communicate(timeout=120)
    return process.returncode


def test_killed_purge_leaves_nothing_half_done_and_the_next_one_ends_it(pattern, kills):
    dice, done = random.Random(kills), 0
    fill(pattern)
    while done < kills:
        done += kill_in_the_middle(start_command(*COMMAND, "--pause", "0.005"), dice)
        assert is_whole()
        if not InteractionLogEntry.objects.canceled().exists():
            fill(pattern)

    assert finish() == 0

    assert is_whole()
    assert not InteractionLogEntry.objects.canceled().exists()


def test_killed_runs_are_recorded_as_unfinished(pattern):
    fill(pattern)
    killed = kill_in_the_middle(start_command(*COMMAND, "--pause", "1"), random.Random(0))

    finish()

    assert killed
    unfinished, finished = AuditRecord.objects.order_by("pk")
    assert (unfinished.is_finished, finished.is_finished) == (False, True)
    assert unfinished.total == CANCELED
    assert finished.total == CANCELED - unfinished.count == finished.count


def test_control_without_a_transaction_a_kill_leaves_half_a_batch(pattern, kills):
    dice = random.Random(0)
    fill(pattern)

    def killed_cleanly():
        process = start_code(WITHOUT_TRANSACTION, *COMMAND, "--pause", "0")
        kill_in_the_middle(process, dice)
        return is_whole()

    assert not all(killed_cleanly() for _ in range(kills))
