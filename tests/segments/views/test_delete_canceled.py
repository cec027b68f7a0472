"""Delete Canceled Logged Segments, as the browser asks for it."""

import pytest
from django.contrib.messages import get_messages

from crm import roles
from crm.models import AuditRecord
from interactions.models import InteractionLogEntry
from segments.models import Segment
from segments.tasks import go_on_deleting
from segments.views import delete_canceled as module
from tests.factories import UserFactory
from tests.segments.logged import canceled_segment, logged_segment

pytestmark = pytest.mark.django_db
PAGE = "/logged-segments/delete-canceled/"


@pytest.fixture
def marketer():
    return UserFactory(role=roles.MARKETING)


@pytest.fixture
def client(client):
    client.force_login(UserFactory(role=roles.SETUP))
    return client


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def show(client, **asked):
    return client.get(PAGE, asked | {"show": "1"})


def hidden(response):
    form = response.context["preview"]["form"]
    return {name: form[name].value() for name in form.fields}


def test_the_first_step_shows_count_and_sample_and_deletes_nothing(client, marketer):
    segment = canceled_segment(marketer, count=2)
    logged_segment(marketer, description="Standing")

    page = show(client, entries="delete").content.decode()

    assert "1 segment will be deleted. Lines: 2. Interaction Log Entries: 2." in page
    assert "Delete 1 segment" in page
    assert segment.number in page
    assert "Standing" not in page
    assert Segment.objects.count() == 2


@pytest.mark.parametrize(("entries", "left"), [("keep", 2), ("delete", 0)])
def test_the_second_step_deletes_what_was_shown(client, marketer, entries, left):
    canceled_segment(marketer, count=2)

    response = client.post(PAGE, hidden(show(client, entries=entries)))

    assert told(response) == ["1 canceled logged segment deleted."]
    assert not Segment.objects.exists()
    assert InteractionLogEntry.objects.count() == left
    assert AuditRecord.objects.get().is_finished


def test_a_button_pressed_twice_deletes_once(client, marketer):
    canceled_segment(marketer)
    form = hidden(show(client))
    client.post(PAGE, form)

    again = client.post(PAGE, form)

    assert again.url == f"{PAGE}{AuditRecord.objects.get().pk}/"


@pytest.mark.parametrize("query", [{"salesperson": "abc"}, {"entries": "x"}, {"logged_to": "?"}])
def test_a_filter_that_is_not_understood_shows_nothing(client, marketer, query):
    canceled_segment(marketer)

    response = show(client, **query)

    assert response.context["preview"] is None
    assert response.context["filterset"].form.errors


def test_a_day_is_typed_and_what_is_no_day_stays_as_it_was_typed(client):
    page = show(client, logged_to="31.2.").content.decode()

    assert 'type="text" name="logged_to" value="31.2."' in page
    assert "Write the date as 3.11." in page


def test_a_large_deletion_is_left_to_the_worker_and_found_again(client, marketer, monkeypatch):
    monkeypatch.setattr(module, "LINES_AT_ONCE", 1)
    canceled_segment(marketer)

    begun = client.post(PAGE, hidden(show(client)))
    watched = client.get(begun.url).content.decode()
    found = client.get(PAGE).content.decode()
    go_on_deleting.call(AuditRecord.objects.get().pk)
    done = client.get(begun.url).content.decode()

    assert "Deleting: 0 of 1" in watched
    assert f'href="{begun.url}"' in found
    assert "1 canceled logged segment deleted." in done
    assert not Segment.objects.exists()


@pytest.mark.parametrize("role", [roles.SALESPERSON, roles.MARKETING, roles.AUDITOR])
def test_without_the_right_the_page_names_it(client, marketer, role):
    canceled_segment(marketer)
    form = hidden(show(client))
    client.force_login(UserFactory(role=role))

    read, posted = client.get(PAGE), client.post(PAGE, form)

    assert (read.status_code, posted.status_code) == (403, 403)
    assert "Delete Canceled Logged Segments" in read.content.decode()
    assert Segment.objects.exists()


def test_the_deletion_is_listed_for_auditors(client, marketer):
    canceled_segment(marketer)
    # Followed, so that the message with the same link is read before the list is.
    client.post(PAGE, hidden(show(client)), follow=True)
    client.force_login(UserFactory(role=roles.AUDITOR))

    assert f"{PAGE}{AuditRecord.objects.get().pk}/" in client.get("/setup/audit/").content.decode()
