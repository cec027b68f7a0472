"""Delete Canceled Interaction Log Entries, as the browser asks for it."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from crm import roles
from crm.models import AuditRecord
from interactions import tasks
from interactions.models import InteractionLogEntry
from interactions.tasks import delete_canceled
from interactions.views import purge as module
from tests.factories import (
    NOW,
    CampaignFactory,
    CancellationFactory,
    CommentFactory,
    LogEntryFactory,
    PersonFactory,
    SalespersonFactory,
    TeamFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db

PAGE = "/interactions/delete-canceled/"


@pytest.fixture
def user():
    return UserFactory(role=roles.SETUP)


@pytest.fixture
def client(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def canceled():
    return CancellationFactory(reason="recorded twice")


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def show(client, **asked):
    return client.get(PAGE, asked | {"show": "1"})


def hidden(response):
    """What the button of the second step posts."""
    form = response.context["preview"]["form"]
    return {name: form[name].value() for name in form.fields}


def test_page_says_that_nothing_filled_in_means_all(client):
    page = client.get(PAGE).content.decode()

    assert "Nothing filled in means all canceled entries" in page
    assert "Delete " in page
    assert 'name="key"' not in page


def test_first_step_shows_the_exact_count_and_a_sample_and_deletes_nothing(client, canceled):
    entries = LogEntryFactory.create_batch(22, cancellation=canceled, description="Wrong call")
    CommentFactory.create_batch(3, entry=entries[0])
    LogEntryFactory(description="Right call")

    response = show(client)

    page = response.content.decode()
    assert "22 entries will be deleted. Comments: 3." in page
    assert "Delete 22 entries" in page
    assert page.count("Wrong call") == 20
    assert "and 2 more" in page
    assert "recorded twice" in page
    assert "Right call" not in page
    assert "Deletion cannot be undone." in page
    assert InteractionLogEntry.objects.count() == 23
    assert not AuditRecord.objects.exists()


def test_second_step_deletes_what_was_shown(client, user, canceled):
    LogEntryFactory.create_batch(3, cancellation=canceled)
    standing = LogEntryFactory()

    response = client.post(PAGE, hidden(show(client)))

    assert InteractionLogEntry.objects.get() == standing
    assert told(response) == ["3 canceled entries deleted."]
    audit = AuditRecord.objects.get()
    assert (audit.by, audit.total, audit.count) == (user, 3, 3)
    assert audit.is_finished


def test_what_is_canceled_after_the_showing_is_not_deleted(client, canceled):
    LogEntryFactory(cancellation=canceled)
    form = hidden(show(client))
    later = LogEntryFactory(cancellation=CancellationFactory())

    client.post(PAGE, form)

    assert InteractionLogEntry.objects.get() == later


def test_what_was_restored_after_the_showing_is_not_deleted(client, canceled):
    entries = LogEntryFactory.create_batch(2, cancellation=canceled)
    form = hidden(show(client))
    InteractionLogEntry.objects.filter(pk=entries[0].pk).update(cancellation=None)

    response = client.post(PAGE, form)

    assert InteractionLogEntry.objects.get() == entries[0]
    assert told(response) == ["1 canceled entry deleted."]


def test_button_pressed_twice_deletes_once(client, canceled):
    LogEntryFactory(cancellation=canceled)
    form = hidden(show(client))
    client.post(PAGE, form)

    again = client.post(PAGE, form)

    audit = AuditRecord.objects.get()
    assert again.url == f"{PAGE}{audit.pk}/"
    assert "Already finished" in told(again)[-1]


def test_nothing_canceled_is_said_at_both_steps(client):
    LogEntryFactory()

    shown = show(client)
    posted = client.post(PAGE, hidden(shown))

    sentence = "Nothing to delete: no canceled entry matches."
    assert sentence in shown.content.decode()
    assert 'name="key"' not in shown.content.decode()
    assert told(posted) == [sentence]


@pytest.mark.parametrize(
    "wrong", [{}, {"key": "x"}, {"until": "-1"}, {"until": "9" * 30}, {"key": ""}]
)
def test_second_step_without_the_first_deletes_nothing(client, canceled, wrong):
    entry = LogEntryFactory(cancellation=canceled)
    form = hidden(show(client)) | wrong if wrong else {}

    response = client.post(PAGE, form)

    assert told(response) == ["Show what will be deleted first."]
    assert InteractionLogEntry.objects.get() == entry


# Filters.


@pytest.fixture
def asked():
    """One canceled entry with everything that can be asked for; and what the filter says then."""
    team_mate = SalespersonFactory()
    entry = LogEntryFactory(
        cancellation=CancellationFactory(at=NOW),
        campaign=CampaignFactory(),
        salesperson=team_mate,
        occurred_at=NOW,
    )
    LogEntryFactory(
        cancellation=CancellationFactory(at=NOW + datetime.timedelta(days=5)),
        occurred_at=NOW + datetime.timedelta(days=5),
    )
    return entry


@pytest.mark.parametrize(
    "question",
    [
        lambda entry: {"number_to": entry.pk},
        lambda entry: {"number_from": entry.pk, "number_to": entry.pk},
        lambda entry: {"contact": entry.contact_id},
        lambda entry: {"template": entry.template_id},
        lambda entry: {"group": entry.group_id},
        lambda entry: {"campaign": entry.campaign_id},
        lambda entry: {"salesperson": entry.salesperson_id},
        lambda entry: {"date_from": "2026-11-01", "date_to": "2026-11-04"},
        lambda entry: {"canceled_before": "2026-11-04"},
    ],
)
def test_each_filter_narrows(client, asked, question):
    shown = show(client, **question(asked))

    client.post(PAGE, hidden(shown))

    assert shown.context["preview"]["number"] == 1
    assert not InteractionLogEntry.objects.filter(pk=asked.pk).exists()
    assert InteractionLogEntry.objects.count() == 1


def test_audit_record_keeps_the_filter_to_read_and_to_ask_again(client, asked):
    client.post(PAGE, hidden(show(client, contact=asked.contact_id, canceled_before="4.11.2026")))

    facts = AuditRecord.objects.get().facts
    assert facts["filter"] == f"canceled_before=2026-11-04&contact={asked.contact_id}"
    assert ["Contact", asked.contact.name] in facts["words"]
    assert facts["time_zone"] == "Europe/Prague"


@pytest.mark.parametrize(
    "query",
    [
        {"contact": "999999"},
        {"contact": "abc"},
        {"number_from": "x"},
        {"number_from": "0"},
        {"number_to": "9" * 30},
        {"date_from": "never"},
        {"canceled_before": "31.2.2026"},
        {"group": "999999"},
        {"campaign": "\x00"},
    ],
)
def test_filter_that_is_not_understood_shows_and_deletes_nothing(client, canceled, query):
    LogEntryFactory(cancellation=canceled)
    good = hidden(show(client))

    shown = show(client, **query)
    posted = client.post(PAGE, good | {"query": "&".join(f"{k}={v}" for k, v in query.items())})

    assert shown.context["filterset"].form.errors
    assert shown.context["preview"] is None
    refusals = ("The filter is not understood", "Show what will be deleted first.")
    assert told(posted)[-1].startswith(refusals)
    assert InteractionLogEntry.objects.count() == 1


def test_a_day_is_typed_and_what_is_no_day_stays_as_it_was_typed(client):
    page = show(client, canceled_before="31.2.").content.decode()

    assert 'type="text" name="canceled_before" value="31.2."' in page


def test_where_nothing_is_found_the_filter_says_how_it_was_understood(client):
    page = show(client, date_to="3.11.2026").content.decode()

    assert "Date to: 3 Nov 2026" in page


def test_unknown_question_in_the_second_step_deletes_nothing(client, canceled):
    LogEntryFactory(cancellation=canceled)

    response = client.post(PAGE, hidden(show(client)) | {"query": "segment=7"})

    assert told(response) == ["The filter is not understood: segment"]
    assert InteractionLogEntry.objects.exists()


# Reach.


def test_manager_sees_and_deletes_what_his_team_canceled(client, canceled):
    team = TeamFactory()
    client.force_login(seller(roles.MANAGER, team=team))
    LogEntryFactory(cancellation=canceled, salesperson=SalespersonFactory(team=team))
    others = LogEntryFactory(cancellation=canceled)
    shown = show(client)

    client.post(PAGE, hidden(shown) | {"query": f"salesperson={others.salesperson_id}"})
    client.post(PAGE, hidden(show(client)))

    assert shown.context["preview"]["number"] == 1
    assert InteractionLogEntry.objects.get() == others


def test_entries_out_of_sight_are_neither_counted_nor_shown(client, user, canceled):
    user.groups.get().permissions.remove(Permission.objects.get(codename="see_all"))
    unseen = PersonFactory(salesperson=SalespersonFactory(), surname="Hidden")
    LogEntryFactory(cancellation=canceled, contact=unseen)

    response = show(client)

    assert "Hidden" not in response.content.decode()
    assert response.context["preview"]["number"] == 0


@pytest.mark.parametrize("role", [roles.SALESPERSON, roles.MARKETING, roles.AUDITOR])
def test_page_without_the_right_names_it(client, canceled, role):
    entry = LogEntryFactory(cancellation=canceled)
    form = hidden(show(client))
    client.force_login(UserFactory(role=role))

    read, posted = client.get(PAGE), client.post(PAGE, form)

    assert (read.status_code, posted.status_code) == (403, 403)
    assert "Delete Canceled Interaction Log Entries" in read.content.decode()
    assert InteractionLogEntry.objects.get() == entry


# Large deletions.


@pytest.fixture
def large(monkeypatch, client, canceled):
    """A deletion that is left to the worker, though it is small."""
    monkeypatch.setattr(module, "AT_ONCE", 2)
    LogEntryFactory.create_batch(5, cancellation=canceled)
    return client.post(PAGE, hidden(show(client)))


def test_large_deletion_is_left_to_the_worker_and_can_be_watched(large, client):
    audit = AuditRecord.objects.get()

    watched = client.get(large.url).content.decode()

    assert large.url == f"{PAGE}{audit.pk}/"
    assert DBTaskResult.objects.get().task_path == delete_canceled.module_path
    assert "Deleting: 0 of 5" in watched
    assert 'hx-trigger="every 2s"' in watched
    assert InteractionLogEntry.objects.count() == 5


def test_large_deletion_is_found_again_on_the_page(large, client):
    assert f'href="{large.url}"' in client.get(PAGE).content.decode()


def test_worker_deletes_and_the_page_says_how_many(large, client):
    delete_canceled.call(AuditRecord.objects.get().pk)

    page = client.get(large.url).content.decode()

    assert "5 canceled entries deleted." in page
    assert "hx-trigger" not in page
    assert not InteractionLogEntry.objects.exists()
    assert f'href="{large.url}"' not in client.get(PAGE).content.decode()


def test_htmx_gets_the_part_alone(large, client):
    part = client.get(large.url, headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith("<section")
    assert "<html" not in part


def test_worker_does_a_piece_and_leaves_the_rest_for_later(large, monkeypatch):
    monkeypatch.setattr(tasks, "PIECE", -1)
    audit = AuditRecord.objects.get()

    delete_canceled.call(audit.pk)

    assert DBTaskResult.objects.filter(task_path=delete_canceled.module_path).count() == 2
    assert not AuditRecord.objects.get().is_finished


def test_worker_uses_the_reach_of_who_asked_as_it_is_then(large, user):
    user.groups.clear()

    delete_canceled.call(AuditRecord.objects.get().pk)

    assert InteractionLogEntry.objects.count() == 5


def test_worker_keeps_the_midnights_of_who_asked(client, user, monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 0)
    user.time_zone = "Pacific/Auckland"
    user.save()
    midnight_there = datetime.datetime(2026, 11, 3, 11, tzinfo=datetime.UTC)
    before = datetime.timedelta(minutes=1)
    LogEntryFactory(cancellation=CancellationFactory(at=midnight_there - before))
    later = LogEntryFactory(cancellation=CancellationFactory(at=midnight_there))
    client.post(PAGE, hidden(show(client, canceled_before="2026-11-04")))

    delete_canceled.call(AuditRecord.objects.get().pk)

    assert InteractionLogEntry.objects.get() == later


def test_deletion_that_nobody_works_on_can_be_continued(large, client):
    an_hour_ago = timezone.now() - datetime.timedelta(hours=1)
    AuditRecord.objects.update(at=an_hour_ago)

    page = client.get(large.url).content.decode()
    client.post(f"{large.url}continuation/")

    assert "Continue the deletion" in page
    assert DBTaskResult.objects.count() == 2


def test_deletion_under_way_is_not_begun_anew(large, client):
    client.post(f"{large.url}continuation/")

    assert DBTaskResult.objects.count() == 1


def test_deletion_of_somebody_else_is_watched_by_auditors_only(large, client):
    client.force_login(UserFactory(role=roles.AUDITOR))
    auditor = client.get(large.url)
    client.force_login(UserFactory(role=roles.MANAGER))

    assert auditor.status_code == 200
    assert "Continue" not in auditor.content.decode()
    assert client.get(large.url).status_code == 404
    assert client.post(f"{large.url}continuation/").status_code == 404


def test_rate_and_time_left_are_said(large, client):
    begun = timezone.now() - datetime.timedelta(minutes=2)
    AuditRecord.objects.update(
        at=begun, last_step_at=begun + datetime.timedelta(minutes=2), total=7_200, count=1_200
    )

    page = client.get(large.url).content.decode()

    assert "Deleting: 1,200 of 7,200, about 10\u00a0min left" in page
    assert "Entries a second: 10." in page
