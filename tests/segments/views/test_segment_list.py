"""The lists of active and of logged segments: their foot says what they come to."""

import pytest
from django.urls import reverse

from interactions.actions.cancel import cancel_entries
from segments.actions.log_segment import log_segment
from segments.views import segment_list
from tests.factories import (
    NOW,
    CampaignFactory,
    LogEntryFactory,
    PersonFactory,
    SalespersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    SegmentStepFactory,
    seller,
)
from tests.segments.logged import canceled_segment, logged_segment, segment_with_lines

pytestmark = pytest.mark.django_db

ACTIVE, LOGGED = "segment_list", "logged_segment_list"
HTMX_FOOT = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "segment-foot"}


@pytest.fixture
def narrow_seller():
    """A salesperson whose role sees its own contacts only."""
    user = seller()
    group = user.groups.get()
    group.permissions.remove(*group.permissions.filter(codename__in=("see_all", "see_team")))
    return user


def test_on_a_phone_a_row_is_its_number_and_then_what_it_is_about(visitor, marketer):
    segment_with_lines(1, description="Autumn")
    logged_segment(marketer, count=1, description="Spring")

    for name, description in ((ACTIVE, "Autumn"), (LOGGED, "Spring")):
        html = visitor.get(reverse(name)).content.decode()
        assert f'<td class="p2">{description}</td>' in html
        assert '<td class="n labelled" title="' in html


def made(name, by, count, **values):
    """A segment that stands on the list *name*."""
    if name == ACTIVE:
        return segment_with_lines(count, **values)
    return logged_segment(by, count=count, **values)


def foot_of(response) -> dict[str, str]:
    sums = response.context["foot"]["sums"]
    return {str(label): value.replace("\xa0", " ") for label, value in sums}


def test_active_segments_sum_the_lines_that_stand_on_them(visitor):
    segment = SegmentFactory(cost=10, duration=30)
    SegmentLineFactory(segment=segment, cost="2.50", duration=0)
    SegmentLineFactory(segment=segment)
    removed = SegmentLineFactory(segment=segment)
    removed.removed_in = SegmentStepFactory(segment=segment)
    removed.save()
    other = SegmentFactory(cost=1, duration=40)
    SegmentLineFactory(segment=other)

    response = visitor.get(reverse(ACTIVE))

    assert foot_of(response) == {
        "Segments": "2",
        "Segment lines": "3",
        "Cost": "13.50 CZK",
        "Duration": "1 h 10 min",
    }
    assert "Without canceled ones" not in response.content.decode()


def test_who_would_be_skipped_is_a_line_without_cost(visitor):
    segment = SegmentFactory(cost=10)
    SegmentLineFactory(segment=segment)
    SegmentLineFactory(segment=segment, contact=PersonFactory(privacy_blocked=True))

    foot = foot_of(visitor.get(reverse(ACTIVE)))

    assert (foot["Segment lines"], foot["Cost"]) == ("2", "10.00 CZK")


def test_logged_segments_sum_their_entries_without_canceled_ones(visitor, marketer):
    segment = logged_segment(marketer, count=3, cost=10, duration=20)
    alone = segment.batch.entries.filter(pk=segment.batch.entries.first().pk)
    cancel_entries(entries=alone, by=marketer, now=NOW)
    canceled_segment(marketer, count=2, cost=500)
    LogEntryFactory(cost=7)

    response = visitor.get(reverse(LOGGED))

    assert foot_of(response) == {
        "Segments": "1",
        "Interactions": "2",
        "Cost": "20.00 CZK",
        "Duration": "40 min",
    }
    assert "Without canceled ones" in response.content.decode()


@pytest.mark.parametrize(("name", "counted"), [(ACTIVE, "Segment lines"), (LOGGED, "Interactions")])
def test_the_foot_follows_the_filter(visitor, marketer, name, counted):
    campaign = CampaignFactory()
    for count, values in ((2, {"campaign": campaign}), (3, {})):
        made(name, marketer, count, **values)

    foot = foot_of(visitor.get(reverse(name), {"campaign": campaign.pk}))

    assert (foot["Segments"], foot[counted]) == ("1", "2")


@pytest.mark.parametrize(("name", "counted"), [(ACTIVE, "Segment lines"), (LOGGED, "Interactions")])
def test_nobody_sums_what_he_does_not_see(client, marketer, narrow_seller, name, counted):
    mine = narrow_seller.own_salesperson
    seen, hidden = PersonFactory(salesperson=mine), PersonFactory(salesperson=SalespersonFactory())
    for salesperson in (mine, SalespersonFactory()):
        segment = SegmentFactory(salesperson=salesperson, cost=10)
        for contact in (seen, hidden):
            SegmentLineFactory(segment=segment, contact=contact)
        if name == LOGGED:
            log_segment(segment=segment, by=marketer, now=NOW)
    client.force_login(narrow_seller)

    foot = foot_of(client.get(reverse(name)))

    assert (foot["Segments"], foot[counted], foot["Cost"]) == ("1", "1", "10.00 CZK")


@pytest.mark.parametrize("name", [ACTIVE, LOGGED])
def test_more_than_are_summed_with_the_page_are_summed_when_asked_for(
    visitor, marketer, name, monkeypatch
):
    monkeypatch.setattr(segment_list, "SUMMED", {"": 2, "few": 3, "all": None})
    made(name, marketer, 4, cost=1)
    page = visitor.get(reverse(name))

    tried = visitor.get(reverse(name) + page.context["foot"]["try"], **HTMX_FOOT)
    asked = visitor.get(reverse(name) + page.context["foot"]["ask"], **HTMX_FOOT)
    without_script = visitor.get(reverse(name) + page.context["foot"]["ask"])

    assert (foot_of(page), foot_of(tried)) == ({}, {})
    assert foot_of(asked) == foot_of(without_script)
    assert foot_of(asked)["Cost"] == "4.00 CZK"
    assert "<table" not in asked.content.decode()


def test_many_segments_are_counted_no_further_than_the_rows_are(visitor, monkeypatch):
    monkeypatch.setattr(segment_list, "COUNTED_UP_TO", 2)
    SegmentFactory.create_batch(3)

    page = visitor.get(reverse(ACTIVE))
    asked = visitor.get(reverse(ACTIVE), {"total": "all"})

    assert (foot_of(page)["Segments"], foot_of(asked)["Segments"]) == ("2+", "3")


@pytest.mark.parametrize("name", [ACTIVE, LOGGED])
@pytest.mark.parametrize("total", ["", "nonsense", "-1", "%00"])
def test_whatever_is_asked_for_is_answered(visitor, name, total):
    SegmentFactory()

    assert visitor.get(f"{reverse(name)}?total={total}").status_code == 200


@pytest.mark.parametrize("name", [ACTIVE, LOGGED])
def test_a_full_page_asks_little_and_is_small(
    visitor, marketer, name, django_assert_max_num_queries
):
    for _ in range(51):
        made(name, marketer, 1)

    with django_assert_max_num_queries(8):
        response = visitor.get(reverse(name))

    assert len(response.content) <= 60 * 1024
