"""Events of the world become entries; what cannot waits and says why."""

import datetime
from decimal import Decimal
from unittest import mock

import pytest
from django.db import DatabaseError, connection, transaction

from crm import roles
from crm.access import MissingRight
from crm.models import DocumentKind
from interactions.actions import record_event as verb
from interactions.actions import resolve_event
from interactions.actions.record_event import record_event
from interactions.actions.resolve_event import (
    NotWaiting,
    drop_events,
    retry_event,
    retry_events,
)
from interactions.drafts import EventDraft, Source
from interactions.models import Event, InteractionLogEntry
from tests.factories import (
    NOW,
    BusinessRelationFactory,
    CampaignFactory,
    InteractionTemplateFactory,
    PersonFactory,
    RecordingRuleFactory,
    SalespersonFactory,
    TemplateTextFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db

YESTERDAY = NOW - datetime.timedelta(days=1)
Problem = Event.Problem


def make_draft(**values):
    defaults = {"key": "invoice:1:1", "kind": DocumentKind.SALES_INVOICE, "occurred_at": YESTERDAY}
    if "party" not in values:
        defaults["contact"] = values.get("contact") or PersonFactory()
    return EventDraft(**defaults | values)


def record(by=None, **values):
    return record_event(draft=make_draft(**values), by=by or seller(), now=NOW)


def manager():
    return seller(role=roles.MANAGER)


def test_event_is_recorded_with_the_template_of_its_rule():
    template = InteractionTemplateFactory(
        unit_cost=Decimal(30), unit_duration=5, information_flow="outbound", initiated_by="us"
    )
    RecordingRuleFactory(template=template)
    campaign, salesperson, user = CampaignFactory(), SalespersonFactory(), seller()

    event = record(
        by=user,
        number="FV-17",
        path="/documents/17/",
        description="Invoice for pumps",
        campaign=campaign.number,
        salesperson=salesperson.code,
    )

    entry = event.entry
    assert event.is_recorded
    assert (entry.contact, entry.template, entry.group) == (event.contact, template, template.group)
    assert (entry.cost, entry.duration) == (Decimal(30), 5)
    assert (entry.information_flow, entry.initiated_by) == ("outbound", "us")
    assert (entry.campaign, entry.salesperson) == (campaign, salesperson)
    assert (entry.description, entry.occurred_at) == ("Invoice for pumps", YESTERDAY)
    assert (entry.document_kind, entry.document_number) == ("sales_invoice", "FV-17")
    assert (entry.event_key, entry.source) == ("invoice:1:1", Source.DOCUMENT)
    assert (entry.recorded_by, entry.recorded_at) == (user, NOW)


def test_what_the_event_does_not_say_comes_from_template_and_contact():
    template = InteractionTemplateFactory(description="Invoice", language="en")
    TemplateTextFactory(template=template, language="cs")
    RecordingRuleFactory(template=template)
    owner = SalespersonFactory()

    entry = record(contact=PersonFactory(language="cs", salesperson=owner)).entry

    assert (entry.description, entry.language, entry.salesperson) == ("Invoice", "cs", owner)


def test_text_of_the_event_is_the_comment():
    RecordingRuleFactory()

    entry = record(text="We can deliver in May.").entry

    assert [comment.text for comment in entry.comments.all()] == ["We can deliver in May."]


def test_same_event_is_recorded_once():
    RecordingRuleFactory()

    first, second = record(), record()

    assert first.pk == second.pk
    assert InteractionLogEntry.objects.count() == 1


def test_printing_twice_is_two_events():
    RecordingRuleFactory()

    record(key="invoice:1:1")
    record(key="invoice:1:2")

    assert InteractionLogEntry.objects.count() == 2


@pytest.mark.parametrize("blocked", [True, False])
def test_e_mail_as_correspondence_needs_an_address_and_is_left_out_without(blocked):
    template = InteractionTemplateFactory(correspondence_type="email")
    RecordingRuleFactory(template=template)
    contact = PersonFactory(email="" if blocked else "jana@example.com")

    entry = record(contact=contact).entry

    assert entry.correspondence_type == ("" if blocked else "email")


def test_without_rule_the_event_waits():
    event = record()

    assert (event.problem, event.entry) == (Problem.NO_RULE, None)
    assert list(Event.objects.unrecorded()) == [event]


def test_blocked_template_makes_the_event_wait():
    RecordingRuleFactory(template=InteractionTemplateFactory(blocked=True))

    assert record().problem == Problem.TEMPLATE_BLOCKED


def test_blocked_contact_makes_the_event_wait():
    RecordingRuleFactory()

    assert record(contact=PersonFactory(privacy_blocked=True)).problem == Problem.PRIVACY_BLOCKED


def test_contact_out_of_scope_makes_the_event_wait():
    RecordingRuleFactory()
    hidden = PersonFactory(salesperson=SalespersonFactory())

    assert record(by=UserFactory(), contact=hidden).problem == Problem.OUT_OF_SIGHT


@pytest.mark.parametrize("party", ["C00017", "EXT-9", "jana@example.com", "Second@Example.com"])
def test_contact_is_found_by_what_others_call_him(party):
    RecordingRuleFactory()
    contact = PersonFactory(
        number="C00017", email="Jana@example.com", second_email="second@example.com"
    )
    BusinessRelationFactory(contact=contact, external_number="EXT-9")
    contact.save()

    event = record(party=party)

    assert event.contact == event.entry.contact == contact


def test_unknown_contact_makes_the_event_wait():
    RecordingRuleFactory()

    event = record(party="nobody@example.com")

    assert (event.problem, event.problem_detail) == (Problem.UNKNOWN_CONTACT, "nobody@example.com")


def test_address_of_several_contacts_makes_the_event_wait():
    RecordingRuleFactory()
    PersonFactory.create_batch(2, email="info@example.com")

    assert record(party="info@example.com").problem == Problem.SEVERAL_CONTACTS


def test_part_of_an_address_is_no_address():
    RecordingRuleFactory()
    PersonFactory(email="jana@example.com.br")

    assert record(party="jana@example.com").problem == Problem.UNKNOWN_CONTACT


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"salesperson": "NOBODY"}, Problem.UNKNOWN_SALESPERSON),
        ({"campaign": "NOTHING"}, Problem.UNKNOWN_CAMPAIGN),
        ({"description": "two\nlines"}, Problem.REFUSED),
        ({"number": "9" * 31}, Problem.REFUSED),
    ],
)
def test_facts_that_cannot_be_kept_make_the_event_wait(facts, problem):
    RecordingRuleFactory()

    event = record(**facts)

    assert event.problem == problem
    assert event.problem_detail
    assert not InteractionLogEntry.objects.exists()


def test_failure_of_the_database_leaves_the_print_alone():
    RecordingRuleFactory()

    def broken(**arguments):
        with connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column FROM crm_user")

    with transaction.atomic(), mock.patch.object(verb, "record_interactions", broken):
        event = record()
        other = PersonFactory()

    assert event.problem == Problem.REFUSED
    other.refresh_from_db()


def test_other_errors_are_not_swallowed():
    RecordingRuleFactory()

    with (
        mock.patch.object(verb, "record_interactions", side_effect=ZeroDivisionError),
        pytest.raises(ZeroDivisionError),
    ):
        record()


def test_event_goes_with_the_print_that_was_rolled_back():
    RecordingRuleFactory()

    def print_and_fail():
        with transaction.atomic():
            record()
            raise DatabaseError

    with pytest.raises(DatabaseError):
        print_and_fail()

    assert not Event.objects.exists()
    assert not InteractionLogEntry.objects.exists()


def test_retry_records_the_moment_of_the_event():
    event = record()
    RecordingRuleFactory()
    later = NOW + datetime.timedelta(hours=1)

    retried = retry_event(event=event, by=manager(), now=later)

    assert (retried.entry.occurred_at, retried.entry.recorded_at) == (YESTERDAY, later)
    assert (retried.problem, retried.problem_detail) == ("", "")
    assert not Event.objects.unrecorded().exists()


def test_retry_of_what_still_lacks_a_rule_leaves_it_waiting():
    event = record()

    retried = retry_event(event=event, by=manager(), now=NOW)

    assert retried.problem == Problem.NO_RULE
    assert list(Event.objects.unrecorded()) == [event]


def test_retry_with_a_contact_says_whom_it_was_with():
    RecordingRuleFactory()
    event = record(party="nobody@example.com")
    contact = PersonFactory()

    retried = retry_event(event=event, by=manager(), now=NOW, contact=contact)

    assert retried.entry.contact == contact


def test_recorded_event_is_not_retried():
    RecordingRuleFactory()
    event = record()

    with pytest.raises(NotWaiting):
        retry_event(event=event, by=manager(), now=NOW)

    assert InteractionLogEntry.objects.count() == 1


def test_event_whose_entry_was_deleted_is_not_recorded_again():
    RecordingRuleFactory()
    event = record()
    Event.objects.update(entry=None)
    event.entry.delete()

    again = record()

    assert again.is_recorded
    assert not InteractionLogEntry.objects.exists()
    assert not Event.objects.unrecorded().exists()


def test_dropped_event_waits_no_more():
    event, user = record(), manager()

    drop_events(events=Event.objects.all(), by=user, now=NOW, reason="A test print")

    event.refresh_from_db()
    assert (event.dropped_at, event.dropped_by, event.drop_reason) == (NOW, user, "A test print")
    with pytest.raises(NotWaiting):
        retry_event(event=event, by=user, now=NOW)
    with pytest.raises(NotWaiting):
        drop_events(events=Event.objects.all(), by=user, now=NOW, reason="")


def test_retry_and_drop_need_the_right():
    event, user = record(), seller()

    with pytest.raises(MissingRight):
        retry_event(event=event, by=user, now=NOW)
    with pytest.raises(MissingRight):
        drop_events(events=Event.objects.all(), by=user, now=NOW, reason="")

    event.refresh_from_db()
    assert event.recorded_at is event.dropped_at is None


def test_events_are_retried_each_by_itself():
    waiting = [record(key=str(n)) for n in range(3)]
    RecordingRuleFactory()
    waiting[1].contact.privacy_blocked = True
    waiting[1].contact.save()

    result = retry_events(events=Event.objects.all(), by=manager(), now=NOW)

    assert (result.recorded, result.waiting, result.left) == (2, 1, 0)
    assert list(Event.objects.unrecorded()) == [waiting[1]]


def test_so_many_events_are_retried_at_once():
    for n in range(3):
        record(key=str(n), occurred_at=YESTERDAY + datetime.timedelta(minutes=n))
    RecordingRuleFactory()

    with mock.patch.object(resolve_event, "MOST_AT_ONCE", 2):
        result = retry_events(events=Event.objects.all(), by=manager(), now=NOW)

    assert (result.recorded, result.waiting, result.left) == (2, 0, 1)
    assert Event.objects.unrecorded().get().key == "2"
