"""What cannot be with segments is found by `checkintegrity`."""

import pytest

from crm import roles
from crm.models import AuditRecord
from interactions.models import InteractionBatch, InteractionLogEntry
from segments import integrity
from segments.actions.log_segment import LogOptions, log_segment
from segments.actions.logging_steps import run_step
from segments.actions.take_back import take_back_logging
from segments.models import Segment, SegmentLine
from tests.factories import (
    NOW,
    MarketingSetupFactory,
    NumberSeriesLineFactory,
    PersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    UserFactory,
)
from tests.segments.logged import canceled_segment, logged_segment, segment_with_lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def marketer():
    return UserFactory(role=roles.MARKETING)


@pytest.fixture
def logged(marketer):
    return logged_segment(marketer, count=2)


@pytest.fixture
def under_way(marketer, monkeypatch):
    """A segment of which the first of three lines is logged, with a follow-up."""
    monkeypatch.setattr("segments.actions.log_segment.ONE_STEP", {"sqlite": 0, "postgresql": 0})
    setup = MarketingSetupFactory()
    setup.segment_series = NumberSeriesLineFactory(prefix="F").series
    setup.save()
    segment = segment_with_lines(3)
    options = LogOptions(create_follow_up=True)
    batch = log_segment(segment=segment, by=marketer, now=NOW, options=options)
    run_step(batch=batch, now=NOW, size=1)
    return Segment.objects.select_related("batch").get(pk=segment.pk)


@pytest.fixture
def everything(logged, marketer, request):
    """Segments in every state; all of it is as it should be."""
    SegmentLineFactory(segment=SegmentFactory(), contact__exclude_from_segments=True)
    canceled_segment(marketer)
    skipping = segment_with_lines(1)
    SegmentLineFactory(segment=skipping, contact__privacy_blocked=True)
    log_segment(segment=skipping, by=marketer, now=NOW)
    # Last, because from then on every segment is a long one.
    request.getfixturevalue("under_way")


@pytest.mark.parametrize("check", integrity.CHECKS, ids=lambda check: check.find.__name__)
def test_what_is_as_it_should_be_is_not_found(everything, check):
    assert list(check.find()) == []


def test_a_line_too_many_is_found(logged):
    SegmentLineFactory(segment=logged)

    [found] = integrity.wrong_totals()

    assert "has 3 lines that were not skipped, and recorded 2" in found


def test_an_entry_of_nobody_is_found(logged):
    entry = InteractionLogEntry.objects.first()
    InteractionLogEntry.objects.filter(pk=entry.pk).update(contact=PersonFactory())

    assert len(list(integrity.entries_without_a_line())) == 1


def test_an_entry_of_a_skipped_line_is_found(logged):
    SegmentLine.objects.filter(pk=logged.lines.first().pk).update(skipped="excluded")

    assert len(list(integrity.entries_without_a_line())) == 1


def test_an_entry_ahead_of_the_watermark_is_found(under_way):
    InteractionBatch.objects.filter(pk=under_way.batch_id).update(watermark=0)

    assert len(list(integrity.entries_without_a_line())) == 1


def test_a_line_that_was_passed_by_is_found(under_way):
    last = under_way.lines.last().pk
    InteractionBatch.objects.filter(pk=under_way.batch_id).update(watermark=last)

    assert len(list(integrity.lines_without_an_entry())) == 2


def test_an_active_segment_that_skips_is_found():
    SegmentLineFactory(skipped="excluded")

    assert len(list(integrity.skipped_before_logging())) == 1


@pytest.mark.parametrize(
    "break_it",
    [
        lambda batch: InteractionBatch.objects.filter(pk=batch.pk).update(finished_at=NOW),
        lambda batch: InteractionLogEntry.objects.filter(batch=batch).update(cancellation=None),
        lambda batch: Segment.objects.filter(follows=None).update(batch=batch),
    ],
)
def test_what_was_taken_back_by_half_is_found(under_way, marketer, break_it):
    batch = under_way.batch
    take_back_logging(segment=under_way, by=marketer, now=NOW)

    break_it(batch)

    assert list(integrity.half_taken_back()) == [f"batch {batch.pk} was taken back by half"]


def test_a_follow_up_that_nobody_fills_is_found(under_way):
    InteractionBatch.objects.filter(pk=under_way.batch_id).update(finished_at=NOW)

    assert len(list(integrity.hidden_segments())) == 1


def test_a_segment_that_a_finished_deletion_left_is_found(logged):
    audit = AuditRecord.objects.create(
        deed=AuditRecord.Deed.DELETE_SEGMENTS, at=NOW, finished_at=NOW
    )
    Segment.objects.filter(pk=logged.pk).update(deletion=audit)

    assert list(integrity.hidden_segments()) == [f"segment {logged.number} is seen by nobody"]


def test_an_entry_that_counts_though_its_segment_is_canceled_is_found(marketer):
    segment = canceled_segment(marketer)
    entry = segment.batch.entries.first()
    InteractionLogEntry.objects.filter(pk=entry.pk).update(cancellation=None)

    assert list(integrity.half_canceled()) == [
        f"entry {entry.pk} counts, and its segment is canceled"
    ]
