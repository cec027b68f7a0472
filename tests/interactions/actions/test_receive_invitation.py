"""An invitation by mail is postponed until the meeting is over; its organizer may change it."""

import datetime
from dataclasses import replace

import pytest

from crm import roles
from crm.actions.automatic_user import automatic_user
from crm.models import DocumentKind, FinishedForm
from interactions.actions.receive_invitation import Outcome
from interactions.actions.receive_mail import receive_mail
from interactions.actions.resolve_event import retry_event
from interactions.incoming_mail import IncomingMail
from interactions.invitation import Invitation
from interactions.models import Event, InteractionLogEntry, Meeting, PostponedInteraction
from tests.factories import (
    NOW,
    InteractionTemplateFactory,
    PersonFactory,
    RecordingRuleFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db
BEGINS = datetime.datetime(2026, 11, 10, 9, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
INVITATION = Invitation(
    uid="1@example.com",
    sequence=0,
    cancels=False,
    organizer="jana@example.com",
    people=("petr@ours.example", "ota@example.com"),
    title="Pumps",
    text="Bring the plans.",
    place="Room 1",
    starts_at=BEGINS,
    ends_at=BEGINS + HOUR,
    is_all_day=False,
    repeats=False,
    zone_unknown="",
)


@pytest.fixture
def petr():
    user = seller()
    user.email = "petr@ours.example"
    user.save()
    return user


@pytest.fixture
def jana(petr):
    return PersonFactory(email="jana@example.com")


@pytest.fixture
def rule():
    template = InteractionTemplateFactory(description="Meeting")
    return RecordingRuleFactory(kind=DocumentKind.MEETING_INVITATION, template=template)


def receive(number=1, sender="jana@example.com", now=NOW, **changes):
    mail = IncomingMail(
        key=str(number) * 64,
        sender=sender,
        to=("petr@ours.example",),
        cc=(),
        subject="Invitation: Pumps",
        text="",
        sent_at=now,
        is_draft=False,
        is_automatic=True,
        invitation=replace(INVITATION, **changes),
    )
    return receive_mail(mail=mail, now=now)


def test_an_invitation_becomes_a_postponed_interaction_due_when_the_meeting_ends(jana, petr, rule):
    ota = PersonFactory(email="ota@example.com")

    received = receive()

    row = PostponedInteraction.objects.kept().get()
    assert received.meeting is Outcome.PLANNED
    assert (row.owner, row.contact, row.template) == (petr, jana, rule.template)
    assert (row.description, row.due_at) == ("Pumps", BEGINS + HOUR)
    assert row.typed["also_with"] == [str(ota.pk)]
    assert (row.typed["date"], row.typed["time"]) == ("10 Nov 2026", "10:00")
    assert row.typed["duration"] == "60"
    assert row.typed["comment"] == "Place: Room 1\n\nBring the plans."
    assert not InteractionLogEntry.objects.exists()


def test_the_same_invitation_never_makes_two(jana, rule):
    receive()

    assert receive(2).meeting is Outcome.KNOWN
    assert PostponedInteraction.objects.count() == 1


def test_a_newer_invitation_moves_it_and_leaves_what_was_typed_since(jana, rule):
    receive()
    row = PostponedInteraction.objects.get()
    row.typed |= {"comment": ["My own notes"]}
    row.save()

    moved = receive(
        2, sequence=1, title="Pipes", starts_at=BEGINS + HOUR, ends_at=BEGINS + 3 * HOUR
    )

    row.refresh_from_db()
    assert moved.meeting is Outcome.MOVED
    assert (row.due_at, row.description) == (BEGINS + 3 * HOUR, "Pipes")
    assert (row.typed["time"], row.typed["duration"]) == ("11:00", "120")
    assert row.typed["comment"] == ["My own notes"]
    assert row.version == 2


def test_an_older_invitation_that_arrives_late_moves_nothing(jana, rule):
    receive(sequence=2)

    assert receive(2, sequence=1, starts_at=BEGINS + HOUR).meeting is Outcome.KNOWN
    assert PostponedInteraction.objects.get().due_at == BEGINS + HOUR


def test_a_meeting_that_is_called_off_goes_and_its_owner_is_told(jana, petr, rule, client):
    receive()

    assert receive(2, cancels=True).meeting is Outcome.CALLED_OFF

    assert not PostponedInteraction.objects.kept().exists()
    assert Meeting.objects.news_for(petr, NOW - HOUR).get().title == "Pumps"


def test_a_meeting_that_is_called_off_leaves_the_text_of_whoever_has_begun_to_write(jana, rule):
    receive()
    PostponedInteraction.objects.update(saved_at=NOW + HOUR)

    receive(2, cancels=True)

    assert PostponedInteraction.objects.kept().exists()
    assert Meeting.objects.get().canceled_at == NOW


def test_a_meeting_that_was_called_off_can_take_place_after_all(jana, rule):
    receive()
    receive(2, cancels=True)

    receive(3, sequence=1)

    assert PostponedInteraction.objects.kept().exists()
    assert Meeting.objects.get().canceled_at is None


@pytest.mark.parametrize("changes", [{"cancels": True}, {"sequence": 1}])
def test_nobody_but_its_organizer_changes_a_meeting(jana, rule, changes):
    receive()

    answer = receive(2, sender="mallory@example.com", **changes)

    assert answer.meeting is Outcome.NOT_THEIRS
    assert PostponedInteraction.objects.kept().get().version == 1


@pytest.mark.parametrize("changes", [{}, {"sequence": 5}, {"cancels": True}])
def test_what_was_written_down_comes_back_by_nothing(jana, rule, changes):
    receive()
    row = PostponedInteraction.objects.get()
    FinishedForm.objects.create(key=row.form_key, by=row.owner, at=NOW, path="/")
    row.delete()

    assert receive(2, **changes).meeting is Outcome.WRITTEN_DOWN
    assert not PostponedInteraction.objects.exists()


def test_without_a_rule_it_waits_and_a_retry_postpones_it_as_it_stands_then(jana):
    [event] = receive().events
    receive(2, sequence=1, starts_at=BEGINS + HOUR, ends_at=BEGINS + 2 * HOUR)
    waited = (event.problem, PostponedInteraction.objects.exists())
    template = InteractionTemplateFactory()
    RecordingRuleFactory(kind=DocumentKind.MEETING_INVITATION, template=template)

    retried = retry_event(event=Event.objects.get(), by=UserFactory(role=roles.SETUP), now=NOW)

    assert waited == (Event.Problem.NO_RULE, False)
    assert retried.is_recorded
    assert PostponedInteraction.objects.get().due_at == BEGINS + 2 * HOUR


def test_an_organizer_whom_nobody_knows_waits(petr, rule):
    [event] = receive(people=("petr@ours.example",)).events

    assert event.problem == Event.Problem.UNKNOWN_CONTACT
    assert event.party == "jana@example.com"


def test_where_nobody_of_us_could_write_it_down_it_waits(rule):
    PersonFactory(email="jana@example.com", salesperson=None)

    [event] = receive().events

    assert event.problem == Event.Problem.UNKNOWN_SALESPERSON


def test_a_contact_that_wants_no_interactions_is_not_planned(petr, rule):
    PersonFactory(email="jana@example.com", privacy_blocked=True)

    [event] = receive(people=("petr@ours.example",)).events

    assert event.problem == Event.Problem.PRIVACY_BLOCKED


def test_what_waits_and_is_called_off_waits_no_more(jana):
    receive()

    receive(2, cancels=True)

    event = Event.objects.get()
    assert (event.is_waiting, event.dropped_by) == (False, automatic_user())
