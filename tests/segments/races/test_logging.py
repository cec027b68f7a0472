"""Of those who log, change, cancel or take back the same segment at once, one wins, whole."""

import time
from unittest import mock

import pytest
from django.db import transaction

from crm import roles
from crm.actions.pace import Pace
from crm.models import Contact, User
from interactions.actions.cancel import cancel_entries
from interactions.actions.purge import last_cancellation
from interactions.actions.restore import restore_entries
from interactions.models import InteractionBatch, InteractionLogEntry
from segments.actions import (
    build,
    cancel_logged_segment,
    delete_canceled_segments,
    log_segment,
    logging_steps,
    take_back,
)
from segments.models import Segment, SegmentLine, SegmentStep
from tests.factories import (
    NOW,
    MarketingSetupFactory,
    NumberSeriesLineFactory,
    PersonFactory,
    SegmentFactory,
    UserFactory,
)
from tests.races import RivalFailed, Run

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

LINES = 4
# Seconds that somebody late waits for his rival at most.
PATIENCE = 5
IN_STEPS = {"sqlite": 0, "postgresql": 0}


# What rivals do.


def await_rival(rows):
    """Wait until the rival has done what makes *rows* exist: who is late meets it every time."""
    ends = time.monotonic() + PATIENCE
    while not rows.exists() and time.monotonic() < ends:
        time.sleep(0.005)


def log(pk, by):
    segment = Segment.objects.get(pk=pk)
    return log_segment.log_segment(segment=segment, by=User.objects.get(pk=by), now=NOW).total


def log_what_is_logged(pk, by):
    """Bind the segment to the new batch, whatever became of it since it was read."""

    def freeze(segment, batch):
        return Segment.objects.filter(pk=segment.pk).update(batch=batch)

    with mock.patch.object(log_segment, "_freeze", freeze):
        return log(pk, by)


def add(pk, by, contact):
    return build.add_contacts(
        segment=Segment.objects.get(pk=pk),
        contacts=Contact.objects.filter(pk=contact),
        kind=SegmentStep.Kind.SEARCH,
        by=User.objects.get(pk=by),
        now=NOW,
    ).added


def add_to_what_is_logged(pk, by, contact):
    """Add late, and without the lock that every change of a segment begins with."""
    await_rival(Segment.objects.filter(pk=pk).exclude(batch=None))
    with mock.patch.object(build, "hold_open"):
        return add(pk, by, contact)


def go_on(batch):
    batch = InteractionBatch.objects.get(pk=batch)
    logging_steps.run_steps(batch=batch, now=NOW, pace=Pace(1, rest=0))


def go_on_unguarded(batch):
    """Record the lines of a step without claiming them."""

    def move(batch, last):
        return InteractionBatch.objects.filter(pk=batch.pk).update(watermark=last)

    with mock.patch.object(logging_steps, "_move_watermark", move):
        go_on(batch)


def cancel(pk, by):
    return cancel_logged_segment.cancel_logged_segment(
        segment=Segment.objects.get(pk=pk), by=User.objects.get(pk=by), now=NOW
    )


def cancel_what_is_being_logged(pk, by):
    def any_batch(segment):
        return InteractionBatch.objects.filter(pk=segment.batch_id)

    with mock.patch.object(cancel_logged_segment, "_standing", any_batch):
        return cancel(pk, by)


def withdraw(pk, by):
    take_back.take_back_logging(
        segment=Segment.objects.get(pk=pk), by=User.objects.get(pk=by), now=NOW
    )
    return True


def withdraw_what_is_logged(pk, by):
    """Take back late, and whatever became of the batch."""

    def any_batch(segment):
        return InteractionBatch.objects.filter(pk=segment.batch_id or 0)

    await_rival(InteractionBatch.objects.filter(segment=pk).exclude(finished_at=None))
    with mock.patch.object(take_back, "_unfinished", any_batch):
        return withdraw(pk, by)


def restore(pk, by):
    """Restore the segment; nothing where its page says by now that it does not exist."""
    segment = Segment.objects.select_related("batch").filter(pk=pk).first()
    if segment is None:
        return 0
    return cancel_logged_segment.restore_logged_segment(
        segment=segment, by=User.objects.get(pk=by), now=NOW
    )


def cancel_and_linger(pk, by):
    """Cancel, and let the rival act before it is stored."""
    with transaction.atomic():
        count = cancel(pk, by)
        time.sleep(0.02)
    return count


def restore_alone(pk, by):
    """Restore what was canceled alone; how many entries that were."""
    segment = Segment.objects.get(pk=pk)
    return restore_entries(
        entries=InteractionLogEntry.objects.filter(batch=segment.batch_id),
        by=User.objects.get(pk=by),
        now=NOW,
    ).count


def restore_alone_unguarded(pk, by):
    with mock.patch("interactions.actions.restore._hold_batches"):
        return restore_alone(pk, by)


def announced(segments):
    return delete_canceled_segments.start_segment_deletion(
        segments=segments,
        by=None,
        now=NOW,
        until=last_cancellation(),
        with_entries=True,
        facts={},
    )


def delete(pk):
    """Delete the canceled segment with its entries; how many that were."""
    segments = Segment.objects.filter(pk=pk)
    audit = announced(segments)
    delete_canceled_segments.delete_canceled_segments(
        segments=segments, audit=audit, pace=Pace(rows=2, rest=0), clock=lambda: NOW
    )
    audit.refresh_from_db()
    return audit.count


def delete_what_was_read(pk):
    """Take it away some time after it was found canceled, without asking again."""
    audit = announced(Segment.objects.filter(pk=pk))
    await_rival(Segment.objects.filter(pk=pk, batch__cancellation=None))
    with mock.patch.object(delete_canceled_segments, "_hold_canceled", return_value=1):
        gone = delete_canceled_segments._take_away(pk, audit, NOW)
    for piece in delete_canceled_segments._clear_away(pk, Pace(2, rest=0)):
        piece(NOW)
    return gone.total()


# What they meet.


@pytest.fixture
def marketer():
    return UserFactory(role=roles.MARKETING)


@pytest.fixture
def contacts():
    return PersonFactory.create_batch(LINES + 1)


@pytest.fixture
def pattern(marketer):
    """A segment to copy the relations from, and a series for what follows."""
    setup = MarketingSetupFactory()
    setup.segment_series = NumberSeriesLineFactory(prefix="F", width=8).series
    setup.save()
    return SegmentFactory(created_by=marketer)


@pytest.fixture
def fresh(pattern, contacts):
    """Make a segment with lines; what the last round left is gone."""

    def make():
        InteractionLogEntry.objects.all().delete()
        SegmentLine.objects.all().delete()
        Segment.objects.exclude(pk=pattern.pk).delete()
        segment = SegmentFactory(
            template=pattern.template,
            salesperson=pattern.salesperson,
            created_by=pattern.created_by,
        )
        step = SegmentStep.objects.create(
            segment=segment, kind=SegmentStep.Kind.SEARCH, by=pattern.created_by, at=NOW
        )
        SegmentLine.objects.bulk_create(
            SegmentLine(segment=segment, contact=contact, added_in=step)
            for contact in contacts[:LINES]
        )
        return segment

    return make


@pytest.fixture
def begun(fresh, marketer, monkeypatch):
    """Make a segment whose logging, with a follow-up, has done the first of its steps."""
    monkeypatch.setattr(log_segment, "ONE_STEP", IN_STEPS)

    def make():
        segment = fresh()
        batch = log_segment.log_segment(
            segment=segment,
            by=marketer,
            now=NOW,
            options=log_segment.LogOptions(create_follow_up=True),
        )
        logging_steps.run_step(batch=batch, now=NOW, size=LINES - 1)
        segment.refresh_from_db()
        return segment

    return make


def numbers(segment):
    """Standing entries, all entries, kept lines, visible segments that follow."""
    entries = InteractionLogEntry.objects
    follow_ups = Segment.objects.filter(follows=segment).exclude(published_at=None)
    return (
        entries.standing().count(),
        entries.count(),
        segment.lines.kept().count(),
        follow_ups.count(),
    )


def logged_once(racers, log, segment, by):
    first, second = racers.race(Run(log, segment.pk, by.pk), Run(log, segment.pk, by.pk))
    values = [first.value, second.value]
    refusals = {first.refusal, second.refusal} - {""}
    return (
        sorted(values, key=str) == [LINES, None]
        and refusals <= {"SegmentAlreadyLogged", "PreviewIsStale"}
        and numbers(segment) == (LINES, LINES, LINES, 0)
    )


def test_two_who_log_record_once(racers, race_rounds, fresh, marketer):
    assert all(logged_once(racers, log, fresh(), marketer) for _ in range(race_rounds))


def test_control_without_the_guard_both_record(racers, race_rounds, fresh, marketer):
    rounds = (
        logged_once(racers, log_what_is_logged, fresh(), marketer) for _ in range(race_rounds)
    )

    assert not all(rounds)


def added_before_or_not_at_all(racers, add, segment, by, contact):
    logged, _added = racers.race(
        Run(log, segment.pk, by.pk), Run(add, segment.pk, by.pk, contact.pk)
    )
    standing, everything, lines, _follow_ups = numbers(segment)
    return standing == everything == (lines if logged.value else 0)


def test_who_adds_while_another_logs_is_logged_or_told(
    racers, race_rounds, fresh, marketer, contacts
):
    rounds = [
        added_before_or_not_at_all(racers, add, fresh(), marketer, contacts[-1])
        for _ in range(race_rounds)
    ]

    assert all(rounds)


def test_control_without_the_lock_a_line_is_added_under_the_log(
    racers, race_rounds, fresh, marketer, contacts
):
    rounds = (
        added_before_or_not_at_all(racers, add_to_what_is_logged, fresh(), marketer, contacts[-1])
        for _ in range(race_rounds)
    )

    assert not all(rounds)


def gone_on_in_turns(racers, go_on, segment):
    racers.race(Run(go_on, segment.batch_id), Run(go_on, segment.batch_id))
    follow_up = Segment.objects.get(follows=segment)
    return numbers(segment) == (LINES, LINES, LINES, 1) and follow_up.lines.count() == LINES


def test_two_who_go_on_with_a_logging_take_turns(racers, race_rounds, begun):
    assert all(gone_on_in_turns(racers, go_on, begun()) for _ in range(race_rounds))


@pytest.mark.postgres
def test_control_without_the_watermark_lines_would_be_recorded_twice(racers, race_rounds, begun):
    def go_on_often():
        for _ in range(race_rounds):
            gone_on_in_turns(racers, go_on_unguarded, begun())

    with pytest.raises(RivalFailed, match=r"once_a_batch|stands_once"):
        go_on_often()


def canceled_whole_or_not(racers, cancel, segment, by):
    _gone_on, canceled = racers.race(Run(go_on, segment.batch_id), Run(cancel, segment.pk, by.pk))
    standing, everything, _lines, _follow_ups = numbers(segment)
    return everything == LINES and standing == (0 if canceled.value else LINES)


def test_who_cancels_what_is_being_logged_gets_all_or_nothing(racers, race_rounds, begun, marketer):
    rounds = [canceled_whole_or_not(racers, cancel, begun(), marketer) for _ in range(race_rounds)]

    assert all(rounds)


def test_control_without_the_guard_half_a_logging_is_canceled(racers, race_rounds, begun, marketer):
    rounds = (
        canceled_whole_or_not(racers, cancel_what_is_being_logged, begun(), marketer)
        for _ in range(race_rounds)
    )

    assert not all(rounds)


def finished_or_taken_back(racers, withdraw, segment, by):
    _gone_on, withdrawn = racers.race(
        Run(go_on, segment.batch_id), Run(withdraw, segment.pk, by.pk)
    )
    batch = InteractionBatch.objects.get(pk=segment.batch_id)
    segment.refresh_from_db()
    standing, everything, _lines, follow_ups = numbers(segment)
    if withdrawn.value:
        left = (segment.batch_id, batch.finished_at, standing, follow_ups)
        return left == (None, None, 0, 0) and Segment.objects.filter(follows=segment).count() == 0
    return (batch.taken_back_at, standing, everything, follow_ups) == (None, LINES, LINES, 1)


def test_a_logging_is_finished_or_taken_back(racers, race_rounds, begun, marketer):
    rounds = [
        finished_or_taken_back(racers, withdraw, begun(), marketer) for _ in range(race_rounds)
    ]

    assert all(rounds)


def test_control_without_the_guard_a_finished_one_is_taken_back(
    racers, race_rounds, begun, marketer
):
    rounds = (
        finished_or_taken_back(racers, withdraw_what_is_logged, begun(), marketer)
        for _ in range(race_rounds)
    )

    assert not all(rounds)


@pytest.fixture
def canceled(fresh, marketer):
    def make():
        segment = fresh()
        log(segment.pk, marketer.pk)
        cancel(segment.pk, marketer.pk)
        return segment

    return make


def gone_or_restored(racers, delete, segment, by):
    deleted, restored = racers.race(Run(delete, segment.pk), Run(restore, segment.pk, by.pk))
    standing, everything, lines, _follow_ups = numbers(segment)
    if restored.value:
        return not deleted.value and (standing, everything, lines) == (LINES, LINES, LINES)
    return deleted.value == 1 and (everything, lines) == (0, 0)


def test_a_canceled_segment_is_deleted_or_restored(racers, race_rounds, canceled, marketer):
    rounds = [gone_or_restored(racers, delete, canceled(), marketer) for _ in range(race_rounds)]

    assert all(rounds)


def test_control_without_asking_again_a_restored_segment_is_deleted(
    racers, race_rounds, canceled, marketer
):
    rounds = (
        gone_or_restored(racers, delete_what_was_read, canceled(), marketer)
        for _ in range(race_rounds)
    )

    assert not all(rounds)


@pytest.fixture
def with_one_canceled(fresh, marketer):
    """Make a logged segment, one entry of which was canceled alone."""

    def make():
        segment = fresh()
        log(segment.pk, marketer.pk)
        entry = InteractionLogEntry.objects.earliest("pk")
        cancel_entries(
            entries=InteractionLogEntry.objects.filter(pk=entry.pk), by=marketer, now=NOW
        )
        return segment

    return make


def canceled_after_all(racers, cancel, restore, segment, by):
    """Whether nothing of the canceled segment counts, whoever came first."""
    canceled, _restored = racers.race(
        Run(cancel, segment.pk, by.pk), Run(restore, segment.pk, by.pk)
    )
    return canceled.value in {LINES - 1, LINES} and numbers(segment)[:2] == (0, LINES)


def test_of_a_segment_that_is_canceled_nothing_is_restored_alone(
    racers, race_rounds, with_one_canceled, marketer
):
    rounds = [
        canceled_after_all(racers, cancel, restore_alone, with_one_canceled(), marketer)
        for _ in range(race_rounds)
    ]

    assert all(rounds)


@pytest.mark.postgres
def test_control_unless_the_batch_is_held_an_entry_of_a_canceled_segment_counts(
    racers, race_rounds, with_one_canceled, marketer
):
    rounds = (
        canceled_after_all(
            racers, cancel_and_linger, restore_alone_unguarded, with_one_canceled(), marketer
        )
        for _ in range(race_rounds)
    )

    assert not all(rounds)
