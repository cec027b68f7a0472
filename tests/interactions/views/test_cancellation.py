"""Marking as canceled and restoring, as the browser asks for it."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.urls import reverse

from crm import roles
from crm.ui.messages import offer_of
from interactions.models import Cancellation, InteractionBatch, InteractionLogEntry
from tests.factories import (
    NOW,
    CancellationFactory,
    LogEntryFactory,
    PersonFactory,
    SalespersonFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db

BULK = "/interactions/cancellations/"


@pytest.fixture
def user():
    return seller()


@pytest.fixture
def client(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def entry(user):
    person = PersonFactory(first_name="Jana", surname="Nováková")
    return LogEntryFactory(recorded_by=user, contact=person)


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def offered(response):
    (message,) = get_messages(response.wsgi_request)
    return offer_of(message)


def address(entry, ending=""):
    return f"/interactions/{entry.pk}/cancellation/{ending}"


def is_canceled(entry):
    entry.refresh_from_db()
    return entry.is_canceled


# One entry.


def test_page_asks_why(client, entry):
    response = client.get(address(entry))

    page = response.content.decode()
    assert "Reason (optional)" in page
    assert "Jana Nováková" in page
    assert not is_canceled(entry)


def test_post_marks_and_offers_to_undo_it(client, entry, user):
    response = client.post(address(entry), {"reason": "recorded twice"})

    assert is_canceled(entry)
    assert (entry.cancellation.by, entry.cancellation.reason) == (user, "recorded twice")
    assert response.url == entry.get_absolute_url()
    assert told(response) == [f"Interaction {entry.pk} marked as canceled: Jana Nováková"]
    assert offered(response).undo
    assert offered(response).href.startswith(
        f"/interactions/cancellations/{entry.cancellation.pk}/restore/"
    )


def test_undo_restores_and_comes_back(client, entry):
    marked = client.post(address(entry), {"next": "/interactions/?flow=inbound"})

    undone = client.post(offered(marked).href)

    assert not is_canceled(entry)
    assert marked.url == undone.url == "/interactions/?flow=inbound"
    assert told(undone)[-1] == "1 entry restored"


def test_marking_twice_says_that_it_is_marked(client, entry):
    client.post(address(entry))

    posted, opened = client.post(address(entry)), client.get(address(entry))

    sentence = f"Interaction {entry.pk} was already canceled: Jana Nováková"
    assert sentence in told(posted)
    assert sentence in told(opened)
    assert opened.url == entry.get_absolute_url()
    assert Cancellation.objects.count() == 1


@pytest.mark.parametrize("reason", ["x" * 201, "two\nlines", "turned \u202e round"])
def test_reason_that_cannot_be_kept_is_refused_and_stays(client, entry, reason):
    response = client.post(address(entry), {"reason": reason})

    assert response.status_code == 422
    assert not is_canceled(entry)
    assert response.context["form"]["reason"].value() == reason


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:x"])
def test_next_leads_to_no_other_host(client, entry, elsewhere):
    response = client.post(address(entry), {"next": elsewhere})

    assert response.url == entry.get_absolute_url()


def test_restore_takes_the_mark_away(client, entry):
    client.post(address(entry))

    response = client.post(address(entry, "restore/"))

    assert not is_canceled(entry)
    assert told(response)[-1] == f"Interaction {entry.pk} restored: Jana Nováková"


def test_restoring_what_stands_says_so(client, entry):
    response = client.post(address(entry, "restore/"))

    assert told(response) == [f"Interaction {entry.pk} is not canceled: Jana Nováková"]


def test_entry_canceled_with_its_segment_says_with_which(client, entry, user):
    cancellation = CancellationFactory()
    entry.cancellation = cancellation
    entry.batch = InteractionBatch.objects.create(
        title="SM00011", by=user, started_at=NOW, occurred_at=NOW, cancellation=cancellation
    )
    entry.save()

    response = client.post(address(entry, "restore/"))

    assert is_canceled(entry)
    assert told(response)[0].endswith(": SM00011")


@pytest.mark.parametrize("ending", ["", "restore/"])
def test_entry_of_a_colleague_is_refused(client, ending):
    others = LogEntryFactory()

    response = client.post(address(others, ending))

    assert response.status_code == 403
    assert "Mark as canceled" in response.content.decode()
    assert not is_canceled(others)


@pytest.mark.parametrize("ending", ["", "restore/"])
def test_entry_out_of_sight_is_not_there(client, user, ending):
    user.groups.get().permissions.remove(Permission.objects.get(codename="see_all"))
    unseen = PersonFactory(salesperson=SalespersonFactory())
    entry = LogEntryFactory(contact=unseen, recorded_by=user)

    assert client.post(address(entry, ending)).status_code == 404


def test_restoring_is_never_a_get(client, entry):
    assert client.get(address(entry, "restore/")).status_code == 405
    assert client.get(BULK).status_code == 405
    assert client.get(f"{BULK}restore/").status_code == 405
    assert client.get(f"{BULK}1/restore/").status_code == 405


# Selected rows, and all that match.


def test_selected_rows_are_counted_and_nothing_is_done_yet(client, entry, user):
    marked = LogEntryFactory(recorded_by=user, cancellation=CancellationFactory())
    others = LogEntryFactory()

    response = client.post(BULK, {"selected": [entry.pk, marked.pk, others.pk]})

    page = response.content.decode()
    assert "1 entry will be marked as canceled." in page
    assert "1 entry is canceled already." in page
    assert "1 entry of others is out of your reach." in page
    assert not is_canceled(entry)


def test_confirmed_rows_are_marked_under_one_cancellation(client, user):
    entries = LogEntryFactory.create_batch(3, recorded_by=user)
    chosen = {"selected": [entry.pk for entry in entries], "next": "/interactions/?sort=number"}

    response = client.post(BULK, chosen | {"confirmed": "1", "reason": "test data"})

    assert all(is_canceled(entry) for entry in entries)
    assert Cancellation.objects.get().reason == "test data"
    assert told(response) == ["3 entries marked as canceled"]
    assert response.url == "/interactions/?sort=number"


def test_hidden_fields_choose_the_same_rows_again(client, entry):
    asked = client.post(BULK, {"selected": [entry.pk], "next": "/interactions/"})
    fields = asked.context["chosen"].hidden_fields()

    client.post(BULK, {**dict(fields), "confirmed": "1"})

    assert is_canceled(entry)


def test_message_tells_what_was_marked_before_and_what_is_out_of_reach(client, entry, user):
    marked = LogEntryFactory.create_batch(2, recorded_by=user, cancellation=CancellationFactory())
    rows = [entry, *marked, LogEntryFactory()]

    response = client.post(BULK, {"selected": [row.pk for row in rows], "confirmed": "1"})

    (text,) = told(response)
    assert text.split("; ") == [
        "1 entry marked as canceled",
        "2 entries were already canceled",
        "1 entry of others is out of your reach",
    ]


def test_undo_of_many_restores_exactly_those(client, user):
    before = LogEntryFactory(recorded_by=user, cancellation=CancellationFactory(by=user))
    entries = LogEntryFactory.create_batch(2, recorded_by=user)
    rows = [before, *entries]
    marked = client.post(BULK, {"selected": [row.pk for row in rows], "confirmed": "1"})

    undone = client.post(offered(marked).href)

    assert told(undone)[-1] == "2 entries restored"
    assert InteractionLogEntry.objects.canceled().get() == before


def test_all_that_match_are_those_that_match_now(client, user):
    person = PersonFactory()
    matching = LogEntryFactory(recorded_by=user, contact=person)
    other = LogEntryFactory(recorded_by=user)
    chosen = {"all": "1", "query": f"contact={person.pk}"}
    asked = client.post(BULK, chosen)
    added = LogEntryFactory(recorded_by=user, contact=person)

    response = client.post(BULK, chosen | {"confirmed": "1"})

    assert "1 entry will be marked as canceled." in asked.content.decode()
    assert told(response) == ["2 entries marked as canceled"]
    assert (is_canceled(matching), is_canceled(added), is_canceled(other)) == (True, True, False)


def test_all_without_a_filter_is_everything_within_reach(client, entry):
    others = LogEntryFactory()

    client.post(BULK, {"all": "1", "query": "", "confirmed": "1"})

    assert (is_canceled(entry), is_canceled(others)) == (True, False)


@pytest.mark.parametrize(
    "query", ["contact=999999", "contact=abc", "unknown=1", "date_from=never", "status=odd"]
)
@pytest.mark.parametrize("path", [BULK, f"{BULK}restore/"])
def test_filter_that_is_not_understood_never_widens_the_choice(client, entry, query, path):
    response = client.post(path, {"all": "1", "query": query, "confirmed": "1"})

    assert told(response) == ["The filter is not understood any more, so nothing was changed."]
    assert not is_canceled(entry)


@pytest.mark.parametrize("selected", [[], [""], ["x"], ["-1"], ["9" * 30], ["1", "²"]])
@pytest.mark.parametrize("path", [BULK, f"{BULK}restore/"])
def test_choice_that_makes_no_sense_is_refused(client, entry, path, selected):
    response = client.post(path, {"selected": selected, "confirmed": "1"})

    assert told(response) == ["Select at least one entry."]
    assert not is_canceled(entry)


def test_selected_rows_are_restored(client, user):
    cancellations = CancellationFactory.create_batch(2)
    entries = [LogEntryFactory(recorded_by=user, cancellation=c) for c in cancellations]
    rows = [*entries, LogEntryFactory(recorded_by=user)]

    response = client.post(f"{BULK}restore/", {"selected": [row.pk for row in rows]})

    assert told(response) == ["2 entries restored"]
    assert not InteractionLogEntry.objects.canceled().exists()


def test_all_that_match_are_counted_before_they_are_restored(client, user):
    entries = LogEntryFactory.create_batch(2, recorded_by=user, cancellation=CancellationFactory())
    chosen = {"all": "1", "query": "status=canceled"}

    asked = client.post(f"{BULK}restore/", chosen)
    before = [is_canceled(entry) for entry in entries]
    done = client.post(f"{BULK}restore/", chosen | {"confirmed": "1"})

    assert "2 entries will be restored." in asked.content.decode()
    assert before == [True, True]
    assert told(done) == ["2 entries restored"]


@pytest.mark.parametrize("path", [BULK, f"{BULK}restore/"])
def test_user_without_the_right_is_refused(client, entry, path):
    client.force_login(UserFactory(role=roles.AUDITOR))

    response = client.post(path, {"selected": [entry.pk], "confirmed": "1"})

    assert response.status_code == 403
    assert not is_canceled(entry)


def test_cancellation_of_what_one_does_not_see_is_not_there(client, user):
    user.groups.get().permissions.remove(Permission.objects.get(codename="see_all"))
    unseen = PersonFactory(salesperson=SalespersonFactory())
    cancellation = CancellationFactory()
    LogEntryFactory(contact=unseen, cancellation=cancellation)

    response = client.post(reverse("cancellation_restoration", args=[cancellation.pk]))

    assert response.status_code == 404


def test_undo_after_somebody_else_restored_says_that_nothing_is_left(client, entry, user):
    marked = client.post(address(entry))
    client.post(address(entry, "restore/"))

    undone = client.post(offered_undo(marked))

    assert told(undone)[-1] == "Nothing was left to restore"


def offered_undo(response):
    return next(filter(None, map(offer_of, get_messages(response.wsgi_request)))).href


# Those recorded together.


@pytest.fixture
def together(user):
    batch = InteractionBatch.objects.create(
        title="Meeting", by=user, started_at=NOW, finished_at=NOW, occurred_at=NOW, total=2
    )
    people = [PersonFactory(first_name=name, surname="Nováková") for name in ("Jana", "Eva")]
    return [LogEntryFactory(recorded_by=user, contact=person, batch=batch) for person in people]


def test_the_same_interaction_with_others_is_offered_and_left_alone_unless_ticked(client, together):
    first, other = together

    page = client.get(address(first)).content.decode()
    client.post(address(first))

    assert "Eva Nováková" in page
    assert is_canceled(first)
    assert not is_canceled(other)


def test_ticked_all_of_them_are_marked_by_one_cancellation(client, together):
    first, other = together

    response = client.post(address(first), {"also": "on"})

    assert is_canceled(first)
    assert is_canceled(other)
    assert first.cancellation == other.cancellation
    assert told(response) == ["Interactions marked as canceled: 2"]


def test_entries_of_a_segment_are_not_offered(client, together):
    InteractionLogEntry.objects.update(source="segment")

    page = client.get(address(together[0])).content.decode()

    assert "Eva Nováková" not in page


def test_the_card_says_with_whom_else_it_was(client, together):
    assert "Eva Nováková" in client.get(f"/interactions/{together[0].pk}/").content.decode()
