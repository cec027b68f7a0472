"""A value of a line is changed where it stands, and goes back to what is inherited."""

import pytest
from django.urls import reverse

from crm import roles
from segments.actions.log_segment import log_segment
from tests.factories import (
    NOW,
    InteractionTemplateFactory,
    SegmentLineFactory,
    seller,
)

pytestmark = pytest.mark.django_db
SCRIPTED = {"HX-Request": "true"}


@pytest.fixture
def line():
    return SegmentLineFactory(segment__template__description="Invitation")


def address(line, name):
    return reverse("segment_line_value", args=[line.segment_id, line.pk, name])


def test_the_field_comes_alone(visitor, line):
    text = visitor.get(address(line, "cost"), headers=SCRIPTED).content.decode()

    assert 'name="cost"' in text
    assert 'name="duration"' not in text
    assert "<tr" not in text


def test_what_nobody_has_said_is_marked_as_empty(visitor, line):
    line.segment.template = None
    line.segment.save()
    line.cost = 7
    line.save()

    page = visitor.get(line.segment.get_absolute_url()).content.decode()

    assert '<td class="line-value line-value-empty" data-value="template">' in page
    assert '<td class="line-value n" data-value="cost">' in page


def test_the_saved_line_comes_back_as_it_reads_now(visitor, line):
    answer = visitor.post(address(line, "cost"), {"cost": "12,50"}, headers=SCRIPTED)

    line.refresh_from_db()
    assert str(line.cost) == "12.50"
    assert "Back to inherited: Cost" in answer.content.decode()


def test_a_refused_value_comes_back_in_its_field_with_the_reason(visitor, line):
    answer = visitor.post(address(line, "cost"), {"cost": "-5 crowns"}, headers=SCRIPTED)

    line.refresh_from_db()
    assert answer.status_code == 422
    assert "-5 crowns" in answer.content.decode()
    assert line.cost is None


def test_a_field_left_as_it_stood_changes_nothing(visitor, line):
    visitor.post(address(line, "cost"), {"cost": ""}, headers=SCRIPTED)

    line.refresh_from_db()
    assert line.version == 1


@pytest.mark.parametrize(("name", "own"), [("cost", 7), ("language", ""), ("language", "en")])
def test_an_own_value_goes_back_to_what_is_inherited(visitor, line, name, own):
    type(line).objects.filter(pk=line.pk).update(**{name: own})

    visitor.post(address(line, name), {"inherit": "1"}, headers=SCRIPTED)

    line.refresh_from_db()
    assert getattr(line, name) is None


def test_without_a_script_it_goes_back_too(visitor, line):
    type(line).objects.filter(pk=line.pk).update(cost=7)

    answer = visitor.post(address(line, "cost"), {"inherit": "1", "selected": "5"})

    line.refresh_from_db()
    assert answer.url == reverse("segment", args=[line.segment_id])
    assert line.cost is None


def test_an_emptied_choice_is_inherited_and_none_is_an_own_value(visitor, line):
    visitor.post(address(line, "correspondence_type"), {"correspondence_type": "none"})
    line.refresh_from_db()
    own = line.correspondence_type

    visitor.post(address(line, "correspondence_type"), {"correspondence_type": ""})
    line.refresh_from_db()

    assert (own, line.correspondence_type) == ("", None)


def test_another_template_brings_its_values(visitor, line):
    type(line).objects.filter(pk=line.pk).update(cost=7)
    visit = InteractionTemplateFactory(description="Visit", unit_cost=90)

    answer = visitor.post(address(line, "template"), {"template": visit.pk}, headers=SCRIPTED)

    text = answer.content.decode()
    assert "Visit" in text
    assert "90.00" in text


def test_a_value_that_no_line_has_is_not_found(visitor, line):
    assert visitor.get(address(line, "version")).status_code == 404


def test_a_logged_segment_keeps_its_lines(visitor, line, marketer):
    log_segment(segment=line.segment, by=marketer, now=NOW)

    answer = visitor.post(address(line, "cost"), {"cost": "5"}, headers=SCRIPTED)

    line.refresh_from_db()
    assert answer.status_code == 422
    assert "can no longer be changed" in answer.content.decode()
    assert line.cost is None


def test_an_auditor_changes_nothing(client, line):
    client.force_login(seller(roles.AUDITOR))

    assert client.post(address(line, "cost"), {"cost": "5"}).status_code == 403
