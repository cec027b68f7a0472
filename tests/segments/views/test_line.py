"""Several lines at once: what is filled in, and what goes back."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from crm import roles
from tests.factories import SegmentFactory, SegmentLineFactory, seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(client):
    client.force_login(seller(roles.MARKETING))
    return client


@pytest.fixture
def segment():
    return SegmentFactory()


@pytest.fixture
def lines(segment):
    return SegmentLineFactory.create_batch(2, segment=segment, cost=7, attempt_failed=True)


def change(visitor, segment, lines, **typed):
    data = {"selected": [line.pk for line in lines], **typed}
    return visitor.post(reverse("segment_lines", args=[segment.pk]), data)


def values(segment, name):
    return set(segment.lines.values_list(name, flat=True))


def test_what_is_left_empty_stays_as_it_is(visitor, segment, lines):
    change(visitor, segment, lines, duration="5")

    assert values(segment, "duration") == {5}
    assert values(segment, "cost") == {7}
    assert values(segment, "attempt_failed") == {True}


def test_ticked_values_go_back_to_what_is_inherited(visitor, segment, lines):
    change(visitor, segment, lines, inherit=["cost"], was_successful="yes")

    assert values(segment, "cost") == {None}
    assert values(segment, "attempt_failed") == {False}


def test_nothing_filled_in_is_said(visitor, segment, lines):
    answer = change(visitor, segment, lines)

    assert answer.status_code == 422
    assert "Fill in what the selected lines should get." in answer.content.decode()


@pytest.mark.parametrize("door", ["segment_edit", "segment_lines", "segment_line"])
@pytest.mark.parametrize("subject", ["Dear {name}", "Dear {", "{contact.pk}"])
def test_a_merge_field_that_does_not_exist_is_refused_with_the_text_kept(
    visitor, segment, lines, door, subject
):
    keys = [segment.pk, lines[0].pk] if door == "segment_line" else [segment.pk]
    header = {"description": segment.description, "date": "3.11.2026"}
    typed = {"selected": [lines[0].pk], "subject": subject} | header

    answer = visitor.post(reverse(door, args=keys), typed)

    assert answer.status_code == 422
    assert escape(subject) in answer.content.decode()
    assert ("Unknown merge field" in answer.content.decode()) is ("}" in subject)
    segment.refresh_from_db()
    assert (segment.subject, values(segment, "subject")) == (None, {None})


def test_a_merge_field_in_a_subject_is_taken(visitor, segment, lines):
    change(visitor, segment, lines, subject="Dear {first_name}")

    assert values(segment, "subject") == {"Dear {first_name}"}


def test_lines_that_were_not_selected_stay(visitor, segment, lines):
    change(visitor, segment, lines[:1], duration="5")

    assert values(segment, "duration") == {5, None}


def test_one_line_shows_what_it_inherits_where_it_says_nothing_itself(visitor):
    line = SegmentLineFactory(
        segment__template__description="Invitation",
        segment__template__language="cs",
        segment__template__unit_cost=5,
        cost=7,
    )

    page = visitor.get(reverse("segment_line", args=[line.segment_id, line.pk])).content.decode()

    assert 'data-placeholder="Invitation"' in page
    assert '<option value="" selected>(inherited) Czech</option>' in page
    assert 'name="cost" value="7"' in page
    assert 'placeholder="5' not in page
