"""Inviting to a meeting from a card, and one key when it is over."""

import datetime
import uuid

import pytest
from django.urls import reverse
from icalendar import Calendar

from crm.actions.deliver_mails import message_of
from crm.models import DocumentKind, OutgoingMail
from interactions.invitation import read_invitation
from interactions.models import InteractionLogEntry, Meeting, PostponedInteraction
from tests.factories import (
    NOW,
    InteractionTemplateFactory,
    PersonFactory,
    RecordingRuleFactory,
    seller,
)

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(days=8)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def user():
    return seller()


@pytest.fixture
def visitor(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def jana():
    return PersonFactory(email="jana@example.com", language="cs")


@pytest.fixture
def rule():
    template = InteractionTemplateFactory(description="Meeting", unit_duration=15)
    return RecordingRuleFactory(kind=DocumentKind.MEETING_INVITATION, template=template)


def invited(visitor, contact, **changes):
    typed = {
        "key": str(uuid.uuid4()),
        "title": "Pumps",
        "date": "10.11.2026",
        "time": "10:00",
        "end": "11:30",
        "place": "Room 1",
        "text": "Bring the plans.",
        "send": "on",
    }
    address = reverse("meeting_new", args=[contact.pk])
    return visitor.post(address, typed | changes, follow=True)


def test_the_card_offers_an_invitation(visitor, jana):
    assert reverse("meeting_new", args=[jana.pk]) in visitor.get(jana.get_absolute_url()).text


def test_the_page_says_that_it_belongs_to_a_contact(visitor, jana):
    page = visitor.get(reverse("meeting_new", args=[jana.pk])).text

    assert '<li><a href="/contacts/">Contacts</a></li>' in page
    assert f'<li><a href="{jana.get_absolute_url()}">{jana}</a></li>' in page


def test_who_is_invited_gets_a_mail_that_calendars_understand(visitor, user, jana, rule):
    ota = PersonFactory(email="ota@example.com")

    invited(visitor, jana, also_with=[ota.pk])

    to_jana, to_ota = OutgoingMail.objects.order_by("pk")
    part = message_of(to_jana).message().get_payload()[1]
    told = read_invitation(part.get_payload(decode=True))
    assert (to_jana.address, to_ota.address) == ("jana@example.com", "ota@example.com")
    assert to_jana.subject == "Pozvánka: Pumps"
    assert "Místo: Room 1" in to_jana.body
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "REQUEST"
    assert (told.title, told.place, told.text) == ("Pumps", "Room 1", "Bring the plans.")
    assert told.people == ("jana@example.com", "ota@example.com")
    assert told.starts_at == datetime.datetime(2026, 11, 10, 9, tzinfo=datetime.UTC)


def test_it_waits_until_the_meeting_is_over(visitor, user, jana, rule):
    answer = invited(visitor, jana)

    row = PostponedInteraction.objects.kept().get()
    assert (row.owner, row.contact, row.template) == (user, jana, rule.template)
    assert row.due_at == datetime.datetime(2026, 11, 10, 10, 30, tzinfo=datetime.UTC)
    assert "It waits until the meeting is over: Pumps" in answer.text


def test_without_a_rule_people_are_invited_and_it_is_said_that_nothing_waits(visitor, jana):
    answer = invited(visitor, jana)

    assert OutgoingMail.objects.count() == 1
    assert not PostponedInteraction.objects.exists()
    assert "Nothing is postponed: there is no rule for meeting invitations." in answer.text


def test_the_invitation_can_be_had_as_a_file_and_sent_by_hand(visitor, jana, rule):
    invited(visitor, jana, send="", minutes="45", end="")

    file = visitor.get(reverse("meeting_file", args=[Meeting.objects.get().pk]))
    [event] = Calendar.from_ical(file.content).events
    assert file.headers["Content-Disposition"] == 'attachment; filename="invitation.ics"'
    assert event.duration == datetime.timedelta(minutes=45)
    assert not OutgoingMail.objects.exists()


def test_the_file_is_nobody_elses(client, visitor, jana, rule):
    invited(visitor, jana)
    client.force_login(seller())

    assert client.get(reverse("meeting_file", args=[Meeting.objects.get().pk])).status_code == 404


def test_the_same_form_invites_once(visitor, jana, rule):
    key = str(uuid.uuid4())

    invited(visitor, jana, key=key)
    invited(visitor, jana, key=key)

    assert (Meeting.objects.count(), OutgoingMail.objects.count()) == (1, 1)
    assert PostponedInteraction.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"date": "1.11.2026"}, "This moment is over"),
        ({"end": "9:00"}, "The meeting ends before it begins."),
        ({"title": ""}, "This field is required"),
        ({"title": "a\u202eb"}, "direction of writing"),
        ({"minutes": "0", "end": ""}, "greater than or equal to 1"),
        ({"minutes": "nonsense", "end": ""}, "Enter a whole number"),
        ({"date": "32.13."}, "Write the date as"),
    ],
)
def test_what_cannot_be_is_refused_and_the_text_stays(visitor, jana, changes, said):
    answer = invited(visitor, jana, **changes)

    assert answer.status_code == 422
    assert said in answer.text
    assert "Bring the plans." in answer.text
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"email": ""}, "Without an e-mail address"),
        ({"email": "ota@example.com", "email_opt_out_at": NOW}, "Opted out of e-mail"),
        ({"email": "ota@example.com", "privacy_blocked": True}, "blocked for privacy reasons"),
    ],
)
def test_who_is_not_to_be_written_to_is_named_and_nobody_is_invited(visitor, jana, facts, said):
    ota = PersonFactory(**facts)

    answer = invited(visitor, jana, also_with=[ota.pk])

    assert answer.status_code == 422
    assert said in answer.text
    assert not OutgoingMail.objects.exists()


# One key.


def recorded_as_planned(visitor, row, **typed):
    return visitor.post(reverse("postponed_record", args=[row.pk]), typed, follow=True)


@pytest.mark.parametrize("address", ["/", "/postponed/"])
def test_when_it_has_begun_it_can_be_recorded_by_one_key(
    visitor, jana, rule, time_machine, address
):
    invited(visitor, jana)
    row = PostponedInteraction.objects.get()
    offered = reverse("postponed_record", args=[row.pk])
    before = visitor.get(address).text
    time_machine.move_to(LATER, tick=False)

    assert offered not in before
    assert offered in visitor.get(address).text


def test_what_went_as_planned_is_recorded_at_once(visitor, user, jana, rule, time_machine):
    ota = PersonFactory(email="ota@example.com")
    invited(visitor, jana, also_with=[ota.pk])
    row = PostponedInteraction.objects.get()
    time_machine.move_to(LATER, tick=False)

    answer = recorded_as_planned(visitor, row, next="/")

    first, second = InteractionLogEntry.objects.order_by("pk")
    assert (first.contact, second.contact) == (jana, ota)
    assert (first.description, first.duration, second.duration) == ("Pumps", 90, 0)
    assert first.occurred_at == datetime.datetime(2026, 11, 10, 9, tzinfo=datetime.UTC)
    assert first.document_kind == DocumentKind.MEETING_INVITATION
    assert first.batch == second.batch is not None
    assert not PostponedInteraction.objects.exists()
    assert f"Interaction {first.pk} recorded" in answer.text
    assert answer.redirect_chain == [("/", 302)]


def test_what_lacks_something_opens_its_form(visitor, user, jana, rule, time_machine):
    invited(visitor, jana)
    row = PostponedInteraction.objects.get()
    row.typed["template"] = ""
    row.save()
    time_machine.move_to(LATER, tick=False)

    answer = recorded_as_planned(visitor, row)

    assert answer.redirect_chain == [(row.get_absolute_url(), 302)]
    assert "Something is missing." in answer.text
    assert not InteractionLogEntry.objects.exists()


def test_what_has_not_begun_is_not_recorded(visitor, jana, rule):
    invited(visitor, jana)

    answer = recorded_as_planned(visitor, PostponedInteraction.objects.get())

    assert "This moment is still to come." in answer.text
    assert not InteractionLogEntry.objects.exists()


def test_the_second_of_two_keys_is_told(visitor, jana, rule, time_machine):
    invited(visitor, jana)
    row = PostponedInteraction.objects.get()
    time_machine.move_to(LATER, tick=False)

    recorded_as_planned(visitor, row)
    again = recorded_as_planned(visitor, row)

    assert "somebody has dealt with it" in again.text
    assert InteractionLogEntry.objects.count() == 1


def test_what_waits_for_others_is_not_recorded(client, visitor, jana, rule, time_machine):
    invited(visitor, jana)
    time_machine.move_to(LATER, tick=False)
    client.force_login(seller())

    assert recorded_as_planned(client, PostponedInteraction.objects.get()).status_code == 404


@pytest.mark.parametrize("address", ["/", "/postponed/"])
def test_a_meeting_that_was_called_off_is_told(visitor, user, jana, rule, address):
    invited(visitor, jana)
    Meeting.objects.update(canceled_at=NOW)

    assert "Meetings that were called off" in visitor.get(address).text
