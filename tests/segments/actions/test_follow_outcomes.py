"""A follow-up by what came out, and a rerun for those who are new."""

import datetime

import pytest

from crm import roles
from interactions.models import Evaluation, InformationFlow, InteractionLogEntry
from segments.actions.build import add_contacts
from segments.actions.cancel_logged_segment import cancel_logged_segment
from segments.actions.follow_outcomes import NobodyToFollow, follow_outcomes, rerun_for_newcomers
from segments.actions.log_segment import LogOptions, log_segment
from segments.criteria import criteria_of
from segments.models import Segment, SegmentStep
from segments.outcomes import Outcomes
from tests.factories import (
    NOW,
    LogEntryFactory,
    MarketingSetupFactory,
    NumberSeriesLineFactory,
    PersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    seller,
)

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(days=3)


@pytest.fixture
def by():
    setup = MarketingSetupFactory()
    setup.segment_series = NumberSeriesLineFactory(prefix="F").series
    setup.save()
    return seller(roles.MARKETING)


@pytest.fixture
def logged(by):
    segment = SegmentFactory()
    for surname in ("Ada", "Bey", "Cey"):
        SegmentLineFactory(segment=segment, contact=PersonFactory(surname=surname))
    log_segment(segment=segment, by=by, now=NOW)
    segment.refresh_from_db()
    return segment


def entry(surname):
    return InteractionLogEntry.objects.filter(contact__surname=surname)


def follow(segment, by, **outcomes):
    return follow_outcomes(segment=segment, outcomes=Outcomes(**outcomes), by=by, now=LATER)


def surnames(segment) -> list[str]:
    return sorted(segment.lines.kept().values_list("contact__surname", flat=True))


def test_those_evaluated_so_are_followed(logged, by):
    entry("Ada").update(evaluation=Evaluation.NEGATIVE)
    entry("Bey").update(evaluation=Evaluation.POSITIVE)

    followed = follow(logged, by, evaluations=(Evaluation.NEGATIVE,))

    assert surnames(followed) == ["Ada"]
    assert followed.follows == logged
    assert followed.description == f"Follow-up on segment {logged.number}"


def test_failed_attempts_are_followed_or_those_evaluated_so(logged, by):
    entry("Ada").update(evaluation=Evaluation.NEGATIVE)
    entry("Cey").update(attempt_failed=True)

    followed = follow(logged, by, evaluations=(Evaluation.NEGATIVE,), failed=True)

    assert surnames(followed) == ["Ada", "Cey"]


def test_those_who_never_answered_are_followed(logged, by):
    for surname, moment in (("Ada", LATER), ("Bey", NOW - datetime.timedelta(days=1))):
        LogEntryFactory(
            contact=entry(surname).get().contact,
            occurred_at=moment,
            information_flow=InformationFlow.INBOUND,
        )

    assert surnames(follow(logged, by, no_answer=True)) == ["Bey", "Cey"]


def test_canceled_interactions_came_out_in_no_way(logged, by):
    entry("Ada").update(attempt_failed=True)
    cancel_logged_segment(segment=logged, by=by, now=LATER)

    with pytest.raises(NobodyToFollow):
        follow(logged, by, failed=True)

    assert Segment.objects.count() == 1


def test_who_is_blocked_meanwhile_is_left_out_and_named(logged, by):
    entry("Ada").update(attempt_failed=True)
    entry("Bey").update(attempt_failed=True)
    ada = entry("Ada").get().contact
    ada.privacy_blocked = True
    ada.save()

    followed = follow(logged, by, failed=True)

    step = followed.steps.get()
    assert surnames(followed) == ["Bey"]
    assert [skipped.contact for skipped in step.skipped_contacts.all()] == [ada]


@pytest.mark.parametrize(
    "outcomes",
    [Outcomes(), Outcomes((3, 1)), Outcomes(failed=True), Outcomes((5,), no_answer=True)],
)
def test_outcomes_are_kept_as_a_query(outcomes):
    assert set(Outcomes.parse(outcomes.query).evaluations) == set(outcomes.evaluations)
    assert Outcomes.parse(outcomes.query).query == outcomes.query


def test_without_an_outcome_nothing_is_made(logged, by):
    with pytest.raises(NobodyToFollow):
        follow(logged, by)


# Newcomers


@pytest.fixture
def of_brno(by):
    """A logged segment of those in Brno, with a follow-up that somebody else was put on."""
    PersonFactory(surname="Ada", city="Brno")
    segment = SegmentFactory(interaction_description="Spring", cost=7)
    contacts = criteria_of("city=Brno", "", by, NOW).contacts()
    add_contacts(
        segment=segment,
        contacts=contacts,
        kind=SegmentStep.Kind.ADD,
        by=by,
        now=NOW,
        query="city=Brno",
    )
    log_segment(segment=segment, by=by, now=NOW, options=LogOptions(create_follow_up=True))
    segment.refresh_from_db()
    late = PersonFactory(surname="Bey", city="Brno")
    add_contacts(
        segment=segment.followed_by.get(),
        contacts=[late.pk],
        kind=SegmentStep.Kind.SEARCH,
        by=by,
        now=NOW,
    )
    return segment


def test_only_those_outside_the_lineage_are_new(of_brno, by):
    PersonFactory(surname="Cey", city="Brno")
    PersonFactory(surname="Dey", city="Praha")

    again = rerun_for_newcomers(segment=of_brno, by=by, now=LATER)

    assert surnames(again) == ["Cey"]
    assert (again.interaction_description, again.cost, again.follows) == ("Spring", 7, of_brno)


def test_where_nobody_is_new_nothing_is_made(of_brno, by):
    before = Segment.objects.count()

    with pytest.raises(NobodyToFollow, match="Nobody new"):
        rerun_for_newcomers(segment=of_brno, by=by, now=LATER)

    assert Segment.objects.count() == before


def test_a_segment_without_conditions_has_no_newcomers(logged, by):
    with pytest.raises(NobodyToFollow, match="not built by conditions"):
        rerun_for_newcomers(segment=logged, by=by, now=LATER)
