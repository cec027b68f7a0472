"""The calendar of what somebody owes: for who knows the address, and nothing else."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from crm import roles
from interactions.actions.calendar_feed import renew_calendar_feed
from interactions.models import CalendarFeed
from tests.factories import (
    NOW,
    PersonFactory,
    PostponedInteractionFactory,
    SalespersonFactory,
    seller,
)

pytestmark = pytest.mark.django_db
DUE = datetime.datetime(2026, 11, 30, 11, tzinfo=datetime.UTC)


@pytest.fixture
def user():
    return seller()


@pytest.fixture
def address(user):
    return address_of(renew_calendar_feed(by=user, now=NOW))


@pytest.fixture
def stranger():
    return Client()


def address_of(feed):
    return reverse("calendar_feed", args=[feed.secret])


def events(answer):
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_stranger_with_the_address_reads_what_is_due(stranger, user, address):
    contact = PersonFactory(first_name="Jana", surname="Nováková")
    row = PostponedInteractionFactory(owner=user, contact=contact, due_at=DUE)

    answer = stranger.get(address)

    [event] = events(answer)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert event["summary"] == "Call back about the offer · Jana Nováková"
    assert event["dtstart"].dt == datetime.date(2026, 11, 30)
    assert event["url"] == f"http://testserver{row.get_absolute_url()}"


def test_nothing_else_is_revealed(stranger, user, address):
    PostponedInteractionFactory(owner=user)
    PostponedInteractionFactory(due_at=DUE)
    deleted = {"deleted_at": timezone.now(), "deleted_by": user}
    PostponedInteractionFactory(owner=user, due_at=DUE, **deleted)
    row = PostponedInteractionFactory(owner=user, due_at=DUE, description="Ask")
    row.typed = row.typed | {"comment": "Strictly between us"}
    row.save()

    answer = stranger.get(address)

    assert [str(event["summary"]).split(" · ")[0] for event in events(answer)] == ["Ask"]
    assert b"Strictly between us" not in answer.content
    assert not answer.cookies


def test_a_contact_that_left_the_scope_is_not_named(stranger, user, address):
    contact = PersonFactory(surname="Tajná", salesperson=SalespersonFactory())
    PostponedInteractionFactory(owner=user, contact=contact, due_at=DUE, description="Ask")
    user.groups.get().permissions.remove(Permission.objects.get(codename="see_all"))

    answer = stranger.get(address)

    assert [event["summary"] for event in events(answer)] == ["Ask"]


def test_an_unchanged_calendar_is_not_sent_again(stranger, user, address):
    PostponedInteractionFactory(owner=user, due_at=DUE)
    first = stranger.get(address)

    again = stranger.get(address, headers={"If-None-Match": first.headers["ETag"]})
    PostponedInteractionFactory(owner=user, due_at=DUE)
    changed = stranger.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


def test_a_wrong_secret_leads_nowhere(stranger, address):
    for wrong in ("x", address.split("/")[2][:-1], "a" * 500):
        assert stranger.get(reverse("calendar_feed", args=[wrong])).status_code == 404


@pytest.mark.parametrize("how", ["renewed", "off", "inactive", "without the right"])
def test_an_address_that_is_no_longer_good_leads_nowhere(client, stranger, user, address, how):
    client.force_login(user)
    if how == "renewed":
        client.post(reverse("calendar_feed_change"))
    elif how == "off":
        client.post(reverse("calendar_feed_change"), {"off": "1"})
    elif how == "inactive":
        user.is_active = False
        user.save()
    else:
        user.groups.clear()

    assert stranger.get(address).status_code == 404


def test_the_settings_show_the_address_once_it_is_switched_on(client, user):
    client.force_login(user)
    before = client.get(reverse("settings")).content.decode()

    client.post(reverse("calendar_feed_change"))

    page = client.get(reverse("settings")).content.decode()
    assert "due.ics" not in before
    assert f"http://testserver{address_of(CalendarFeed.objects.get(user=user))}" in page


def test_who_owes_nothing_ever_has_no_calendar(client):
    client.force_login(seller(roles.AUDITOR))

    assert "calendar-title" not in client.get(reverse("settings")).content.decode()
    assert client.post(reverse("calendar_feed_change")).status_code == 403


def test_it_is_read_and_never_posted_to(stranger, address):
    assert stranger.post(address).status_code == 405


def test_it_speaks_the_language_of_its_owner(stranger, user, address):
    user.language = "cs"
    user.save()
    PostponedInteractionFactory(owner=user, due_at=DUE, description="", contact=None, typed={})

    [event] = events(stranger.get(address, headers={"Accept-Language": "en"}))

    assert event["summary"] == "Bez názvu"
