"""A message makes one entry for each contact it was exchanged with."""

import datetime

import pytest

from crm.actions.automatic_user import automatic_user
from crm.models import DocumentKind
from interactions.actions.receive_mail import LeftOut, receive_mail
from interactions.actions.resolve_event import retry_events
from interactions.drafts import Source
from interactions.incoming_mail import IncomingMail
from interactions.models import Event, InteractionLogEntry
from tests.factories import (
    NOW,
    InteractionTemplateFactory,
    PersonFactory,
    RecordingRuleFactory,
    SalespersonFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db
SENT = NOW - datetime.timedelta(hours=2)


@pytest.fixture(autouse=True)
def rules():
    template = InteractionTemplateFactory(
        description="E-mails", information_flow="outbound", initiated_by="us"
    )
    RecordingRuleFactory(kind=DocumentKind.EMAIL_IN, template=template)
    RecordingRuleFactory(kind=DocumentKind.EMAIL_OUT, template=template)


@pytest.fixture
def jana():
    return PersonFactory(email="jana@example.com", surname="Nováková")


def make_mail(**values):
    defaults = {
        "key": "a" * 64,
        "sender": "jana@example.com",
        "to": ("petr@ours.example",),
        "cc": (),
        "subject": "Pumps",
        "text": "Do you have them in stock?",
        "sent_at": SENT,
        "is_draft": False,
        "is_automatic": False,
    }
    return IncomingMail(**defaults | values)


def receive(**values):
    return receive_mail(mail=make_mail(**values), now=NOW)


def test_mail_of_a_contact_is_recorded(jana):
    petr = SalespersonFactory(email="Petr@ours.example")

    [event] = receive().events

    entry = event.entry
    assert (entry.contact, entry.salesperson) == (jana, petr)
    assert (entry.description, entry.subject) == ("Pumps", "Pumps")
    assert [comment.text for comment in entry.comments.all()] == ["Do you have them in stock?"]
    assert (entry.occurred_at, entry.source) == (SENT, Source.MAIL)
    assert (entry.document_kind, entry.contacted_via) == ("email_in", "jana@example.com")
    assert (entry.information_flow, entry.initiated_by) == ("inbound", "them")
    assert entry.recorded_by == automatic_user()


def test_mail_of_a_salesperson_is_recorded_for_each_recipient(jana):
    petr = SalespersonFactory(user=UserFactory(email="petr@ours.example"))
    other = PersonFactory(second_email="ota@example.com")

    receive(
        sender="petr@ours.example",
        to=("jana@example.com",),
        cc=("ota@example.com", "no@body.example"),
    )

    entries = InteractionLogEntry.objects.all()
    assert {entry.contact for entry in entries} == {jana, other}
    assert {entry.document_kind for entry in entries} == {"email_out"}
    assert {entry.information_flow for entry in entries} == {"outbound"}
    assert {entry.salesperson for entry in entries} == {petr}
    assert not Event.objects.unrecorded().exists()


def test_contacts_in_copy_get_an_entry_too_and_strangers_none(jana):
    other = PersonFactory(email="ota@example.com")

    receive(cc=("ota@example.com", "no@body.example"))

    assert set(InteractionLogEntry.objects.values_list("contact", flat=True)) == {jana.pk, other.pk}
    assert Event.objects.count() == 2


def test_contact_with_two_addresses_gets_one_entry(jana):
    jana.second_email = "jana@home.example"
    jana.save()

    receive(cc=("jana@home.example",))

    assert jana.interactions.count() == 1


def test_same_message_is_recorded_once(jana):
    receive()

    again = receive()

    assert again.left_out is LeftOut.KNOWN
    assert jana.interactions.count() == 1


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"is_draft": True}, LeftOut.DRAFT),
        ({"sender": ""}, LeftOut.NOBODY),
        ({"is_automatic": True}, LeftOut.AUTOMATIC),
        ({"sender": "rapport@localhost"}, LeftOut.OWN),
        ({"sender": "boss@bank.example"}, LeftOut.NEVER_LOGGED),
        ({"sender": "boss@mail.bank.example"}, LeftOut.NEVER_LOGGED),
        ({"sender": "petr@ours.example", "to": ("eva@ours.example",)}, LeftOut.OURS),
    ],
)
def test_what_is_nobodys_business_is_left_out(jana, settings, values, reason):
    settings.NEVER_LOG_DOMAINS = ["@bank.example"]
    SalespersonFactory(email="petr@ours.example")
    SalespersonFactory(email="eva@ours.example")

    received = receive(**values)

    assert received.left_out is reason
    assert not Event.objects.exists()


def test_recipient_of_a_domain_that_is_never_logged_gets_no_entry(jana, settings):
    settings.NEVER_LOG_DOMAINS = ["example.com"]
    SalespersonFactory(email="petr@ours.example")

    receive(sender="petr@ours.example", to=("jana@example.com",))

    assert not Event.objects.exists()


def test_unknown_sender_waits_and_his_earlier_mails_follow():
    receive(key="1" * 64, sender="new@example.com", subject="First")
    receive(key="2" * 64, sender="new@example.com", subject="Second")
    contact = PersonFactory()
    waiting = Event.objects.unrecorded()

    assert {event.problem for event in waiting} == {Event.Problem.UNKNOWN_CONTACT}
    retry_events(
        events=Event.objects.alike(waiting[0]),
        by=seller(role="Sales Manager"),
        now=NOW,
        contact=contact,
    )

    assert set(contact.interactions.values_list("description", flat=True)) == {"First", "Second"}


def test_sender_whom_two_contacts_claim_waits(jana):
    PersonFactory(email="jana@example.com")

    [event] = receive().events

    assert event.problem == Event.Problem.SEVERAL_CONTACTS
    assert event.contact is None


def test_mail_of_a_blocked_contact_waits(jana):
    jana.privacy_blocked = True
    jana.save()

    [event] = receive().events

    assert event.problem == Event.Problem.PRIVACY_BLOCKED


@pytest.mark.parametrize(
    "told",
    [None, NOW + datetime.timedelta(days=1), datetime.datetime(1, 1, 1, tzinfo=datetime.UTC)],
)
def test_clock_that_is_wrong_is_not_believed(jana, told):
    [event] = receive(sent_at=told).events

    assert event.entry.occurred_at == NOW


def test_long_subject_is_cut_in_the_description(jana):
    [event] = receive(subject="x" * 200).events

    assert len(event.entry.description) == 150
    assert len(event.entry.subject) == 200


def test_mail_without_subject_takes_the_words_of_the_template(jana):
    [event] = receive(subject="").events

    assert event.entry.description == "E-mails"
