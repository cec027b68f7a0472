"""Log Segment says what is missing before anything happens."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from crm import roles
from crm.models import OutgoingMail
from interactions.models import InteractionLogEntry
from segments.views import logging
from tests.factories import (
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


@pytest.fixture
def visitor(client):
    client.force_login(seller(roles.MARKETING))
    return client


def log_page(visitor, segment):
    return visitor.get(reverse("segment_log", args=[segment.pk])).content.decode()


def log(visitor, segment, **typed):
    return visitor.post(reverse("segment_log", args=[segment.pk]), typed)


def segment_with_line(line=None, **header):
    segment = SegmentFactory(**header)
    SegmentLineFactory(segment=segment, **(line or {}))
    return segment


@pytest.mark.parametrize(
    ("header", "line", "sentence"),
    [
        (
            {"template": None, "interaction_description": "Spring"},
            {},
            "Choose an interaction template in the part Interaction.",
        ),
        (
            {"interaction_description": ""},
            {},
            "Lines without an interaction description: 1",
        ),
        ({"salesperson": None}, {}, "Lines without a salesperson: 1"),
        ({"date": None}, {}, "Fill in: Date of Interaction."),
        ({}, {"interaction_description": ""}, "Lines without an interaction description: 1"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_logged(visitor, header, line, sentence):
    segment = segment_with_line(line, **header)

    page = log_page(visitor, segment)
    answer = log(visitor, segment)

    assert sentence in page
    assert reverse("segment_line", args=[segment.pk, segment.lines.get().pk]) in page
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not InteractionLogEntry.objects.exists()


@pytest.mark.parametrize(
    ("header", "line", "leads_there"),
    [
        ({"template": None, "interaction_description": "Spring"}, {}, True),
        ({"salesperson": None}, {}, True),
        ({"date": None}, {}, True),
        ({}, {"interaction_description": ""}, False),
        ({}, {}, False),
    ],
)
def test_what_the_header_could_give_leads_to_the_header(visitor, header, line, leads_there):
    segment = segment_with_line(line, **header)

    assert (reverse("segment_edit", args=[segment.pk]) in log_page(visitor, segment)) is leads_there


def test_of_many_lines_that_lack_something_the_rest_is_counted(visitor, monkeypatch):
    monkeypatch.setattr(logging, "SHOWN_MISSING", 2)
    segment = SegmentFactory(salesperson=None)
    SegmentLineFactory.create_batch(3, segment=segment)

    page = log_page(visitor, segment)

    shown = [line for line in segment.lines.all() if f"/lines/{line.pk}/" in page]
    assert len(shown) == 2
    assert "and 1 more" in page


def test_a_segment_without_lines_says_so(visitor):
    segment = SegmentFactory(template=None)

    page = log_page(visitor, segment)

    assert "The segment has no lines. Add contacts first." in page
    assert "Choose an interaction template in the part Interaction." in page
    assert log(visitor, segment).status_code == 422


def test_a_salesperson_of_the_contact_is_enough(visitor):
    salesperson = SegmentFactory().salesperson
    segment = segment_with_line({"contact": PersonFactory(salesperson=salesperson)})
    type(segment).objects.filter(pk=segment.pk).update(salesperson=None)

    assert log(visitor, segment).status_code == 302


def test_an_exhausted_series_is_said_before_anything_happens(visitor):
    setup = MarketingSetupFactory()
    line = NumberSeriesLineFactory(prefix="SM", last_used=7, last_allowed=7)
    setup.segment_series = line.series
    setup.save()
    segment = segment_with_line()

    assert "needs a number series for segments" in log_page(visitor, segment)


def test_a_line_with_another_template_needs_none_of_the_header(visitor):
    visit = InteractionTemplateFactory()
    segment = segment_with_line({"template": visit}, template=None)

    assert log(visitor, segment).status_code == 302


def segment_by_email(**text):
    template = InteractionTemplateFactory(correspondence_type="email", language="en")
    TemplateTextFactory(template=template, language="en", **text)
    contact = PersonFactory(email="jana@example.com")
    return segment_with_line({"contact": contact}, template=template)


def test_emails_are_sent_only_where_that_is_ticked(visitor):
    unticked, ticked = (segment_by_email(body="Hello!") for _number in range(2))

    log(visitor, unticked)
    assert not OutgoingMail.objects.exists()
    page = log_page(visitor, ticked)
    log(visitor, ticked, send_emails="on")

    assert "E-mails that go out when everything is recorded: 1." in page
    assert OutgoingMail.objects.get().address == "jana@example.com"


def test_emails_are_offered_only_where_some_go_out(visitor):
    assert 'name="send_emails"' not in log_page(visitor, segment_with_line())


def test_missing_text_of_emails_is_said_before_and_refused(visitor):
    segment = segment_by_email(body="")
    sentence = "Lines whose template has no e-mail text in their language: 1"

    assert sentence in log_page(visitor, segment)
    answer = log(visitor, segment, send_emails="on")

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not InteractionLogEntry.objects.exists()


@pytest.mark.parametrize(("days", "said"), [(-1, False), (0, False), (1, True)])
def test_a_date_that_is_still_to_come_is_said(visitor, days, said):
    day = timezone.localdate() + datetime.timedelta(days=days)

    page = log_page(visitor, segment_with_line(date=day))

    assert ("The date is still to come." in page) == said
