"""Deleting canceled logged segments: only those, whole, with their entries or without."""

import datetime

import pytest

from crm import roles
from crm.access import MissingRight
from crm.actions.pace import Pace
from crm.models import AuditRecord
from interactions.actions.purge import last_cancellation
from interactions.actions.restore import restore_entries
from interactions.models import InteractionLogEntry
from segments.actions.cancel_logged_segment import AlreadyDone, restore_logged_segment
from segments.actions.create_follow_up import follow, start_follow_up
from segments.actions.delete_canceled_segments import (
    NoSegmentToDelete,
    clear_away_leftovers,
    delete_canceled_segments,
    preview_segment_deletion,
    start_segment_deletion,
)
from segments.models import Segment, SegmentLine, SegmentStep
from tests.factories import (
    NOW,
    MarketingSetupFactory,
    NumberSeriesLineFactory,
    SalespersonFactory,
    TeamFactory,
    UserFactory,
    seller,
)
from tests.segments.logged import canceled_segment, logged_segment, segment_with_lines

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(hours=1)
PACE = Pace(rows=2, rest=0)


@pytest.fixture
def administrator():
    return UserFactory(role=roles.SETUP)


def announce(by=None, *, with_entries=False, segments=None):
    return start_segment_deletion(
        segments=Segment.objects.all() if segments is None else segments,
        by=by,
        now=NOW,
        until=last_cancellation(),
        with_entries=with_entries,
        facts={},
    )


def delete(audit, stop=lambda: False):
    done = delete_canceled_segments(
        segments=Segment.objects.all(), audit=audit, pace=PACE, clock=lambda: LATER, stop=stop
    )
    audit.refresh_from_db()
    return done


def stop_after(count):
    """A question that says stop from its *count*-th asking on."""
    asked = iter(range(count))
    return lambda: next(asked, None) is None


def test_only_canceled_logged_segments_go_with_their_lines(marketer, administrator):
    canceled_segment(marketer)
    standing, active = logged_segment(marketer), segment_with_lines(2)

    audit = announce(administrator)
    delete(audit)

    assert set(Segment.objects.all()) == {standing, active}
    assert SegmentLine.objects.count() == 5
    assert (audit.count, audit.total, audit.finished_at) == (1, 1, LATER)


def test_entries_are_kept_canceled_and_can_be_restored_alone(marketer, administrator):
    canceled_segment(marketer, count=3)

    delete(announce(administrator))
    restored = restore_entries(entries=InteractionLogEntry.objects.all(), by=marketer, now=LATER)

    assert InteractionLogEntry.objects.count() == 3
    assert (restored.count, restored.bound) == (3, 0)


def test_entries_go_with_their_segment_where_that_is_chosen(marketer, administrator):
    canceled_segment(marketer, count=5)
    logged_segment(marketer, count=2)

    delete(announce(administrator, with_entries=True))

    assert InteractionLogEntry.objects.standing().count() == 2
    assert not InteractionLogEntry.objects.canceled().exists()


def test_the_preview_counts_what_goes_and_writes_nothing(marketer, administrator):
    canceled_segment(marketer, count=2)

    rows = preview_segment_deletion(
        segments=Segment.objects.all(),
        by=administrator,
        until=last_cancellation(),
        with_entries=True,
    )

    assert dict(rows) == {"Segments": 1, "Lines": 2, "Interaction Log Entries": 2}
    assert Segment.objects.count() == 1


def test_what_is_restored_after_the_announcement_stays(marketer, administrator):
    segment, other = canceled_segment(marketer), canceled_segment(marketer)
    audit = announce(administrator)
    restore_logged_segment(segment=segment, by=marketer, now=NOW)

    delete(audit)

    assert list(Segment.objects.all()) == [segment]
    assert (audit.count, audit.total) == (1, 2)
    assert not Segment.objects.filter(pk=other.pk).exists()


def test_what_is_canceled_after_the_announcement_stays(marketer, administrator):
    canceled_segment(marketer)
    audit = announce(administrator)
    later = canceled_segment(marketer)

    delete(audit)

    assert list(Segment.objects.all()) == [later]


def test_a_segment_that_was_taken_away_is_seen_by_nobody_and_not_restored(marketer, administrator):
    segment = canceled_segment(marketer)

    done = delete(announce(administrator, with_entries=True), stop=stop_after(1))

    assert not done
    assert Segment.objects.count() == 1
    assert not Segment.objects.visible_to(marketer).exists()
    with pytest.raises(AlreadyDone):
        restore_logged_segment(segment=segment, by=marketer, now=LATER)


@pytest.mark.parametrize("with_entries", [True, False])
@pytest.mark.parametrize("pieces", range(1, 6))
def test_what_an_interrupted_run_left_goes_with_the_next(
    marketer, administrator, with_entries, pieces
):
    canceled_segment(marketer, count=3)
    kept = 0 if with_entries else 3
    delete(announce(administrator, with_entries=with_entries), stop=stop_after(pieces))

    # The next run was asked to do the contrary with entries; the decision of the first one holds.
    canceled_segment(marketer, count=1)
    delete(announce(administrator, with_entries=not with_entries))

    assert not Segment.objects.exists()
    assert not SegmentLine.objects.exists()
    assert not SegmentStep.objects.exists()
    assert InteractionLogEntry.objects.count() == kept + (1 if with_entries else 0)
    assert sum(AuditRecord.objects.values_list("count", flat=True)) == 2


def test_leftovers_go_where_nothing_else_is_to_be_deleted(marketer, administrator):
    canceled_segment(marketer, count=3)
    delete(announce(administrator), stop=stop_after(1))

    with pytest.raises(NoSegmentToDelete):
        announce(administrator)
    clear_away_leftovers(pace=PACE, clock=lambda: LATER, stop=lambda: False)

    assert not Segment.objects.exists()


def test_a_follow_up_outlives_the_segment_it_follows(marketer, administrator):
    setup = MarketingSetupFactory()
    setup.segment_series = NumberSeriesLineFactory(prefix="SM").series
    setup.save()
    segment = canceled_segment(marketer)
    step = start_follow_up(segment=segment, by=marketer, now=NOW)
    follow(lines=segment.lines.kept(), step=step)

    delete(announce(administrator))

    follow_up, step = Segment.objects.get(), SegmentStep.objects.get()
    assert (follow_up.follows, step.source) == (None, None)
    assert follow_up.lines.count() == 3


def test_a_manager_deletes_the_segments_of_his_team_alone(marketer):
    team = TeamFactory()
    manager = seller(roles.MANAGER, team=team)
    canceled_segment(marketer, salesperson=SalespersonFactory(team=team))
    others = canceled_segment(marketer)

    delete(announce(manager))

    assert list(Segment.objects.all()) == [others]


def test_without_the_right_nothing_is_announced(marketer):
    canceled_segment(marketer)

    with pytest.raises(MissingRight):
        announce(marketer)

    assert not AuditRecord.objects.exists()
