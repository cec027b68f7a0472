"""What other systems may tell, and what they are answered."""

import json
from pathlib import Path

import pytest
from django.urls import URLPattern, get_resolver

from crm.actions.automatic_user import automatic_user
from crm.models import DocumentKind
from interactions.drafts import Source
from interactions.forms.event import EventForm
from interactions.models import ConnectedSystem, Event, InteractionLogEntry
from tests.factories import NOW, PersonFactory, RecordingRuleFactory, SalespersonFactory, seller

pytestmark = pytest.mark.django_db

SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "api-events.schema.json"
EVENT = {
    "id": "INV-17/print/1",
    "kind": "sales_invoice",
    "occurred_at": "2026-11-03T14:05:00+01:00",
    "contact": "P00017",
}


@pytest.fixture
def token():
    system = ConnectedSystem.objects.create(code="ERP")
    return system.make_token(now=NOW)


@pytest.fixture
def contact():
    return PersonFactory(number="P00017")


def tell(client, token, event=EVENT, **headers):
    return client.post(
        "/api/events/",
        event if isinstance(event, str | bytes) else json.dumps(event),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"} | headers,
    )


def test_event_is_stored_and_recorded(client, token, contact):
    RecordingRuleFactory()
    salesperson = SalespersonFactory(code="JN")

    response = tell(client, token, EVENT | {"number": "17", "duration": 3, "salesperson": "JN"})

    entry = InteractionLogEntry.objects.get()
    assert response.status_code == 201
    assert response.json() == {"id": EVENT["id"], "recorded": True, "interaction": entry.pk}
    assert (entry.contact, entry.salesperson, entry.duration) == (contact, salesperson, 3)
    assert (entry.document_name, entry.source) == ("Sales Invoice 17", Source.EVENT)
    assert entry.occurred_at.isoformat() == "2026-11-03T13:05:00+00:00"
    assert entry.recorded_by == automatic_user()
    assert entry.event.system.code == "ERP"


def test_event_told_again_is_acknowledged_and_not_recorded_again(client, token, contact):
    RecordingRuleFactory()

    first, second = tell(client, token), tell(client, token)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert InteractionLogEntry.objects.count() == 1


def test_same_id_with_other_facts_is_refused(client, token, contact):
    tell(client, token)

    response = tell(client, token, EVENT | {"description": "Another"})

    assert response.status_code == 409
    assert Event.objects.get().facts.get("description") is None


def test_two_systems_may_use_the_same_id(client, token, contact):
    other = ConnectedSystem.objects.create(code="SHOP").make_token(now=NOW)

    assert [tell(client, each).status_code for each in (token, other)] == [201, 201]


def test_unknown_contact_and_missing_rule_wait_in_the_list(client, token):
    response = tell(client, token)

    assert response.status_code == 201
    assert response.json() == {
        "id": EVENT["id"],
        "recorded": False,
        "problem": "No rule for this kind",
    }
    assert Event.objects.unrecorded().count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "sales_poem"}, "kind"),
        ({"kind": ["sales_invoice"]}, "kind"),
        ({"id": ""}, "id"),
        ({"id": "x" * 151}, "id"),
        ({"id": "a\u0000b"}, "id"),
        ({"contact": None}, "contact"),
        ({"contact": {"number": "1"}}, "contact"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"occurred_at": "2026-11-03T14:05:00"}, "occurred_at"),
        ({"occurred_at": "2026-02-30T14:05:00Z"}, "occurred_at"),
        ({"occurred_at": "1812-11-03T14:05:00Z"}, "occurred_at"),
        ({"occurred_at": 5}, "occurred_at"),
        ({"duration": -1}, "duration"),
        ({"duration": True}, "duration"),
        ({"duration": 10**30}, "duration"),
        ({"duration": "5"}, "duration"),
        ({"description": "two\nlines"}, "description"),
        ({"description": "\ud800"}, "description"),
        ({"text": "x" * 20_001}, "text"),
        ({"colour": "red"}, "__all__"),
        ({"stored_by": "1"}, "__all__"),
    ],
)
def test_what_cannot_be_stored_is_refused_by_field(client, token, change, field):
    response = tell(client, token, EVENT | change)

    assert response.status_code == 422
    assert list(response.json()["fields"]) == [field]
    assert all(response.json()["fields"][field])
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "body", [b" ", b"{", b"[]", b"7", b"\xff\xfe", b"[" * 60_000, b'{"id": NaNN}']
)
def test_what_is_no_event_is_refused(client, token, body):
    response = tell(client, token, body)

    assert response.status_code == 400
    assert response.json()["error"]


def test_large_event_is_refused_unread(client, token):
    response = tell(client, token, b"{" + b" " * 200_000 + b"}")

    assert response.status_code == 413
    assert "131072 bytes" in response.json()["error"]


def test_other_content_types_are_refused(client, token):
    response = client.post("/api/events/", EVENT, headers={"Authorization": f"Bearer {token}"})

    assert response.status_code == 415


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer wrong", "Basic {token}", "{token}"]
)
def test_without_its_token_nobody_is_heard(client, token, authorization):
    header = authorization.format(token=token)

    response = tell(client, "", Authorization=header)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert not Event.objects.exists()


def test_revoked_token_is_worth_nothing(client, token):
    ConnectedSystem.objects.get().revoke(now=NOW)

    assert tell(client, token).status_code == 401


def test_new_token_replaces_the_old_one(client, token, contact):
    new = ConnectedSystem.objects.get().make_token(now=NOW)

    assert tell(client, token).status_code == 401
    assert tell(client, new).status_code == 201


def test_token_is_kept_as_a_hash(token):
    system = ConnectedSystem.objects.get()

    assert token not in str(vars(system))
    assert not hasattr(system.history.first(), "token_hash")


def test_signed_in_session_counts_for_nothing(client, token, contact):
    client.force_login(seller())

    without = client.post("/api/events/", json.dumps(EVENT), content_type="application/json")
    with_token = tell(client, token)

    assert without.status_code == 401
    assert with_token.status_code == 201
    assert not with_token.cookies
    assert Event.objects.get().stored_by == automatic_user()


def test_other_methods_are_refused_in_json(client, token):
    response = client.get("/api/events/", headers={"Authorization": f"Bearer {token}"})

    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert response.json() == {"error": "Send one event by POST."}


def test_answers_are_english_for_every_reader(client, token):
    response = tell(client, token, EVENT | {"id": ""}, **{"Accept-Language": "cs"})

    assert response.json()["fields"] == {"id": ["This field is required."]}


def test_flood_of_events_is_stopped(client, token, contact, settings):
    settings.EVENTS_PER_MINUTE = 2

    statuses = [tell(client, token, EVENT | {"id": str(n)}).status_code for n in range(3)]

    assert statuses == [201, 201, 429]
    assert Event.objects.count() == 2


def test_automatic_user_sees_all_and_cannot_sign_in(client):
    user = automatic_user()

    assert user.scope is None
    assert not user.has_usable_password()
    assert automatic_user() == user


def test_schema_says_what_the_form_asks():
    schema = json.loads(SCHEMA.read_text())
    fields = EventForm.base_fields
    lengths = {name: getattr(field, "max_length", None) for name, field in fields.items()}

    assert schema["properties"].keys() == fields.keys()
    assert schema["required"] == [name for name, field in fields.items() if field.required]
    assert schema["properties"]["kind"]["enum"] == DocumentKind.values
    assert {name: facts.get("maxLength") for name, facts in schema["properties"].items()} == lengths


def test_only_doors_without_session_are_exempt_from_csrf():
    def exempt(resolver):
        for pattern in resolver.url_patterns:
            if not isinstance(pattern, URLPattern):
                yield from exempt(pattern)
            elif getattr(pattern.callback, "csrf_exempt", False):
                yield pattern.name

    assert set(exempt(get_resolver())) <= {"api_events", "opt_out"}
