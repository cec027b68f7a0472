"""Logging a segment: one entry a line, exactly once, nothing half."""

import datetime
from decimal import Decimal
from unittest import mock

import pytest

from crm import roles
from crm.access import MissingRight
from crm.actions.pace import Pace
from crm.actions.take_number import SeriesMissing
from interactions.models import InteractionBatch, InteractionLogEntry
from segments.actions import logging_steps
from segments.actions.cancel_logged_segment import (
    AlreadyDone,
    cancel_logged_segment,
    restore_logged_segment,
)
from segments.actions.log_segment import (
    LogOptions,
    PreviewIsStale,
    SegmentAlreadyLogged,
    SegmentNotReady,
    log_segment,
    preview_log,
)
from segments.actions.logging_steps import pace_alone, run_step, run_steps
from segments.actions.start_segment import SegmentNotOpen, change_segment
from segments.actions.take_back import TooLateToTakeBack, take_back_logging
from segments.models import Segment, SegmentLine
from segments.models.segment_line import Skipped
from tests.factories import (
    NOW,
    CancellationFactory,
    CompanyFactory,
    InteractionTemplateFactory,
    MarketingSetupFactory,
    NumberSeriesLineFactory,
    PersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    TemplateTextFactory,
    seller,
)

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(hours=1)


@pytest.fixture
def long_way(monkeypatch):
    """Let every segment go in steps, as if it were long."""
    monkeypatch.setattr("segments.actions.log_segment.ONE_STEP", {"sqlite": 0, "postgresql": 0})


@pytest.fixture
def segment_series():
    setup = MarketingSetupFactory()
    setup.segment_series = NumberSeriesLineFactory(prefix="SM").series
    setup.save()


def segment_with_lines(count=3, **values) -> Segment:
    segment = SegmentFactory(**values)
    SegmentLineFactory.create_batch(count, segment=segment)
    return segment


def entries() -> list[InteractionLogEntry]:
    return list(InteractionLogEntry.objects.order_by("contact"))


def test_every_line_gets_an_entry_and_the_segment_is_logged(marketer):
    segment = segment_with_lines(3)

    batch = log_segment(segment=segment, by=marketer, now=NOW)

    segment.refresh_from_db()
    assert segment.is_logged
    assert (batch.total, batch.finished_at) == (3, NOW)
    assert {entry.contact_id for entry in entries()} == set(
        segment.lines.values_list("contact", flat=True)
    )


def test_an_entry_holds_the_effective_values(marketer):
    template = InteractionTemplateFactory(description="Invitation", unit_cost=12, unit_duration=5)
    TemplateTextFactory(template=template, language="cs", subject="Jarní den")
    company = CompanyFactory()
    segment = SegmentFactory(template=template, date=datetime.date(2026, 5, 1))
    line = SegmentLineFactory(
        segment=segment,
        contact=PersonFactory(
            company=company, language="cs", correspondence_type="email", email="j@example.com"
        ),
        cost=Decimal(0),
    )

    log_segment(segment=segment, by=marketer, now=NOW)

    entry = InteractionLogEntry.objects.get()
    assert (entry.contact, entry.company) == (line.contact, company)
    assert (entry.description, entry.subject, entry.language) == ("Invitation", "Jarní den", "cs")
    assert (entry.cost, entry.duration) == (0, 5)
    assert (entry.correspondence_type, entry.contacted_via) == ("email", "j@example.com")
    assert (entry.template, entry.group) == (template, template.group)
    assert (entry.source, entry.recorded_by, entry.recorded_at) == ("segment", marketer, NOW)
    assert entry.search_text == " invitation jarni den"


def test_a_line_is_dated_at_the_time_of_day_of_logging(marketer):
    segment = segment_with_lines(1, date=datetime.date(2026, 7, 1))

    log_segment(segment=segment, by=marketer, now=NOW)

    # 14:05 UTC in November is 15:05 in Prague; 15:05 in July is 13:05 UTC.
    assert entries()[0].occurred_at == datetime.datetime(2026, 7, 1, 13, 5, tzinfo=datetime.UTC)


def test_who_is_skipped_gets_no_entry_but_a_reason(marketer):
    segment = segment_with_lines(1)
    skipped = SegmentLineFactory(segment=segment, contact__exclude_from_segments=True)

    log_segment(segment=segment, by=marketer, now=NOW)

    skipped.refresh_from_db()
    assert skipped.skipped == Skipped.EXCLUDED
    assert len(entries()) == 1


def test_the_preview_counts_what_will_be_recorded(marketer):
    segment = segment_with_lines(2, template=InteractionTemplateFactory(unit_cost=10))
    SegmentLineFactory(segment=segment, contact__privacy_blocked=True)

    preview = preview_log(segment=segment, by=marketer)

    assert (preview.recorded, preview.cost, preview.missing) == (2, 20, 0)
    assert preview.skipped == {Skipped.PRIVACY: 1}


def test_what_is_skipped_anew_since_the_preview_is_shown_first(marketer):
    segment = segment_with_lines(2)
    seen = preview_log(segment=segment, by=marketer).fingerprint
    contact = segment.lines.first().contact
    contact.privacy_blocked = True
    contact.save()

    with pytest.raises(PreviewIsStale):
        log_segment(segment=segment, by=marketer, now=NOW, seen=seen)

    assert entries() == []


@pytest.mark.parametrize("values", [{"template": None}, {"date": None}])
def test_nothing_is_logged_while_something_is_missing(marketer, values):
    segment = segment_with_lines(2, **values)

    with pytest.raises(SegmentNotReady) as told:
        log_segment(segment=segment, by=marketer, now=NOW)

    segment.refresh_from_db()
    assert told.value.sentences
    assert segment.is_open
    assert not InteractionBatch.objects.exists()


def test_a_segment_without_lines_is_not_logged(marketer):
    with pytest.raises(SegmentNotReady):
        log_segment(segment=SegmentFactory(), by=marketer, now=NOW)


def test_logging_twice_records_once(marketer):
    segment = segment_with_lines(2)
    again = Segment.objects.get(pk=segment.pk)
    log_segment(segment=segment, by=marketer, now=NOW)

    with pytest.raises(SegmentAlreadyLogged):
        log_segment(segment=again, by=marketer, now=LATER)

    assert len(entries()) == 2


def test_logging_without_the_right_changes_nothing():
    segment = segment_with_lines(1)

    with pytest.raises(MissingRight):
        log_segment(segment=segment, by=seller(roles.AUDITOR), now=NOW)

    assert entries() == []


def test_a_header_changed_since_it_was_read_is_shown_first(marketer):
    segment = segment_with_lines(1)
    change_segment(
        segment=Segment.objects.get(pk=segment.pk), values={"description": "New"}, by=marketer
    )

    with pytest.raises(PreviewIsStale):
        log_segment(segment=segment, by=marketer, now=NOW)


def test_a_logged_segment_never_changes(marketer):
    segment = segment_with_lines(1)
    log_segment(segment=segment, by=marketer, now=NOW)

    with pytest.raises(SegmentNotOpen):
        change_segment(segment=segment, values={"description": "New"}, by=marketer)


def test_the_follow_up_has_the_same_contacts_and_nothing_else(marketer, segment_series):
    segment = segment_with_lines(2, interaction_description="Own words")
    SegmentLineFactory(segment=segment, contact__email="", correspondence_type="email")
    SegmentLineFactory(segment=segment, contact__exclude_from_segments=True)

    log_segment(segment=segment, by=marketer, now=NOW, options=LogOptions(create_follow_up=True))

    follow_up = segment.followed_by.get()
    assert follow_up.lines.count() == 3
    assert (follow_up.number, follow_up.template) == ("SM00001", None)
    assert follow_up.description == f"Follow-up on segment {segment.number}"
    assert follow_up.interaction_description is None
    assert list(Segment.objects.visible_to(marketer).active()) == [follow_up]


def test_the_interaction_part_is_copied_where_it_is_asked_for(marketer, segment_series):
    segment = segment_with_lines(1, interaction_description="Own words")
    options = LogOptions(create_follow_up=True, copy_interaction=True)

    log_segment(segment=segment, by=marketer, now=NOW, options=options)

    follow_up = segment.followed_by.get()
    assert follow_up.template == segment.template
    assert follow_up.interaction_description == "Own words"


def test_without_a_series_a_follow_up_undoes_the_whole(marketer):
    segment = segment_with_lines(1)

    with pytest.raises(SeriesMissing):
        log_segment(
            segment=segment, by=marketer, now=NOW, options=LogOptions(create_follow_up=True)
        )

    segment.refresh_from_db()
    assert segment.is_open
    assert entries() == []


def test_a_long_segment_is_logged_in_steps(marketer, segment_series, long_way):
    segment = segment_with_lines(5)
    options = LogOptions(create_follow_up=True)
    batch = log_segment(segment=segment, by=marketer, now=NOW, options=options)
    begun = len(entries())

    run_steps(batch=batch, now=LATER, pace=Pace(2, rest=0))

    batch.refresh_from_db()
    assert (begun, len(entries())) == (0, 5)
    assert (batch.finished_at, batch.total) == (LATER, 5)
    assert segment.followed_by.get().lines.count() == 5


def test_a_step_costs_the_same_whatever_the_length(
    marketer, long_way, django_assert_max_num_queries
):
    batch = log_segment(segment=segment_with_lines(40), by=marketer, now=NOW)

    with django_assert_max_num_queries(22):
        run_step(batch=batch, now=LATER, size=30)


@pytest.mark.parametrize(("pace_of", "steps"), [("pace_alone", 1), ("own_pace", 2)])
def test_where_nobody_waits_steps_are_wide(marketer, long_way, monkeypatch, pace_of, steps):
    monkeypatch.setattr(logging_steps, "WIDTH", {"sqlite": 2, "postgresql": 2})
    batch = log_segment(segment=segment_with_lines(3), by=marketer, now=NOW)

    with mock.patch.object(logging_steps, "run_step", wraps=run_step) as counted:
        run_steps(batch=batch, now=LATER, pace=getattr(logging_steps, pace_of)())

    assert counted.call_count == steps
    assert InteractionLogEntry.objects.count() == 3


def test_a_follow_up_is_seen_only_when_logging_has_ended(marketer, segment_series, long_way):
    segment = segment_with_lines(3)
    options = LogOptions(create_follow_up=True)
    batch = log_segment(segment=segment, by=marketer, now=NOW, options=options)
    run_step(batch=batch, now=NOW, size=1)

    assert list(Segment.objects.visible_to(marketer)) == [segment]


def test_taking_back_makes_the_segment_active_again(marketer, segment_series, long_way):
    segment = segment_with_lines(3)
    options = LogOptions(create_follow_up=True)
    batch = log_segment(segment=segment, by=marketer, now=NOW, options=options)
    run_step(batch=batch, now=NOW, size=2)
    segment.refresh_from_db()

    take_back_logging(segment=segment, by=marketer, now=LATER)
    run_steps(batch=batch, now=LATER, pace=pace_alone())

    segment.refresh_from_db()
    assert segment.is_open
    assert not InteractionLogEntry.objects.standing().exists()
    assert InteractionLogEntry.objects.canceled().count() == 2
    assert Segment.objects.count() == 1


def test_a_segment_taken_back_can_be_logged_again(marketer, long_way):
    segment = segment_with_lines(2)
    batch = log_segment(segment=segment, by=marketer, now=NOW)
    run_step(batch=batch, now=NOW, size=1)
    segment.refresh_from_db()
    take_back_logging(segment=segment, by=marketer, now=NOW)
    segment.refresh_from_db()

    again = log_segment(segment=segment, by=marketer, now=LATER)
    run_steps(batch=again, now=LATER, pace=pace_alone())

    assert InteractionLogEntry.objects.standing().count() == 2


def test_what_is_logged_cannot_be_taken_back(marketer):
    segment = segment_with_lines(1)
    log_segment(segment=segment, by=marketer, now=NOW)
    segment.refresh_from_db()

    with pytest.raises(TooLateToTakeBack):
        take_back_logging(segment=segment, by=marketer, now=LATER)


def test_canceling_a_logged_segment_marks_its_entries_and_restoring_undoes_exactly_that(marketer):
    segment = segment_with_lines(3)
    log_segment(segment=segment, by=marketer, now=NOW)
    segment.refresh_from_db()
    alone = entries()[0]
    InteractionLogEntry.objects.filter(pk=alone.pk).update(cancellation=CancellationFactory())

    canceled = cancel_logged_segment(segment=segment, by=marketer, now=NOW)
    restored = restore_logged_segment(segment=segment, by=marketer, now=LATER)

    assert (canceled, restored) == (2, 2)
    assert list(InteractionLogEntry.objects.canceled()) == [alone]


def test_canceling_a_logged_segment_twice_is_told(marketer):
    segment = segment_with_lines(1)
    log_segment(segment=segment, by=marketer, now=NOW)
    segment.refresh_from_db()
    cancel_logged_segment(segment=segment, by=marketer, now=NOW)

    with pytest.raises(AlreadyDone):
        cancel_logged_segment(segment=segment, by=marketer, now=NOW)


def test_lines_of_other_segments_are_left_alone(marketer):
    segment = segment_with_lines(1)
    segment_with_lines(2)

    log_segment(segment=segment, by=marketer, now=NOW)

    assert len(entries()) == 1
    assert SegmentLine.objects.count() == 3
