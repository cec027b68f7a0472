"""A segment from its first line to its follow-up, through the pages."""

import pytest
from django.urls import reverse

from crm import roles
from interactions.models import InteractionLogEntry
from segments.models import Segment
from tests.factories import (
    InteractionTemplateFactory,
    MarketingSetupFactory,
    NumberSeriesLineFactory,
    PersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    seller,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def segment_series():
    setup = MarketingSetupFactory()
    setup.segment_series = NumberSeriesLineFactory(prefix="SM").series
    setup.save()


def test_a_segment_is_started_with_the_next_number(visitor, segment_series):
    template = InteractionTemplateFactory()

    answer = visitor.post(
        reverse("segment_new"),
        {"description": "Spring day", "template": template.pk, "date": "3.11.2026"},
    )

    segment = Segment.objects.get()
    assert answer.url == reverse("segment", args=[segment.pk])
    assert (segment.number, segment.template) == ("SM00001", template)


def test_without_a_series_a_typed_number_is_asked_for_and_the_text_stays(visitor):
    answer = visitor.post(reverse("segment_new"), {"description": "Spring day"})

    assert answer.status_code == 422
    assert "Spring day" in answer.content.decode()
    assert not Segment.objects.exists()


def test_the_page_shows_lines_with_their_effective_values(visitor):
    segment = SegmentFactory(template__description="Invitation")
    SegmentLineFactory(segment=segment, contact__surname="Dvořák")

    text = visitor.get(reverse("segment", args=[segment.pk])).content.decode()

    assert "Dvořák" in text
    assert "Invitation" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_queries(visitor, count, django_assert_max_num_queries):
    segment = SegmentFactory()
    SegmentLineFactory.create_batch(count, segment=segment)

    with django_assert_max_num_queries(12):
        visitor.get(reverse("segment", args=[segment.pk]))


def test_contacts_are_added_by_conditions(visitor):
    segment = SegmentFactory()
    PersonFactory(city="Brno")
    PersonFactory(city="Praha")

    visitor.post(reverse("segment_criteria", args=[segment.pk, "add"]), {"city": "Brno"})

    assert [line.contact.city for line in segment.lines.kept()] == ["Brno"]


def test_the_count_answers_while_the_conditions_are_typed(visitor):
    segment = SegmentFactory()
    PersonFactory.create_batch(2, city="Brno")

    answer = visitor.get(
        reverse("segment_criteria", args=[segment.pk, "add"]),
        {"city": "Brno"},
        headers={"HX-Request": "true"},
    )

    assert "Matching contacts: 2" in answer.content.decode()


def test_a_step_without_conditions_is_refused(visitor):
    segment = SegmentFactory()
    PersonFactory()

    answer = visitor.post(reverse("segment_criteria", args=[segment.pk, "add"]), {})

    assert answer.status_code == 422
    assert not segment.lines.exists()


def test_pasted_numbers_and_addresses_are_added_and_the_rest_is_named(visitor):
    segment = SegmentFactory()
    PersonFactory(number="CT00001")
    PersonFactory(email="jana@example.com")

    answer = visitor.post(
        reverse("segment_paste", args=[segment.pk]),
        {"text": "CT00001; JANA@example.com\nnobody@example.com"},
        follow=True,
    )

    assert segment.lines.kept().count() == 2
    assert "Not found: nobody@example.com" in answer.content.decode()


def test_a_line_gets_an_own_value_and_the_others_stay_inherited(visitor):
    segment = SegmentFactory()
    line = SegmentLineFactory(segment=segment)

    visitor.post(
        reverse("segment_line", args=[segment.pk, line.pk]),
        {"cost": "12,50", "was_successful": "on"},
    )

    line.refresh_from_db()
    assert (str(line.cost), line.duration, line.attempt_failed) == ("12.50", None, False)


def test_several_lines_change_at_once(visitor):
    segment = SegmentFactory()
    lines = SegmentLineFactory.create_batch(2, segment=segment)

    visitor.post(
        reverse("segment_lines", args=[segment.pk]),
        {"selected": [line.pk for line in lines], "duration": "5"},
    )

    assert set(segment.lines.values_list("duration", flat=True)) == {5}


def test_log_segment_records_and_creates_the_follow_up(visitor, segment_series):
    segment = SegmentFactory()
    SegmentLineFactory.create_batch(2, segment=segment)
    address = reverse("segment_log", args=[segment.pk])
    seen = visitor.get(address).context["form"].initial["seen"]

    answer = visitor.post(address, {"seen": seen, "create_follow_up": "on"}, follow=True)

    text = answer.content.decode()
    assert f"Segment {segment.number} logged. 2 interactions recorded." in text
    assert f"Follow-up segment {segment.followed_by.get().number} created." in text
    assert InteractionLogEntry.objects.count() == 2


def test_without_a_series_the_box_cannot_be_ticked_and_says_why(visitor):
    segment = SegmentFactory()
    SegmentLineFactory(segment=segment)

    text = visitor.get(reverse("segment_log", args=[segment.pk])).content.decode()

    assert "A follow-up segment needs a number series for segments." in text


def test_a_series_missing_at_the_moment_of_logging_logs_nothing(visitor):
    segment = SegmentFactory()
    SegmentLineFactory(segment=segment)
    address = reverse("segment_log", args=[segment.pk])
    seen = visitor.get(address).context["form"].initial["seen"]

    answer = visitor.post(address, {"seen": seen, "create_follow_up": "on"})

    assert answer.status_code == 422
    assert not InteractionLogEntry.objects.exists()


def test_a_logged_segment_is_canceled_and_restored(visitor):
    segment = SegmentFactory()
    SegmentLineFactory(segment=segment)
    visitor.post(reverse("segment_log", args=[segment.pk]), {})
    cancellation = reverse("logged_segment_cancellation", args=[segment.pk])

    visitor.post(cancellation, {"reason": "Wrong list"})
    canceled = InteractionLogEntry.objects.canceled().count()
    visitor.post(reverse("logged_segment_restoration", args=[segment.pk]))

    assert canceled == 1
    assert not InteractionLogEntry.objects.canceled().exists()


def test_the_logged_segment_shows_its_entries(visitor):
    segment = SegmentFactory()
    line = SegmentLineFactory(segment=segment)
    visitor.post(reverse("segment_log", args=[segment.pk]), {})

    text = visitor.get(reverse("logged_segment", args=[segment.pk])).content.decode()

    assert line.contact.name in text
    assert InteractionLogEntry.objects.get().get_absolute_url() in text


def test_an_auditor_reads_and_may_not_change(client):
    client.force_login(seller(roles.AUDITOR))
    segment = SegmentFactory()

    assert client.get(reverse("segment", args=[segment.pk])).status_code == 200
    assert client.get(reverse("segment_log", args=[segment.pk])).status_code == 403
    assert client.get(reverse("segment_new")).status_code == 403


@pytest.mark.parametrize("name", ["segment_list", "logged_segment_list", "segment_new"])
def test_empty_pages_open(visitor, name):
    assert visitor.get(reverse(name)).status_code == 200


def test_the_last_step_is_undone(visitor):
    segment = SegmentFactory()
    PersonFactory(city="Brno")
    visitor.post(reverse("segment_criteria", args=[segment.pk, "add"]), {"city": "Brno"})

    visitor.post(reverse("segment_undo", args=[segment.pk]))

    assert not segment.lines.exists()


def test_the_page_shows_what_the_header_says_and_what_its_template_gives(visitor):
    template = InteractionTemplateFactory(unit_cost=30, information_flow="outbound", language="")
    segment = SegmentFactory(
        template=template, duration=0, ignore_contact_correspondence_type=True, subject="Welcome"
    )

    part = visitor.get(reverse("segment", args=[segment.pk])).context["part"]

    assert [(value.label, value.text.replace("\xa0", " "), value.own) for value in part] == [
        ("Subject", "Welcome", True),
        ("Ignore the contact’s correspondence type", "yes", True),
        ("Information Flow", "Outbound", False),
        ("Cost", "30.00 CZK", False),
        ("Duration", "0 min", True),
    ]
