"""The command that logs a segment: what it asks, prints and answers."""

import datetime
from io import StringIO
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult

from crm import roles
from crm.models import Contact, OutgoingMail
from interactions.models import InteractionLogEntry
from segments.actions.log_segment import log_segment
from segments.actions.logging_steps import own_pace, run_step, run_steps
from segments.models import Segment
from tests.factories import (
    NOW,
    MarketingSetupFactory,
    NumberSeriesLineFactory,
    SegmentLineFactory,
    TemplateTextFactory,
    UserFactory,
)
from tests.races import start_command
from tests.segments.logged import segment_with_lines

COMMAND = "log_segment"
COMMAND_MODULE = f"segments.management.commands.{COMMAND}"
pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command(COMMAND, *arguments, stdout=out)
    return out.getvalue().splitlines()


def refused(*arguments):
    with pytest.raises(CommandError) as told:
        run(*arguments)
    return told.value


@pytest.fixture
def marketer():
    return UserFactory(role=roles.MARKETING)


@pytest.fixture
def segment(marketer):
    return segment_with_lines(2, created_by=marketer)


def test_sends_the_emails_where_that_is_asked_for(segment):
    template = segment.template
    TemplateTextFactory(template=template, language="cs", subject="Pro vás", body="Dobrý den!")
    segment.correspondence_type, segment.language = "email", "cs"
    segment.save()
    Contact.objects.filter(segment_lines__segment=segment).update(email="jana@example.com")

    printed = run(segment.number, "--send-emails")

    assert "By e-mail: 2" in printed
    assert OutgoingMail.objects.filter(mailing__released_at__isnull=False).count() == 2


def test_logs_by_number_and_says_what_was_recorded(segment, marketer):
    printed = run(segment.number)

    assert printed == [
        f"Segment {segment.number}: 2 interactions to record.",
        "Date: 2026-11-03",
        "Cost: 0",
        "Duration (min): 0",
        f"Segment {segment.number} logged. Interactions: 2.",
    ]
    assert {entry.recorded_by for entry in InteractionLogEntry.objects.all()} == {marketer}


def test_logs_by_id_on_the_date_that_is_given(segment):
    run(str(segment.pk), "--date", "2026-12-24")

    segment.refresh_from_db()
    days = {entry.occurred_at.date() for entry in InteractionLogEntry.objects.all()}
    assert (segment.is_logged, days) == (True, {datetime.date(2026, 12, 24)})


def test_the_number_of_one_segment_is_not_the_id_of_another(segment, marketer):
    other = segment_with_lines(1, created_by=marketer, number=str(segment.pk))

    run(str(segment.pk))

    other.refresh_from_db()
    assert other.is_logged


def test_the_follow_up_is_created_and_named(segment):
    setup = MarketingSetupFactory()
    setup.segment_series = NumberSeriesLineFactory(prefix="SM").series
    setup.save()

    printed = run(segment.number, "--follow-up", "--copy-interaction")

    follow_up = segment.followed_by.get()
    assert printed[-1] == f"Follow-up segment {follow_up.number} created."
    assert follow_up.template == segment.template


def test_dry_run_shows_the_preview_and_changes_nothing(segment):
    SegmentLineFactory(segment=segment, contact__privacy_blocked=True)

    printed = run(segment.number, "--dry-run", "--date", "2026-12-24")

    segment.refresh_from_db()
    assert printed[:2] == [
        f"Segment {segment.number}: 2 interactions to record.",
        "Date: 2026-12-24",
    ]
    assert printed[-2:] == [
        "Skipped, blocked for privacy reasons: 1",
        "Dry run: nothing was recorded.",
    ]
    assert (segment.is_open, segment.date) == (True, datetime.date(2026, 11, 3))


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["\0"],
        ["9" * 40],
        ["{number}", "--date", "31.2.2026"],
        ["{number}", "--date", "0001-01-01"],
        ["{number}", "--by", "nobody"],
    ],
)
def test_what_is_not_understood_is_wrong_usage(segment, arguments):
    told = refused(*(argument.format(number=segment.number) for argument in arguments))

    assert told.returncode == 2
    assert not InteractionLogEntry.objects.exists()


def test_what_is_missing_is_said_and_nothing_is_logged(marketer):
    segment = segment_with_lines(1, created_by=marketer, template=None)

    told = refused(segment.number, "--date", "2026-12-24")

    segment.refresh_from_db()
    assert (told.returncode, segment.is_open) == (4, True)
    assert segment.date == datetime.date(2026, 11, 3)


def test_a_missing_series_refuses_the_whole(segment):
    assert refused(segment.number, "--follow-up").returncode == 4
    assert not InteractionLogEntry.objects.exists()


def test_who_lacks_the_right_is_refused(segment):
    auditor = UserFactory(role=roles.AUDITOR)

    assert refused(segment.number, "--by", auditor.username).returncode == 4


def test_a_segment_is_logged_once(segment):
    run(segment.number)

    assert refused(segment.number).returncode == 4
    assert InteractionLogEntry.objects.count() == 2


def test_a_long_one_is_done_here_and_the_worker_knows_of_it(segment, monkeypatch):
    monkeypatch.setattr("segments.actions.log_segment.ONE_STEP", {"sqlite": 0, "postgresql": 0})

    run(segment.number)

    segment.refresh_from_db()
    assert segment.is_logged
    assert DBTaskResult.objects.get().args_kwargs["args"] == [segment.batch_id]


@pytest.mark.parametrize(("pause", "rest"), [((), None), (("--pause", "0"), 0)])
def test_a_pause_is_handed_to_the_steps(segment, monkeypatch, pause, rest):
    monkeypatch.setattr("segments.actions.log_segment.ONE_STEP", {"sqlite": 0, "postgresql": 0})
    with mock.patch(f"{COMMAND_MODULE}.run_steps", wraps=run_steps) as steps:
        run(segment.number, *pause)

    pace = steps.call_args.kwargs["pace"]
    assert pace.rest == (own_pace().rest if rest is None else rest)


@pytest.mark.parametrize("pause", ["-1", "61", "soon"])
def test_a_pause_that_makes_no_sense_is_wrong_usage(segment, pause):
    with pytest.raises(CommandError):
        run(segment.number, "--pause", pause)

    assert not InteractionLogEntry.objects.exists()


def test_repeating_goes_on_where_a_run_was_interrupted(segment, marketer, monkeypatch):
    monkeypatch.setattr("segments.actions.log_segment.ONE_STEP", {"sqlite": 0, "postgresql": 0})
    batch = log_segment(segment=segment, by=marketer, now=NOW)
    run_step(batch=batch, now=NOW, size=1)

    printed = run(segment.number)

    assert printed == [
        f"Segment {segment.number} is being logged; going on with it.",
        f"Segment {segment.number} logged. Interactions: 2.",
    ]


@pytest.mark.django_db(transaction=True)
def test_exit_codes_as_a_shell_sees_them():
    number = segment_with_lines(1, created_by=UserFactory(role=roles.MARKETING)).number

    codes = [exit_code(start_command(COMMAND, named)) for named in ("nothing", number, number)]

    assert codes == [2, 0, 4]
    assert Segment.objects.get().is_logged


def exit_code(process):
    _output, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors
    return process.returncode
