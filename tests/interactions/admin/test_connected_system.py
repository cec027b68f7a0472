"""Tokens of other systems are made, replaced and revoked in the administration."""

import re

import pytest

from crm import roles
from interactions.models import ConnectedSystem
from interactions.models.connected_system import hash_of
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.django_db
ADMIN = "/admin/interactions/connectedsystem/"


@pytest.fixture
def administrator(client):
    user = UserFactory(role=roles.SETUP, is_staff=True)
    client.force_login(user)
    return user


def told_token(response):
    found = re.search(r"shown only now: ([\w-]+)", response.content.decode())
    return found and found[1]


def test_token_is_shown_once_when_the_system_is_made(client, administrator):
    response = client.post(f"{ADMIN}add/", {"code": "ERP", "description": "Helios"}, follow=True)

    system = ConnectedSystem.objects.get()
    assert hash_of(told_token(response)) == system.token_hash
    assert told_token(client.get(ADMIN)) is None
    assert told_token(client.get(f"{ADMIN}{system.pk}/change/")) is None


def test_change_of_the_description_makes_no_token(client, administrator):
    system = ConnectedSystem.objects.create(code="ERP")
    system.make_token(now=NOW)
    before = system.token_hash

    client.post(f"{ADMIN}{system.pk}/change/", {"code": "ERP", "description": "New"})

    system.refresh_from_db()
    assert (system.description, system.token_hash) == ("New", before)


def test_new_token_and_revocation_are_actions(client, administrator):
    system = ConnectedSystem.objects.create(code="ERP")
    chosen = {"_selected_action": system.pk}

    made = client.post(ADMIN, chosen | {"action": "make_token"}, follow=True)
    client.post(ADMIN, chosen | {"action": "revoke"})

    assert told_token(made)
    system.refresh_from_db()
    assert system.revoked_at is not None
    assert not ConnectedSystem.objects.with_token(told_token(made)).exists()
    assert {each.history_user for each in system.history.all()[:2]} == {administrator}
