"""Sending a document: what is queued, what is recorded, what the mail holds."""

import io
import re
import uuid

import pytest
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from crm import pdf, roles
from crm.models import FinishedForm, OutgoingMail
from interactions.models import InteractionLogEntry
from tests.factories import (
    PersonFactory,
    RecordingRuleFactory,
    SalesDocumentFactory,
    SalesDocumentLineFactory,
    SalespersonFactory,
    UserFactory,
    seller,
)


@pytest.fixture
def user(client, db):
    user = seller()
    client.force_login(user)
    return user


@pytest.fixture
def invoice(db):
    jana = PersonFactory(
        surname="Nováková",
        language="cs",
        email="jana@example.com",
        salutation="Vážená paní inženýrko Nováková",
    )
    owner = SalespersonFactory(name="Petr Malý", email="petr@example.com")
    invoice = SalesDocumentFactory(
        kind="sales_invoice", number="F7", contact=jana, salesperson=owner
    )
    SalesDocumentLineFactory(document=invoice)
    return invoice


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def typed(**more):
    return {
        "key": str(uuid.uuid4()),
        "address": "jana@example.com",
        "language": "cs",
        "subject": "Faktura F7",
        "body": "Dobrý den,\nposíláme fakturu.",
        "log_interaction": "on",
    } | more


def test_form_begins_in_the_language_of_the_contact(client, user, invoice):
    page = text_of(client.get(f"/documents/{invoice.pk}/send/"))

    for begun in (
        'value="jana@example.com"',
        'value="Prodejní faktura F7"',
        "Vážená paní inženýrko Nováková, V příloze posíláme: Prodejní faktura F7.",
        "Petr Malý",
    ):
        assert begun in page


def test_mail_is_queued_with_its_pdf_and_recorded(client, user, invoice):
    RecordingRuleFactory(kind="sales_invoice")

    page = text_of(client.post(f"/documents/{invoice.pk}/send/", typed(), follow=True))

    mail, entry = OutgoingMail.objects.get(), InteractionLogEntry.objects.get()
    assert "On its way: Sales Invoice F7" in page
    assert f"Interaction {entry.pk} recorded" in page
    assert (mail.state, mail.address, mail.document) == ("pending", "jana@example.com", invoice)
    assert (mail.reply_to, mail.created_by) == ("petr@example.com", user)
    assert mail.key == entry.event_key
    words = PdfReader(io.BytesIO(bytes(mail.attachment))).pages[0].extract_text()
    assert "Prodejní faktura F7" in words
    assert DBTaskResult.objects.ready().filter(task_path="crm.tasks.deliver").exists()


def test_without_a_rule_it_is_sent_and_said(client, user, invoice):
    page = text_of(client.post(f"/documents/{invoice.pk}/send/", typed(), follow=True))

    assert "Interaction not recorded: no template is set for Sales Invoice." in page
    assert OutgoingMail.objects.exists()
    assert not InteractionLogEntry.objects.exists()


def test_form_sent_twice_is_one_mail(client, user, invoice):
    data = typed()
    client.post(f"/documents/{invoice.pk}/send/", data)

    page = text_of(client.post(f"/documents/{invoice.pk}/send/", data, follow=True))

    assert "Already finished by" in page
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", "jana@example.com, petr@example.com"),
        ("address", "jana@example.com; petr@example.com"),
        ("address", "jana@example.com\nBcc: all@example.com"),
        ("address", "Jana <jana@example.com>"),
        ("address", ""),
        ("subject", "Invoice\r\nBcc: all@example.com"),
        ("subject", ""),
        ("body", "a\x00b"),
        ("language", "xx"),
    ],
)
def test_bad_input_sends_nothing_and_keeps_the_text(client, user, invoice, field, value):
    data = typed(body="by hand") | {field: value}

    response = client.post(f"/documents/{invoice.pk}/send/", data)

    assert response.status_code == 422
    assert field == "body" or "by hand" in text_of(response)
    assert not OutgoingMail.objects.exists()
    assert not FinishedForm.objects.exists()


def test_without_the_library_nothing_is_sent_and_it_is_named(client, user, invoice, monkeypatch):
    monkeypatch.setattr("crm.views.send_document.missing_for_pdf", lambda: pdf.INSTALL)
    monkeypatch.setattr("crm.pdf.missing_for_pdf", lambda: pdf.INSTALL)

    response = client.post(f"/documents/{invoice.pk}/send/", typed())

    assert response.status_code == 422
    assert pdf.INSTALL in text_of(response)
    assert not OutgoingMail.objects.exists()


def test_who_may_not_send_is_told_the_right(client, invoice):
    client.force_login(UserFactory(role=roles.AUDITOR))

    response = client.post(f"/documents/{invoice.pk}/send/", typed())

    assert response.status_code == 403
    assert not OutgoingMail.objects.exists()
