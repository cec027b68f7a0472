"""Unrecorded Events: read, tried again, dropped."""

import datetime

import pytest

from crm import roles
from crm.models import DocumentKind
from interactions.actions.record_event import record_event
from interactions.drafts import EventDraft
from interactions.models import Event, InteractionLogEntry
from tests.factories import (
    NOW,
    PersonFactory,
    RecordingRuleFactory,
    SalespersonFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db
LIST = "/unrecorded-events/"
YESTERDAY = NOW - datetime.timedelta(days=1)


@pytest.fixture
def manager(client):
    user = seller(role=roles.MANAGER)
    client.force_login(user)
    return user


def waiting(**values):
    """An event that could not be recorded."""
    number = Event.objects.count()
    defaults = {
        "key": f"event:{number}",
        "kind": DocumentKind.SALES_INVOICE,
        "occurred_at": YESTERDAY,
        "party": "jana@example.com",
        "number": f"FV-{number}",
    }
    return record_event(draft=EventDraft(**defaults | values), by=seller(), now=NOW)


def text_of(response):
    return " ".join(response.content.decode().split())


def test_list_says_what_waits_and_why(client, manager):
    event = waiting()

    page = text_of(client.get(LIST))

    assert "Sales Invoice FV-0" in page
    assert "jana@example.com" in page
    assert "No rule for this kind" in page
    assert f'href="/unrecorded-events/{event.pk}/"' in page


def test_list_without_events_says_so(client, manager):
    RecordingRuleFactory()
    waiting(party="", contact=PersonFactory())

    assert "Everything that happened was recorded." in text_of(client.get(LIST))


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_same_number_of_questions(
    client, manager, number, django_assert_max_num_queries
):
    for _ in range(number):
        waiting(contact=PersonFactory(), party="")

    with django_assert_max_num_queries(12):
        client.get(LIST)


def test_menu_counts_what_waits(client, manager):
    waiting()
    waiting()

    page = text_of(client.get("/"))

    assert "Unrecorded Events" in page
    assert page.split('href="/unrecorded-events/"')[1].split("</a>")[0].count("2") >= 1


def test_filter_asks_for_problem_and_party(client, manager):
    waiting(party="jana@example.com")
    waiting(party="petr@example.com")

    assert "petr@example.com" not in text_of(client.get(LIST, {"q": "JANA"}))
    assert "jana@example.com" not in text_of(client.get(LIST, {"problem": "unknown_contact"}))


def test_event_out_of_scope_is_not_there(client):
    user = UserFactory(role=roles.MANAGER)
    user.groups.get().permissions.remove(*user.groups.get().permissions.filter(codename="see_all"))
    client.force_login(user)
    hidden = waiting(party="", contact=PersonFactory(salesperson=SalespersonFactory()))

    assert "FV-0" not in text_of(client.get(LIST))
    assert client.get(f"{LIST}{hidden.pk}/").status_code == 404


def test_salesperson_lacks_the_right(client):
    client.force_login(seller())

    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{waiting().pk}/").status_code == 403


def test_auditor_reads_and_changes_nothing(client):
    client.force_login(UserFactory(role=roles.AUDITOR))
    event, contact = waiting(), PersonFactory()
    RecordingRuleFactory()

    page = text_of(client.get(f"{LIST}{event.pk}/"))

    assert "FV-0" in page
    assert "Record it" not in page
    for address, data in (
        (f"{LIST}{event.pk}/", {"contact": contact.pk}),
        (f"{LIST}retries/", {"selected": event.pk}),
        (f"{LIST}drops/", {"selected": event.pk, "confirmed": "1", "drop_reason": "x"}),
    ):
        assert client.post(address, data).status_code == 403
    assert Event.objects.unrecorded().get() == event


def test_all_are_tried_again_with_their_own_moment(client, manager):
    waiting(party="", contact=PersonFactory())
    waiting(party="", contact=PersonFactory())
    RecordingRuleFactory()

    page = text_of(client.post(f"{LIST}retries/", {"all": "1"}, follow=True))

    assert "2 events recorded." in page
    moments = InteractionLogEntry.objects.values_list("occurred_at", flat=True)
    assert set(moments) == {YESTERDAY}


def test_selected_ones_are_tried_again(client, manager):
    first, second = (waiting(party="", contact=PersonFactory()) for _ in range(2))
    RecordingRuleFactory()

    client.post(f"{LIST}retries/", {"selected": [first.pk]})

    assert list(Event.objects.unrecorded()) == [second]


def test_what_waits_still_is_told(client, manager):
    waiting()

    page = text_of(client.post(f"{LIST}retries/", {"all": "1"}, follow=True))

    assert "1 event still waits." in page


def test_contact_is_assigned_and_others_of_the_address_follow(client, manager):
    RecordingRuleFactory()
    first, _second, other = waiting(), waiting(party="Jana@example.com"), waiting(party="P9")
    contact = PersonFactory()

    page = text_of(client.get(f"{LIST}{first.pk}/"))
    client.post(f"{LIST}{first.pk}/", {"contact": contact.pk})

    assert "1 other event of the same address follows." in page
    assert contact.interactions.count() == 2
    assert list(Event.objects.unrecorded()) == [other]


def test_without_contact_nothing_is_recorded(client, manager):
    RecordingRuleFactory()
    event = waiting()

    response = client.post(f"{LIST}{event.pk}/", {"contact": ""})

    assert response.status_code == 422
    assert Event.objects.unrecorded().exists()


def test_contact_that_is_blocked_leaves_it_waiting(client, manager):
    RecordingRuleFactory()
    event = waiting()

    response = client.post(
        f"{LIST}{event.pk}/", {"contact": PersonFactory(privacy_blocked=True).pk}, follow=True
    )

    assert "The contact is privacy blocked" in text_of(response)


def test_drop_asks_for_a_reason(client, manager):
    event = waiting()

    asked = client.post(f"{LIST}drops/", {"selected": event.pk})
    without = client.post(f"{LIST}drops/", {"selected": event.pk, "confirmed": "1"})
    dropped = client.post(
        f"{LIST}drops/",
        {"selected": event.pk, "confirmed": "1", "drop_reason": "A test print"},
        follow=True,
    )

    assert (asked.status_code, without.status_code) == (200, 422)
    assert "1 event will never be recorded." in text_of(asked)
    assert "1 event dropped." in text_of(dropped)
    assert "A test print" in text_of(client.get(f"{LIST}{event.pk}/"))


def test_entry_leads_to_its_event(client, manager):
    RecordingRuleFactory()
    event = waiting(party="", contact=PersonFactory(), path="/campaigns/")

    page = text_of(client.get(event.entry.get_absolute_url()))

    assert f'<a href="/unrecorded-events/{event.pk}/">Sales Invoice</a>' in page
    assert '<a href="/campaigns/">Sales Invoice FV-0</a>' in page
