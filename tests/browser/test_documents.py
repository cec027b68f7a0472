"""A quote is printed and an invoice sent; the contact's timeline shows both and opens each."""

import io
import re
from decimal import Decimal

import pytest
from django.utils import timezone
from pypdf import PdfReader

from crm.actions.deliver_mails import deliver_mails
from crm.models import OutgoingMail
from tests.factories import (
    CompanyFactory,
    PersonFactory,
    RecordingRuleFactory,
    SalesDocumentFactory,
    SalesDocumentLineFactory,
    seller,
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
        surname="Nováková", company=company, language="cs", email="jana@example.com"
    )


def document_for(contact, **facts):
    document = SalesDocumentFactory(contact=contact, **facts)
    SalesDocumentLineFactory(document=document, quantity=Decimal(3), unit_price=Decimal("1250.50"))
    return document


def words_of(pdf):
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", text)


@pytest.mark.django_db(transaction=True)
def test_quote_is_printed_and_invoice_sent(page, live_server, jana, mail_server, axe):
    RecordingRuleFactory(kind="sales_quote")
    RecordingRuleFactory(kind="sales_invoice")
    quote = document_for(jana, kind="sales_quote", number="Q7", description="Pumps")
    invoice = document_for(jana, kind="sales_invoice", number="F7", description="Pumps, billed")

    page.goto(live_server.url + quote.get_absolute_url())
    axe(page)
    page.get_by_role("link", name="Print").click()
    axe(page)
    page.get_by_role("button", name="Print").click()
    href = page.get_by_role("link", name="Open the PDF").get_attribute("href")
    printed = words_of(page.request.get(live_server.url + href).body())

    page.goto(live_server.url + invoice.get_absolute_url())
    page.get_by_role("link", name="Send").click()
    axe(page)
    page.get_by_label("Subject").fill("Faktura F7")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("On its way: Sales Invoice F7").wait_for()
    deliver_mails(clock=timezone.now)

    assert "Celkem s DPH 4 539,32 Kč" in printed
    [message] = mail_server.accepted
    assert (message["To"], message["Subject"]) == ("jana@example.com", "Faktura F7")
    [attachment] = message.iter_attachments()
    assert "Prodejní faktura F7" in words_of(attachment.get_content())
    assert OutgoingMail.objects.get().state == OutgoingMail.State.SENT

    timeline = live_server.url + jana.get_absolute_url()
    for name, document in (("Sales Quote Q7", quote), ("Sales Invoice F7", invoice)):
        page.goto(timeline)
        page.locator("#timeline").get_by_role("link", name=name, exact=True).click()
        page.wait_for_url(live_server.url + document.get_absolute_url())


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
