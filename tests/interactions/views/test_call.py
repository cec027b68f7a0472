"""Call: from the number to the entry."""

import datetime
import re
from html import unescape

import pytest
import time_machine

from crm import roles
from crm.models import DocumentKind
from interactions.drafts import Source
from interactions.forms.call import Call
from interactions.models import InteractionLogEntry
from tests.factories import (
    NOW,
    InteractionTemplateFactory,
    PersonFactory,
    RecordingRuleFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(minutes=6, seconds=10)


@pytest.fixture
def user(client):
    user = seller()
    client.force_login(user)
    return user


@pytest.fixture
def jana():
    return PersonFactory(phone="+420541212428")


@pytest.fixture
def rule():
    template = InteractionTemplateFactory(description="Outgoing call", unit_duration=10)
    return RecordingRuleFactory(kind=DocumentKind.OUTGOING_CALL, template=template)


def fields_of(response):
    """What a browser would send back of the form."""
    page = response.content.decode()
    inputs = re.findall(r"<input[^>]*>", page)
    named = {
        re.search(r'name="([^"]*)"', each)[1]: unescape(
            (re.search(r'value="([^"]*)"', each) or ["", ""])[1]
        )
        for each in inputs
        if 'name="' in each and ('type="checkbox"' not in each or " checked" in each)
    }
    named |= dict.fromkeys(named.keys() & {"was_successful"}, "on")
    for name, options in re.findall(r'<select name="(\w+)"(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        named[name] = chosen[1] if chosen else ""
    return named


def open_call(client, contact):
    with time_machine.travel(NOW, tick=False):
        return client.get(f"/contacts/{contact.pk}/call/", follow=True)


def record(client, opened, **changes):
    address = opened.redirect_chain[-1][0]
    with time_machine.travel(LATER, tick=False):
        return client.post(address, fields_of(opened) | changes)


def test_call_opens_the_form_with_its_template_and_number(client, user, jana, rule):
    opened = open_call(client, jana)

    fields = fields_of(opened)
    assert fields["contact"] == str(jana.pk)
    assert fields["template"] == str(rule.template.pk)
    assert fields["contacted_via"] == str(jana.phone)
    assert (fields["duration"], fields["correspondence_type"]) == ("", "phone")
    assert 'href="tel:+420541212428"' in opened.content.decode()


def test_duration_is_measured_without_a_script(client, user, jana, rule):
    record(client, open_call(client, jana))

    entry = InteractionLogEntry.objects.get()
    assert (entry.occurred_at, entry.duration) == (NOW, 7)
    assert (entry.source, entry.document_kind) == (Source.CALL, "outgoing_call")
    assert (entry.contact, entry.contacted_via) == (jana, str(jana.phone))
    assert not entry.attempt_failed


def test_duration_that_is_typed_stands(client, user, jana, rule):
    record(client, open_call(client, jana), duration="3")

    assert InteractionLogEntry.objects.get().duration == 3


def test_not_reached_is_one_button(client, user, jana, rule):
    record(client, open_call(client, jana), not_reached="1")

    assert InteractionLogEntry.objects.get().attempt_failed


def test_reload_begins_no_new_call(client, user, jana, rule):
    opened = open_call(client, jana)

    with time_machine.travel(LATER, tick=False):
        again = client.get(opened.redirect_chain[-1][0])

    assert fields_of(again)["call"] == fields_of(opened)["call"] == str(Call(NOW))
    assert fields_of(again)["time"] == fields_of(opened)["time"]


def test_call_without_rule_asks_for_the_template(client, user, jana):
    InteractionTemplateFactory()

    opened = open_call(client, jana)

    assert opened.status_code == 200
    assert fields_of(opened)["template"] == ""


def test_contact_without_phone_cannot_be_called(client, user):
    contact = PersonFactory()

    response = client.get(f"/contacts/{contact.pk}/call/", follow=True)

    assert "No phone number is known" in response.content.decode()
    assert f"/contacts/{contact.pk}/call/" not in response.content.decode()


def test_card_and_list_offer_the_call(client, user, jana):
    assert f"/contacts/{jana.pk}/call/" in client.get(f"/contacts/{jana.pk}/").content.decode()
    assert f"/contacts/{jana.pk}/call/" in client.get("/contacts/").content.decode()


def test_who_may_not_record_may_not_call(client, jana):
    client.force_login(UserFactory(role=roles.AUDITOR))

    assert client.get(f"/contacts/{jana.pk}/call/").status_code == 403
    assert f"/contacts/{jana.pk}/call/" not in client.get(f"/contacts/{jana.pk}/").content.decode()


@pytest.mark.parametrize("call", ["", "x", "-5", "9" * 10, "9" * 11, "9" * 500, "1", "٣", "a\0"])
def test_nonsense_in_the_address_is_no_call(client, user, jana, rule, call):
    response = client.get("/interactions/new/", {"contact": jana.pk, "call": call})

    assert response.status_code == 200


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(-5, 0), (0, 0), (1, 1), (60, 1), (61, 2), (10_800, 180), (10_801, 0)]
)
def test_begun_minutes_are_counted_up_to_three_hours(seconds, minutes):
    assert Call(NOW).minutes(NOW + datetime.timedelta(seconds=seconds)) == minutes
