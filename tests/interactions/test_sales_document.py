"""Where a document and its interactions lead to one another."""

import re
import uuid

import pytest

from crm.actions.print_document import print_document
from interactions.models import InteractionLogEntry
from tests.factories import (
    NOW,
    LogEntryFactory,
    OutgoingMailFactory,
    RecordingRuleFactory,
    SalesDocumentFactory,
    seller,
)


@pytest.fixture
def user(client, db):
    user = seller()
    client.force_login(user)
    return user


@pytest.fixture
def printed(user):
    """A quote that was printed, and the entry of the log."""
    RecordingRuleFactory(kind="sales_quote")
    quote = SalesDocumentFactory(number="Q7", description="Pumps")
    print_document(
        document=quote, language="en", log_interaction=True, key=uuid.uuid4(), by=user, now=NOW
    )
    return quote, InteractionLogEntry.objects.get()


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_document_lists_its_interactions(client, printed):
    quote, entry = printed
    LogEntryFactory(document_kind="sales_invoice", document_number="Q7", description="Another")

    page = text_of(client.get(quote.get_absolute_url()))

    assert f'href="{entry.get_absolute_url()}">Pumps</a>' in page
    assert "Another" not in page


def test_document_that_never_went_out_says_so(client, user):
    page = text_of(client.get(SalesDocumentFactory().get_absolute_url()))

    assert "Not printed or sent yet." in page


def test_timeline_of_the_contact_opens_the_document(client, printed):
    quote, _entry = printed

    page = text_of(client.get(quote.contact.get_absolute_url()))

    assert f'<a href="{quote.get_absolute_url()}">Sales Quote Q7</a> ·' in page


def test_card_of_the_entry_opens_the_document(client, printed):
    quote, entry = printed

    page = text_of(client.get(entry.get_absolute_url()))

    assert f'<a href="{quote.get_absolute_url()}">Sales Quote Q7</a>' in page


@pytest.mark.parametrize(
    ("state", "badge"),
    [
        ("pending", "Waiting"),
        ("sent", "Sent"),
        ("failed", "Not delivered"),
        ("unclear", "Delivery unclear"),
    ],
)
def test_entry_says_what_became_of_its_mail(client, user, state, badge):
    mail = OutgoingMailFactory(state=state, answer="550 No such mailbox")
    entry = LogEntryFactory(contact=mail.contact, event_key=mail.key)

    for address in (entry.get_absolute_url(), mail.contact.get_absolute_url()):
        shown = rf'<span class="badge badge-\w+" title="550 No such mailbox">{badge}</span>'
        assert re.search(shown, text_of(client.get(address)))
