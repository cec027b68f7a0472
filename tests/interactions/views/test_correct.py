"""Correcting begins on the form that creates, and ends with two entries that name each other."""

import pytest

from crm import roles
from interactions.models import InteractionLogEntry
from tests.factories import (
    CancellationFactory,
    LogEntryFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return seller()


@pytest.fixture
def client(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def entry(user):
    return LogEntryFactory(
        recorded_by=user, salesperson=user.own_salesperson, description="Call about the offer"
    )


def typed(form):
    """Every field of a form as a browser would send it."""
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()}


def test_form_opens_with_the_values_of_the_entry(client, entry):
    response = client.get(f"/interactions/{entry.pk}/correct/", follow=True)

    assert response.request["PATH_INFO"] == "/interactions/new/"
    assert response.context["form"]["description"].value() == "Call about the offer"
    assert response.context["corrected"] == entry


def test_page_it_was_opened_on_is_come_back_to(client, entry):
    here = f"http://testserver/contacts/{entry.contact_id}/"

    response = client.get(f"/interactions/{entry.pk}/correct/", headers={"referer": here})

    assert f"next=%2Fcontacts%2F{entry.contact_id}%2F" in response.url


def test_ok_records_the_new_entry_and_marks_the_old_one(client, entry):
    opened = client.get(f"/interactions/{entry.pk}/correct/", follow=True)
    form = typed(opened.context["form"]) | {"description": "Call about the order"}

    client.post(f"/interactions/new/?corrects={entry.pk}", form)

    entry.refresh_from_db()
    assert entry.is_canceled
    assert entry.corrected_by.description == "Call about the order"


def test_canceled_entry_is_not_corrected(client, entry):
    entry.cancellation = CancellationFactory()
    entry.save()

    response = client.get(f"/interactions/{entry.pk}/correct/", follow=True)

    assert response.request["PATH_INFO"] == entry.get_absolute_url()
    assert "Restore it before you correct it." in response.content.decode()


def test_administrator_may_correct_though_he_records_nothing_else(client, entry):
    client.force_login(UserFactory(role=roles.SETUP))

    correcting = client.get(f"/interactions/{entry.pk}/correct/", follow=True)

    assert correcting.status_code == 200
    assert client.get("/interactions/new/").status_code == 403


@pytest.mark.parametrize("role", [roles.AUDITOR, roles.SALESPERSON])
def test_entry_of_a_colleague_is_not_corrected(client, entry, role):
    client.force_login(UserFactory(role=role))

    response = client.get(f"/interactions/{entry.pk}/correct/", follow=True)

    assert response.status_code == 403
    assert InteractionLogEntry.objects.standing().get() == entry


# What the card offers.


def card(client, entry):
    return client.get(entry.get_absolute_url()).content.decode()


def test_card_offers_to_correct_and_to_mark(client, entry):
    page = card(client, entry)

    assert f'href="/interactions/{entry.pk}/correct/"' in page
    assert f'href="/interactions/{entry.pk}/cancellation/"' in page


def test_card_of_a_canceled_entry_says_why_and_offers_to_restore(client, entry, user):
    user.first_name = "Petr"
    user.save()
    entry.cancellation = CancellationFactory(by=user, reason="recorded twice")
    entry.save()

    page = card(client, entry)

    assert "Petr: recorded twice" in page
    assert f'action="/interactions/{entry.pk}/cancellation/restore/"' in page
    assert f'href="/interactions/{entry.pk}/cancellation/"' not in page
    assert f'href="/interactions/{entry.pk}/correct/"' not in page


def test_card_of_a_restored_entry_says_so(client, entry):
    entry.cancellation = CancellationFactory()
    entry.save()
    client.post(f"/interactions/{entry.pk}/cancellation/restore/")

    page = card(client, entry)

    assert "Restored " in page
    assert f'href="/interactions/{entry.pk}/cancellation/"' in page


def test_card_of_a_corrected_entry_offers_no_second_correction(client, entry):
    LogEntryFactory(corrects=entry)

    page = card(client, entry)

    assert f'href="/interactions/{entry.pk}/correct/"' not in page


def test_card_of_a_colleague_offers_nothing(client):
    others = LogEntryFactory()
    canceled = LogEntryFactory(cancellation=CancellationFactory())

    assert "/cancellation/" not in card(client, others)
    assert "/cancellation/" not in card(client, canceled)
