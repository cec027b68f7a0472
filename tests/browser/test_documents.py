"""What happens by itself: a quote is printed, an invoice sent and answered, a call made.

The contact's timeline shows all of it and opens each.
"""

import io
import re
import sys
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.utils import timezone
from pypdf import PdfReader

from crm.actions.deliver_mails import deliver_mails
from crm.models import OutgoingMail
from tests.factories import (
    CompanyFactory,
    InteractionTemplateFactory,
    PersonFactory,
    RecordingRuleFactory,
    SalesDocumentFactory,
    SalesDocumentLineFactory,
    seller,
)

ANSWER = (
    b"From: jana@example.com\nTo: us@ours.example\nSubject: Re: Faktura F7\n"
    b"Message-ID: <answer@example.com>\n\nWe pay tomorrow.\n"
)


@pytest.fixture
def page(new_context, sign_in, db):
    context = new_context()
    sign_in(seller(), context)
    return context.new_page()


@pytest.fixture
def jana(db):
    company = CompanyFactory(company_name="Kovo Dvořák s.r.o.")
    return PersonFactory(
        first_name="Jana",
        surname="Nováková",
        company=company,
        language="cs",
        email="jana@example.com",
        phone="+420541212428",
    )


@pytest.fixture
def receive(monkeypatch):
    """A mail server hands a message over."""

    def hand_over(message):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(message)))
        call_command("receive_email", stdout=io.StringIO())

    return hand_over


def document_for(contact, **facts):
    document = SalesDocumentFactory(contact=contact, **facts)
    SalesDocumentLineFactory(document=document, quantity=Decimal(3), unit_price=Decimal("1250.50"))
    return document


def words_of(pdf):
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", text)


def print_document(page, document, axe):
    """The words of its PDF."""
    page.goto(document.get_absolute_url())
    axe(page)
    page.get_by_role("link", name="Print").click()
    axe(page)
    page.get_by_role("button", name="Print").click()
    href = page.get_by_role("link", name="Open the PDF").get_attribute("href")
    return words_of(page.request.get(href).body())


def send_document(page, document, axe):
    page.goto(document.get_absolute_url())
    page.get_by_role("link", name="Send").click()
    axe(page)
    page.get_by_label("Subject").fill("Faktura F7")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("On its way: Sales Invoice F7").wait_for()
    deliver_mails(clock=timezone.now)


def call(page, contact, said):
    page.goto(contact.get_absolute_url())
    page.get_by_role("link", name="Call", exact=True).click()
    page.get_by_role("timer").wait_for()
    page.get_by_role("button", name="Call ended").click()
    page.keyboard.type(said)
    page.keyboard.press("Control+Enter")
    page.get_by_text("recorded: Jana Nováková").wait_for()


def check_timeline(page, contact, name, address, text):
    """In the timeline of *contact* the moment *name* opens *address*, where *text* stands."""
    page.goto(contact.get_absolute_url())
    page.locator("#timeline").get_by_role("link", name=name, exact=True).click()
    page.wait_for_url(re.compile(rf"{address}(\?|$)"))
    page.locator("main").get_by_text(text, exact=True).first.wait_for()


@pytest.mark.django_db(transaction=True)
def test_what_happens_by_itself_stands_in_the_timeline(page, jana, mail_server, receive, axe):
    for kind in ("sales_quote", "sales_invoice", "email_in"):
        RecordingRuleFactory(kind=kind)
    outgoing = InteractionTemplateFactory(description="Outgoing call")
    RecordingRuleFactory(kind="outgoing_call", template=outgoing)
    quote = document_for(jana, kind="sales_quote", number="Q7", description="Pumps")
    invoice = document_for(jana, kind="sales_invoice", number="F7", description="Pumps, billed")

    printed = print_document(page, quote, axe)
    send_document(page, invoice, axe)
    receive(ANSWER)
    call(page, jana, "The pumps run.")

    assert "Celkem s DPH 4 539,32 Kč" in printed
    [message] = mail_server.accepted
    assert (message["To"], message["Subject"]) == ("jana@example.com", "Faktura F7")
    [attachment] = message.iter_attachments()
    assert "Prodejní faktura F7" in words_of(attachment.get_content())
    assert OutgoingMail.objects.get().state == OutgoingMail.State.SENT
    check_timeline(page, jana, "Sales Quote Q7", quote.get_absolute_url(), "Pumps")
    check_timeline(page, jana, "Sales Invoice F7", invoice.get_absolute_url(), "Pumps, billed")
    check_timeline(page, jana, "Re: Faktura F7", r"/interactions/\d+/", "We pay tomorrow.")
    check_timeline(page, jana, "Outgoing call", r"/interactions/\d+/", "The pumps run.")


@pytest.mark.django_db(transaction=True)
def test_without_a_rule_the_print_works_and_says_so(page, live_server, jana):
    quote = document_for(jana, number="Q8")

    page.goto(f"{live_server.url}/documents/{quote.pk}/print/")
    box = page.get_by_label("Log Interaction")
    assert box.is_disabled()
    assert not box.is_checked()
    page.get_by_role("button", name="Print").click()

    page.get_by_text("Interaction not recorded: no template is set for Sales Quote.").wait_for()
    assert page.get_by_role("link", name="Open the PDF").is_visible()


@pytest.mark.django_db(transaction=True)
def test_document_is_written_without_scripts(new_context, sign_in, live_server, jana, axe):
    context = new_context(java_script_enabled=False)
    sign_in(seller(), context)
    page = context.new_page()

    page.goto(f"{live_server.url}/documents/new/?contact={jana.pk}")
    page.locator("[name=number]").fill("Q9")
    page.locator("[name=lines-0-text]").fill("Pump")
    page.locator("[name=lines-0-unit_price]").fill("100,50")
    page.get_by_role("button", name="More lines").click()
    page.locator("[name=lines-4-text]").fill("Hose")
    page.get_by_role("button", name="Save").click()

    assert page.locator(".document-gross").last.inner_text() == "121.61\xa0CZK"
    assert page.get_by_role("cell", name="Hose").is_visible()
