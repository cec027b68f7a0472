"""The command that deletes canceled logged segments: what it asks, prints and answers."""

import datetime
import signal
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from crm import roles
from crm.models import AuditRecord
from interactions.models import InteractionLogEntry
from segments.models import Segment, SegmentLine
from tests.factories import NOW, CampaignFactory, UserFactory
from tests.races import start_command
from tests.segments.logged import canceled_segment, logged_segment

COMMAND = "delete_canceled_segments"


def run(*arguments):
    out = StringIO()
    call_command(COMMAND, *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def marketer(db):
    return UserFactory(role=roles.MARKETING)


def test_deletes_canceled_segments_and_prints_how_much(marketer):
    canceled_segment(marketer, count=3)
    standing = logged_segment(marketer)

    printed = run("--entries", "delete", "--batch-size", "2")

    audit = AuditRecord.objects.get()
    assert printed == [
        f"Audit record {audit.pk}: 1 segments to delete.",
        "Segments: 1",
        "Interaction Log Entries: 3",
        "Lines: 3",
        "Done.",
    ]
    assert Segment.objects.get() == standing
    assert (audit.by, audit.count, audit.is_finished) == (None, 1, True)


def test_keeps_the_entries_where_nobody_says_otherwise(marketer):
    canceled_segment(marketer, count=3)

    run()

    assert InteractionLogEntry.objects.canceled().count() == 3


def test_dry_run_counts_and_writes_nothing(marketer):
    canceled_segment(marketer, count=3)

    printed = run("--dry-run", "--entries", "delete")

    assert printed == [
        "Segments: 1",
        "Lines: 3",
        "Interaction Log Entries: 3",
        "Dry run: nothing was deleted.",
    ]
    assert Segment.objects.exists()
    assert not AuditRecord.objects.exists()


def test_nothing_to_delete_is_no_error(marketer):
    logged_segment(marketer)

    assert run() == ["Nothing to delete: no canceled logged segment matches."]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--salesperson", lambda segment: segment.salesperson.code),
        ("--campaign", lambda segment: segment.campaign.number),
        ("--template", lambda segment: segment.template.code),
        ("--canceled-before", lambda segment: "2026-11-04"),
    ],
)
def test_each_filter_narrows(marketer, option, value):
    asked = canceled_segment(marketer, campaign=CampaignFactory())
    other = canceled_segment(marketer, now=NOW + datetime.timedelta(days=3))

    run(option, value(asked))

    assert Segment.objects.get() == other


@pytest.mark.parametrize(("option", "left"), [("--logged-from", 1), ("--logged-to", 0)])
def test_days_of_logging_narrow(marketer, option, left):
    canceled_segment(marketer)

    run(option, "2026-11-04")

    assert Segment.objects.count() == left


@pytest.mark.parametrize(
    "arguments",
    [("--salesperson", "nobody"), ("--campaign", ""), ("--entries", "maybe"), ("--logged-to", "x")],
)
def test_filter_that_is_not_understood_is_wrong_usage_and_deletes_nothing(marketer, arguments):
    canceled_segment(marketer)

    with pytest.raises(CommandError) as refused:
        run(*arguments)

    assert refused.value.returncode == 2
    assert Segment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_both_succeed_and_delete_each_segment_once():
    marketer = UserFactory(role=roles.MARKETING)
    for _ in range(4):
        canceled_segment(marketer)
    command = (COMMAND, "--entries", "delete", "--batch-size", "1", "--pause", "0.01")

    rivals = [start_command(*command) for _ in range(2)]
    codes = [rival.communicate(timeout=60) and rival.returncode for rival in rivals]

    assert codes == [0, 0]
    assert not Segment.objects.exists()
    assert not InteractionLogEntry.objects.exists()
    assert sum(AuditRecord.objects.values_list("count", flat=True)) == 4


@pytest.mark.django_db(transaction=True)
def test_signal_ends_it_after_the_batch_with_3_and_the_next_run_ends_the_work():
    canceled_segment(UserFactory(role=roles.MARKETING), count=4)
    process = start_command(COMMAND, "--batch-size", "2", "--pause", "30")
    process.stdout.readline()
    while not AuditRecord.objects.get().count:
        time.sleep(0.05)

    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)

    assert process.returncode == 3
    assert SegmentLine.objects.exists()
    run()
    assert not Segment.objects.exists()
