"""The command that deletes canceled entries: what it asks, prints and answers."""

import datetime
import signal
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from crm.models import AuditRecord
from interactions.models import Comment, InteractionLogEntry
from tests.factories import (
    NOW,
    CampaignFactory,
    CancellationFactory,
    CommentFactory,
    CompanyFactory,
    LogEntryFactory,
    PersonFactory,
)
from tests.races import start_command

COMMAND = "purge_canceled_interactions"


def run(*arguments):
    out = StringIO()
    call_command(COMMAND, *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def canceled(db):
    return CancellationFactory(at=NOW)


def test_deletes_canceled_entries_and_prints_how_much(canceled):
    for entry in LogEntryFactory.create_batch(3, cancellation=canceled):
        CommentFactory.create_batch(2, entry=entry)
    standing = LogEntryFactory()

    printed = run("--batch-size", "2")

    audit = AuditRecord.objects.get()
    assert printed == [
        f"Audit record {audit.pk}: 3 entries to delete.",
        "Interaction Log Entries: 3",
        "Comments: 6",
        "Done.",
    ]
    assert InteractionLogEntry.objects.get() == standing
    assert (audit.by, audit.total, audit.count) == (None, 3, 3)
    assert audit.is_finished


def test_dry_run_counts_and_writes_nothing(canceled):
    CommentFactory(entry=LogEntryFactory(cancellation=canceled))

    printed = run("--dry-run")

    assert printed == [
        "Interaction Log Entries: 1",
        "Comments: 1",
        "Dry run: nothing was deleted.",
    ]
    assert InteractionLogEntry.objects.count() == 1
    assert not AuditRecord.objects.exists()


def test_nothing_to_delete_is_no_error(db):
    LogEntryFactory()

    assert run() == ["Nothing to delete: no canceled entry matches."]
    assert not AuditRecord.objects.exists()


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--contact", lambda entry: entry.contact.number),
        ("--company", lambda entry: entry.company.number),
        ("--campaign", lambda entry: entry.campaign.number),
        ("--group", lambda entry: entry.group.code),
        ("--template", lambda entry: entry.template.code),
        ("--salesperson", lambda entry: entry.salesperson.code),
        ("--number-to", lambda entry: str(entry.pk)),
        ("--date-to", lambda entry: "2026-11-03"),
        ("--canceled-before", lambda entry: "4.11.2026"),
    ],
)
def test_each_filter_narrows(canceled, option, value):
    asked = LogEntryFactory(
        cancellation=canceled,
        contact=PersonFactory(company=CompanyFactory()),
        campaign=CampaignFactory(),
        occurred_at=NOW,
    )
    a_week_later = NOW + datetime.timedelta(days=7)
    other = LogEntryFactory(
        cancellation=CancellationFactory(at=a_week_later), occurred_at=a_week_later
    )

    run(option, value(asked))

    assert InteractionLogEntry.objects.get() == other
    assert option.removeprefix("--").replace("-", "_") in AuditRecord.objects.get().facts["filter"]


def test_lower_bounds_narrow_from_the_other_side(canceled):
    first = LogEntryFactory(cancellation=canceled, occurred_at=NOW)
    last = LogEntryFactory(cancellation=canceled, occurred_at=NOW + datetime.timedelta(days=7))

    run("--number-from", str(last.pk), "--date-from", "2026-11-05")

    assert InteractionLogEntry.objects.get() == first


@pytest.mark.parametrize(
    "arguments",
    [
        ("--contact", "nobody"),
        ("--contact", ""),
        ("--contact", "with\0nul"),
        ("--template", "TPL"),
        ("--date-from", ""),
        ("--date-from", "  "),
        ("--date-to", "31.2.2026"),
        ("--canceled-before", "12/31/2026"),
        ("--number-from", "0"),
        ("--number-to", "9" * 30),
        ("--number-to", "1.5"),
    ],
)
def test_filter_that_is_not_understood_is_wrong_usage_and_deletes_nothing(canceled, arguments):
    LogEntryFactory(cancellation=canceled)

    with pytest.raises(CommandError) as refused:
        run(*arguments)

    assert refused.value.returncode == 2
    assert InteractionLogEntry.objects.count() == 1
    assert not AuditRecord.objects.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--batch-size", "0"),
        ("--batch-size", "20001"),
        ("--batch-size", "many"),
        ("--pause", "-1"),
        ("--pause", "nan"),
        ("--pause", "3600"),
        ("--unknown", "1"),
        ("17",),
    ],
)
def test_argument_that_makes_no_sense_is_refused(canceled, arguments):
    LogEntryFactory(cancellation=canceled)

    with pytest.raises(CommandError):
        run(*arguments)

    assert InteractionLogEntry.objects.count() == 1


def test_signals_are_left_as_they_were(canceled):
    LogEntryFactory(cancellation=canceled)
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)

    run()

    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


# Exit codes, as a shell sees them.


@pytest.fixture
def thirty(transactional_db):
    cancellation = CancellationFactory()
    for entry in LogEntryFactory.create_batch(30, cancellation=cancellation):
        CommentFactory(entry=entry)
    LogEntryFactory()


def exit_code(process):
    _output, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors
    return process.returncode


def test_two_at_once_both_succeed_and_delete_each_entry_once(thirty):
    rivals = [start_command(COMMAND, "--batch-size", "3", "--pause", "0.01") for _ in range(2)]

    codes = [exit_code(rival) for rival in rivals]

    assert codes == [0, 0]
    assert InteractionLogEntry.objects.count() == 1
    assert not Comment.objects.exists()
    assert sum(AuditRecord.objects.values_list("count", flat=True)) == 30


def test_wrong_usage_exits_with_2(thirty):
    processes = [start_command(COMMAND, *wrong) for wrong in (["--contact", "x"], ["--odd"])]

    assert [exit_code(process) for process in processes] == [2, 2]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_it_after_the_batch_and_exits_with_3(thirty, number):
    process = start_command(COMMAND, "--batch-size", "2", "--pause", "30")
    process.stdout.readline()
    while not AuditRecord.objects.get().count:
        time.sleep(0.05)

    process.send_signal(number)

    assert exit_code(process) == 3
    audit = AuditRecord.objects.get()
    assert (audit.count, audit.is_finished) == (2, False)
    assert InteractionLogEntry.objects.count() == 29
    assert Comment.objects.count() == 28


def test_interrupted_run_is_finished_by_the_next_one(thirty):
    process = start_command(COMMAND, "--batch-size", "2", "--pause", "30")
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    exit_code(process)

    assert exit_code(start_command(COMMAND)) == 0

    assert InteractionLogEntry.objects.count() == 1
    assert sum(AuditRecord.objects.values_list("count", flat=True)) == 30
