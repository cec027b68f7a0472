"""What a print announces becomes an entry, and the print is told."""

import pytest

from crm.models import DocumentKind
from crm.signals import document_sent
from crm.sockets import will_record
from interactions.models import Event, InteractionLogEntry
from tests.factories import (
    NOW,
    CampaignFactory,
    PersonFactory,
    RecordingRuleFactory,
    SalespersonFactory,
    seller,
)

pytestmark = pytest.mark.django_db


def announce(**facts):
    defaults = {
        "key": "invoice:17:1",
        "kind": DocumentKind.SALES_INVOICE,
        "number": "FV-17",
        "path": "/documents/17/",
        "description": "",
        "contact": facts.get("contact") or PersonFactory(surname="Nováková"),
        "salesperson": None,
        "campaign": None,
        "occurred_at": NOW,
        "by": facts.get("by") or seller(),
    }
    [(_receiver, told)] = document_sent.send(sender=None, **defaults | facts)
    return told


def test_announced_document_is_recorded_and_told():
    RecordingRuleFactory()
    salesperson, campaign = SalespersonFactory(), CampaignFactory()

    told = announce(salesperson=salesperson, campaign=campaign)

    entry = InteractionLogEntry.objects.get()
    assert (entry.document_number, entry.occurred_at) == ("FV-17", NOW)
    assert (entry.salesperson, entry.campaign) == (salesperson, campaign)
    assert told.recorded
    assert told.path == entry.get_absolute_url()
    assert told.sentence == f"Interaction {entry.pk} recorded: Jana Nováková"


def test_announced_document_without_rule_says_that_nothing_was_recorded():
    told = announce()

    assert told.sentence == "Nothing was recorded: No rule for this kind."
    assert not told.recorded
    assert Event.objects.unrecorded().count() == 1


def test_print_dialog_knows_whether_an_interaction_will_be_recorded():
    RecordingRuleFactory(kind=DocumentKind.SALES_INVOICE)

    assert will_record(DocumentKind.SALES_INVOICE)
    assert not will_record(DocumentKind.SALES_QUOTE)
