"""Events told twice by several processes at once are recorded once."""

import json
import random
from unittest import mock

import pytest
from django.test import Client

from crm import roles
from crm.actions.automatic_user import automatic_user
from crm.models import DocumentKind, User
from interactions.actions import record_event as verb
from interactions.actions.receive_mail import receive_mail
from interactions.actions.resolve_event import retry_event
from interactions.incoming_mail import IncomingMail
from interactions.models import ConnectedSystem, Event, InteractionLogEntry
from interactions.models.event import EventQuerySet
from tests.factories import (
    NOW,
    PersonFactory,
    RecordingRuleFactory,
    seller,
)
from tests.races import RivalFailed, Run

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PROCESSES = 4


def tell(token, ids):
    """Tell an event for each of *ids* over HTTP; the statuses that came back."""
    client = Client(headers={"Authorization": f"Bearer {token}"})
    return [
        client.post("/api/events/", event_of(each), content_type="application/json").status_code
        for each in ids
    ]


def event_of(each):
    facts = {
        "id": str(each),
        "kind": DocumentKind.SALES_INVOICE,
        "occurred_at": "2026-11-03T14:05:00+01:00",
        "contact": "P00017",
    }
    return json.dumps(facts)


def receive(message):
    """Receive a message; how many events it made."""
    return len(receive_mail(mail=IncomingMail.read(message), now=NOW).events)


def tell_forgetful(token, ids):
    """The same where the key of an event is not asked."""
    with mock.patch.object(verb, "_stored", stored_anew):
        return tell(token, ids)


def stored_anew(draft, by, now):
    event = Event(kind=draft.kind, facts=draft.facts(), occurred_at=draft.occurred_at)
    event.key = f"{draft.key}:{random.random()}"
    event.stored_at, event.stored_by, event.party = now, by, draft.party
    event.save()
    return event, True


@pytest.fixture
def token():
    RecordingRuleFactory()
    PersonFactory(number="P00017")
    return ConnectedSystem.objects.create(code="ERP").make_token(now=NOW)


def shares(number):
    """Every event twice, shuffled, dealt out to the processes."""
    events = [*range(number), *range(number)]
    random.Random(5).shuffle(events)
    return [events[start::PROCESSES] for start in range(PROCESSES)]


def test_events_told_twice_by_four_processes_are_recorded_once(racers, race_rounds, token):
    number = 10 * race_rounds

    outcomes = racers.race(*(Run(tell, token, share) for share in shares(number)))

    statuses = [status for outcome in outcomes for status in outcome.value]
    assert InteractionLogEntry.objects.count() == Event.objects.count() == number
    assert not Event.objects.unrecorded().exists()
    assert sorted(statuses) == [200] * number + [201] * number


def test_without_the_key_they_are_recorded_twice(racers, token):
    racers.race(*(Run(tell_forgetful, token, share) for share in shares(10)))

    assert InteractionLogEntry.objects.count() == 20


def test_message_that_two_receive_is_recorded_once(racers, race_rounds):
    RecordingRuleFactory(kind=DocumentKind.EMAIL_IN)
    contact = PersonFactory(email="jana@example.com")

    told = []
    for number in range(race_rounds):
        message = f"From: jana@example.com\nMessage-ID: <{number}@example.com>\n\n".encode()
        outcomes = racers.race(Run(receive, message), Run(receive, message))
        told.append(sorted(outcome.value for outcome in outcomes))

    assert told == [[0, 1]] * race_rounds
    assert contact.interactions.count() == race_rounds


def retry(pk, by):
    """Try an event again; 1 where it was recorded."""
    event = Event.objects.get(pk=pk)
    by = User.objects.get(pk=by)
    return int(retry_event(event=event, by=by, now=NOW).is_recorded)


def retry_unguarded(pk, by):
    with mock.patch.object(EventQuerySet, "unrecorded", lambda self: self):
        return retry(pk, by)


def waiting_event(number, contact):
    """An event that had no rule when it happened."""
    return Event.objects.create(
        key=f"event:{number}",
        kind=DocumentKind.SALES_INVOICE,
        occurred_at=NOW,
        stored_at=NOW,
        stored_by=automatic_user(),
        contact=contact,
        problem=Event.Problem.NO_RULE,
    )


def test_of_two_who_try_again_one_records(racers, race_rounds):
    RecordingRuleFactory()
    contact, manager = PersonFactory(), seller(role=roles.MANAGER)

    told = []
    for number in range(race_rounds):
        run = Run(retry, waiting_event(number, contact).pk, manager.pk)
        told.append(sorted(outcome.refusal for outcome in racers.race(run, run)))

    assert told == [["", "NotWaiting"]] * race_rounds
    assert contact.interactions.count() == race_rounds


def test_without_the_guard_the_second_one_runs_into_the_database(racers):
    RecordingRuleFactory()
    event, manager = waiting_event(1, PersonFactory()), seller(role=roles.MANAGER)

    with pytest.raises(RivalFailed, match="interactions_event_entry_was_recorded"):
        racers.race(*[Run(retry_unguarded, event.pk, manager.pk)] * 2)
