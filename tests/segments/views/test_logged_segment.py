"""A logged segment is read as it was logged, and restored before anything of it is."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.test.html import parse_html
from django.urls import reverse

from crm.models import Mailing
from crm.ui.messages import offer_of
from interactions.actions.cancel import cancel_entries
from interactions.models import InteractionLogEntry
from segments.actions.cancel_logged_segment import cancel_logged_segment, restore_logged_segment
from segments.actions.log_segment import LogOptions, log_segment
from segments.views import logged_segment as page_of_logged
from tests.factories import (
    NOW,
    CompanyFactory,
    InteractionTemplateFactory,
    PersonFactory,
    SalespersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    TemplateTextFactory,
    seller,
)
from tests.segments.logged import canceled_segment, logged_segment

pytestmark = pytest.mark.django_db


def lines_on(answer):
    """Each line of the page: what stands under each heading."""
    html = answer.content.decode()
    table = parse_html(html[html.index("<table") : html.index("</table>") + 8])
    head, body = table.children
    names = [words_of(cell) for cell in head.children[0].children]
    rows = body.children if isinstance(body.children, list) else [body.children]
    return [dict(zip(names, map(words_of, row.children), strict=True)) for row in rows]


def words_of(element):
    parts = [each if isinstance(each, str) else words_of(each) for each in element.children]
    return " ".join(" ".join(parts).replace("\xa0", " ").split())


def address(segment):
    return reverse("logged_segment", args=[segment.pk])


def test_a_line_shows_the_values_of_its_entry_as_they_were(visitor, marketer):
    company = CompanyFactory(company_name="Kovo")
    contact = PersonFactory(first_name="Jana", surname="Nováková", company=company)
    segment = SegmentFactory(
        template=InteractionTemplateFactory(description="Invitation"),
        interaction_description="Spring day",
        salesperson=SalespersonFactory(name="Petr Malý"),
        date=datetime.date(2026, 11, 2),
        correspondence_type="letter",
        cost="12.50",
    )
    SegmentLineFactory(segment=segment, contact=contact, duration=75, language="cs")
    log_segment(segment=segment, by=marketer, now=NOW)
    contact.company, contact.language = CompanyFactory(), "en"
    contact.save()

    [line] = lines_on(visitor.get(address(segment)))

    assert line == {
        "Contact": "Jana Nováková",
        "Status": "Recorded",
        "Date and time": "2 Nov 15:05",
        "Company": "Kovo",
        "Interaction Template": "Invitation",
        "Description": "Spring day",
        "Salesperson": "Petr Malý",
        "Correspondence Type": "Letter",
        "Language": "Czech",
        "Duration": "1 h 15 min",
        "Cost": "12.50 CZK",
        "Actions": "",
    }


def test_on_a_phone_a_line_is_about_its_contact(visitor, marketer):
    segment = logged_segment(marketer, count=1)
    contact = segment.lines.get().contact

    html = visitor.get(address(segment)).content.decode()

    assert f'<td class="p1"><a href="{contact.get_absolute_url()}">' in html


def test_a_skipped_line_says_why_and_a_deleted_entry_that_it_was(visitor, marketer):
    segment = SegmentFactory()
    for name, blocked in (("Gone", False), ("Kept", False), ("Shy", True)):
        contact = PersonFactory(first_name="", surname=name, privacy_blocked=blocked)
        SegmentLineFactory(segment=segment, contact=contact)
    log_segment(segment=segment, by=marketer, now=NOW)
    InteractionLogEntry.objects.filter(contact__surname="Gone").delete()

    lines = lines_on(visitor.get(address(segment)))

    assert {line["Contact"]: line["Status"] for line in lines} == {
        "Gone": "The entry was deleted",
        "Kept": "Recorded",
        "Shy": "Skipped: blocked for privacy reasons",
    }


def test_columns_are_switched_on_and_stay_on_the_next_page(visitor, marketer, monkeypatch):
    monkeypatch.setattr(page_of_logged, "LINES_ON_A_PAGE", 2)
    segment = logged_segment(marketer, count=3, subject="Welcome")

    first = visitor.get(address(segment), {"columns": ["subject", "number"]})
    second = visitor.get(
        address(segment), {"columns": ["subject", "number"], "after": first.context["lines_after"]}
    )

    assert [line["Subject"] for line in lines_on(first) + lines_on(second)] == ["Welcome"] * 3
    assert list(lines_on(first)[0]) == ["Contact", "Status", "Subject", "Number", "Actions"]
    assert f"?after={first.context['lines_after']}" in first.content.decode()
    assert "&amp;columns=subject&amp;columns=number" in first.content.decode()
    assert not second.context["lines_after"]


@pytest.mark.parametrize("query", [{"columns": "nonsense"}, {"after": "x"}, {"after": "1~x"}])
def test_what_makes_no_sense_in_the_address_shows_the_usual_page(visitor, marketer, query):
    segment = logged_segment(marketer, count=1)

    [line] = lines_on(visitor.get(address(segment), query))

    assert line["Status"] == "Recorded"
    assert "Description" in line


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_many_lines_as_for_one(
    visitor, marketer, count, django_assert_num_queries
):
    segment = logged_segment(marketer, count=count)
    visitor.get(address(segment))

    with django_assert_num_queries(10):
        visitor.get(address(segment))


def test_of_very_many_entries_the_sums_are_had_on_request(visitor, marketer, monkeypatch):
    monkeypatch.setattr("interactions.totals.IN_PAGE", 2)
    segment = logged_segment(marketer, count=3, cost=5)

    at_once, asked = visitor.get(address(segment)), visitor.get(address(segment), {"totals": "1"})

    assert at_once.context["totals"] is None
    assert asked.context["totals"]["number"] == "3"
    assert asked.context["totals"]["cost"].replace("\xa0", " ") == "15.00 CZK"


def test_what_was_canceled_alone_stays_canceled_when_the_segment_is_restored(marketer):
    segment = logged_segment(marketer)
    alone = segment.batch.entries.first()
    cancel_entries(entries=InteractionLogEntry.objects.filter(pk=alone.pk), by=marketer, now=NOW)
    cancel_logged_segment(segment=segment, by=marketer, now=NOW)
    segment.refresh_from_db()

    restored = restore_logged_segment(segment=segment, by=marketer, now=NOW)

    assert restored == 2
    assert segment.batch.entries.canceled().get() == alone


@pytest.fixture
def canceled(marketer):
    """A canceled segment, one entry of which had been canceled alone."""
    segment = logged_segment(marketer)
    alone = segment.batch.entries.filter(pk=segment.batch.entries.first().pk)
    cancel_entries(entries=alone, by=marketer, now=NOW)
    cancel_logged_segment(segment=segment, by=marketer, now=NOW)
    return segment


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        (0, "Its segment is canceled and has to be restored first: "),
        (1, "Canceled together with its segment, restored only with it: "),
    ],
)
def test_who_restores_an_entry_alone_is_led_to_its_canceled_segment(
    visitor, canceled, place, sentence
):
    entry = canceled.batch.entries.order_by("pk")[place]

    card = visitor.get(entry.get_absolute_url()).content.decode()
    answer = visitor.post(reverse("log_entry_restoration", args=[entry.pk]))

    [message] = get_messages(answer.wsgi_request)
    entry.refresh_from_db()
    assert entry.is_canceled
    assert str(message) == f"{sentence}{canceled.batch}"
    assert offer_of(message).href == address(canceled)
    assert f"{sentence}{canceled.batch}" in card
    assert f'href="{address(canceled)}">Open the segment' in card
    assert reverse("log_entry_restoration", args=[entry.pk]) not in card


def test_selected_entries_of_a_canceled_segment_lead_to_it_too(visitor, canceled):
    keys = [entry.pk for entry in canceled.batch.entries.all()]

    answer = visitor.post(reverse("restorations"), {"selected": keys})

    [message] = get_messages(answer.wsgi_request)
    assert str(message) == "3 entries can only be restored with their segments"
    assert offer_of(message).href == address(canceled)
    assert not InteractionLogEntry.objects.standing().exists()


def test_a_segment_out_of_sight_is_named_and_not_linked(client, marketer):
    segment = canceled_segment(marketer)
    user = seller()
    entry = segment.batch.entries.first()
    segment.salesperson = SalespersonFactory()
    segment.save()
    InteractionLogEntry.objects.update(salesperson=user.own_salesperson)
    user.groups.get().permissions.remove(*user.groups.get().permissions.filter(codename="see_all"))
    client.force_login(user)

    card = client.get(entry.get_absolute_url()).content.decode()

    assert str(segment.batch) in card
    assert address(segment) not in card


def logged_with_a_mail(by):
    template = InteractionTemplateFactory(correspondence_type="email", language="en")
    TemplateTextFactory(template=template, language="en", body="Come!")
    segment = SegmentFactory(template=template)
    SegmentLineFactory(segment=segment, contact=PersonFactory(email="jana@example.com"))
    log_segment(segment=segment, by=by, now=NOW, options=LogOptions(send_emails=True))
    return segment


def test_mails_of_the_segment_are_counted_and_found_in_the_queue(visitor, marketer):
    segment = logged_with_a_mail(marketer)

    page = visitor.get(address(segment)).content.decode()

    mailing = Mailing.objects.get()
    assert "Waiting to be sent: 1</a>" in page
    assert f'<a href="/mail-queue/?mailing={mailing.pk}">Mail Queue</a>' in page


def test_the_queue_is_not_offered_to_whoever_may_not_read_it(visitor, marketer):
    segment = logged_with_a_mail(marketer)
    group = marketer.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="view_outgoingmail"))

    assert "/mail-queue/?mailing" not in visitor.get(address(segment)).content.decode()
