"""Printing a document: what is announced, and what is not."""

import uuid

import pytest

from crm import roles
from crm.access import MissingRight
from crm.actions.finish_form import AlreadyFinished
from crm.actions.print_document import print_document
from crm.models import DocumentKind, FinishedForm
from interactions.models import Event, InteractionLogEntry
from tests.factories import (
    NOW,
    CampaignFactory,
    InteractionTemplateFactory,
    PersonFactory,
    RecordingRuleFactory,
    SalesDocumentFactory,
    UserFactory,
    seller,
)


@pytest.fixture
def rule(db):
    return RecordingRuleFactory(kind=DocumentKind.SALES_QUOTE)


@pytest.fixture
def document(db):
    return SalesDocumentFactory(number="Q7", description="Pumps for the new line")


def printed(document, **more):
    options = {"language": "en", "log_interaction": True, "key": uuid.uuid4(), "now": NOW}
    return print_document(document=document, **{"by": seller()} | options | more)


def test_print_is_in_the_log(rule, document):
    campaign, owner = CampaignFactory(), seller().own_salesperson
    document.campaign, document.salesperson = campaign, owner
    document.save()

    told = printed(document)

    entry = InteractionLogEntry.objects.get()
    assert told.recorded
    assert told.path == entry.get_absolute_url()
    assert (entry.contact, entry.template) == (document.contact, rule.template)
    assert (entry.document_kind, entry.document_number) == (DocumentKind.SALES_QUOTE, "Q7")
    assert (entry.campaign, entry.salesperson) == (campaign, owner)
    assert (entry.description, entry.occurred_at) == ("Pumps for the new line", NOW)
    assert entry.event.facts["path"] == document.get_absolute_url()


def test_printing_twice_records_twice(rule, document):
    printed(document)
    printed(document)

    assert InteractionLogEntry.objects.count() == 2


def test_same_form_records_once(rule, document):
    key = uuid.uuid4()
    printed(document, key=key, language="cs")

    with pytest.raises(AlreadyFinished) as again:
        printed(document, key=key)

    assert again.value.path == f"{document.get_absolute_url()}?printed=cs"
    assert InteractionLogEntry.objects.count() == 1


def test_without_a_rule_it_is_printed_and_said(document):
    told = printed(document)

    assert told.sentence == "Interaction not recorded: no template is set for Sales Quote."
    assert FinishedForm.objects.exists()
    assert not Event.objects.exists()


def test_switched_off_it_is_printed_and_said(rule, document):
    told = printed(document, log_interaction=False)

    assert told.sentence == "Interaction not recorded: it was switched off."
    assert not Event.objects.exists()


@pytest.mark.parametrize("obstacle", ["contact", "template"])
def test_what_cannot_be_recorded_stops_no_print(rule, document, obstacle):
    if obstacle == "contact":
        document.contact = PersonFactory(privacy_blocked=True)
    else:
        rule.template = InteractionTemplateFactory(blocked=True)
        rule.save()

    told = printed(document)

    assert "Nothing was recorded" in told.sentence
    assert FinishedForm.objects.exists()
    assert Event.objects.unrecorded().get().occurred_at == NOW


def test_who_may_not_print_leaves_nothing(rule, document):
    with pytest.raises(MissingRight):
        printed(document, by=UserFactory(role=roles.AUDITOR))

    assert not FinishedForm.objects.exists()
