"""The print dialog, the PDF, and what there is where no PDF can be made."""

import io
import re
import uuid
from decimal import Decimal

import pytest
from django.core.checks import run_checks
from pypdf import PdfReader

from crm import pdf, roles
from crm.models import DocumentKind, MarketingSetup, SalesDocument
from interactions.models import InteractionLogEntry
from tests.factories import (
    CompanyFactory,
    MarketingSetupFactory,
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
def quote(db):
    company = CompanyFactory(company_name="Kovo Dvořák s.r.o.", vat_number="CZ25596641")
    jana = PersonFactory(surname="Šťastná", company=company, language="cs")
    document = SalesDocumentFactory(number="Q7", contact=jana, note="Dodání do 14 dnů.")
    for position, (price, rate) in enumerate([("1250.50", 21), ("500", 12)], 1):
        SalesDocumentLineFactory(
            document=document,
            position=position,
            quantity=Decimal(2),
            unit_price=Decimal(price),
            vat_rate=rate,
        )
    return document


@pytest.fixture
def no_pdf(monkeypatch):
    monkeypatch.setattr("crm.views.print_document.missing_for_pdf", lambda: pdf.INSTALL)
    monkeypatch.setattr("crm.views.sales_document.missing_for_pdf", lambda: pdf.INSTALL)
    monkeypatch.setattr("crm.checks.missing_for_pdf", lambda: pdf.INSTALL)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def read(response):
    return PdfReader(io.BytesIO(response.content))


def words_of(reader):
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def test_pdf_has_the_numbers_of_the_document(client, user, quote):
    MarketingSetupFactory(company_name="Severka Trading s.r.o.")

    response = client.get(f"/documents/{quote.pk}/pdf/")

    assert response.headers["Content-Type"] == "application/pdf"
    assert 'filename="sales_quote-Q7.pdf"' in response.headers["Content-Disposition"]
    words = words_of(read(response))
    for printed in (
        "Severka Trading s.r.o.",
        "Kovo Dvořák s.r.o.",
        "Šťastná",
        "DIČ CZ25596641",
        "Prodejní nabídka Q7",
        "3. listopadu 2026",
        "2 501,00 Kč",
        "DPH 12 % z 1 000,00 Kč 120,00 Kč",
        "DPH 21 % z 2 501,00 Kč 525,21 Kč",
        "Celkem s DPH 4 146,21 Kč",
        "Dodání do 14 dnů.",
        "Strana 1 z 1",
    ):
        assert printed in words


def test_pdf_speaks_the_language_that_is_asked_for(client, user, quote):
    words = words_of(read(client.get(f"/documents/{quote.pk}/pdf/?language=en")))

    assert "Sales Quote Q7" in words
    assert "Total with VAT 4,146.21 CZK" in words
    assert "Page 1 of 1" in words


@pytest.mark.parametrize(
    ("of_contact", "of_setup", "printed"),
    [("cs", "", "cs"), ("en", "cs", "en"), ("de", "cs", "en"), ("", "cs", "cs"), ("", "", "en")],
)
def test_language_is_that_of_the_contact(client, user, of_contact, of_setup, printed):
    MarketingSetup.objects.create(pk=1, default_language=of_setup)
    document = SalesDocumentFactory(contact=PersonFactory(language=of_contact))

    page = text_of(client.get(f"/documents/{document.pk}/print/"))

    assert f'value="{printed}" selected' in page


def test_pdf_is_accessible(client, user, quote):
    reader = read(client.get(f"/documents/{quote.pk}/pdf/"))

    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "cs"
    assert root["/StructTreeRoot"]["/K"]
    assert reader.metadata.title == "Prodejní nabídka Q7"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_long_document_has_numbered_pages_with_the_head_repeated(client, user, quote):
    for position in range(3, 60):
        SalesDocumentLineFactory(document=quote, position=position, text=f"Seal {position}")

    pages = [page.extract_text() for page in read(client.get(f"/documents/{quote.pk}/pdf/")).pages]

    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"Strana {number} z {len(pages)}" in page
    assert "Množství" in pages[1]


def test_shipment_note_says_no_prices(client, user, quote):
    SalesDocument.objects.update(kind=SalesDocument.Kind.SHIPMENT_NOTE)

    words = words_of(read(client.get(f"/documents/{quote.pk}/pdf/")))

    assert "Submersible pump" in words
    assert "Kč" not in words


def test_what_users_type_fetches_nothing(client, user, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    SalesDocumentFactory(
        number="Q9", note=f'<img src="file://{secret}"><a rel="attachment" href="{secret}">x</a>'
    )
    document = SalesDocument.objects.get(number="Q9")

    reader = read(client.get(f"/documents/{document.pk}/pdf/"))

    assert "<img src=" in words_of(reader)
    assert not reader.attachments


def test_preview_records_nothing(client, user, quote):
    RecordingRuleFactory(kind=DocumentKind.SALES_QUOTE)

    client.get(f"/documents/{quote.pk}/pdf/")
    client.get(f"/documents/{quote.pk}/sheet/")
    client.get(f"/documents/{quote.pk}/print/")

    assert not InteractionLogEntry.objects.exists()


def test_print_tells_what_was_recorded_and_offers_the_pdf(client, user, quote):
    RecordingRuleFactory(kind=DocumentKind.SALES_QUOTE)
    data = {"key": uuid.uuid4(), "language": "cs", "log_interaction": "on"}

    page = text_of(client.post(f"/documents/{quote.pk}/print/", data, follow=True))

    entry = InteractionLogEntry.objects.get()
    assert f"Interaction {entry.pk} recorded" in page
    assert f'href="/documents/{quote.pk}/pdf/?language=cs"' in page


def test_form_sent_twice_is_one_print(client, user, quote):
    RecordingRuleFactory(kind=DocumentKind.SALES_QUOTE)
    data = {"key": uuid.uuid4(), "language": "cs", "log_interaction": "on"}
    client.post(f"/documents/{quote.pk}/print/", data)

    page = text_of(client.post(f"/documents/{quote.pk}/print/", data, follow=True))

    assert "Already finished by" in page
    assert InteractionLogEntry.objects.count() == 1


def test_without_a_rule_the_box_is_off_and_says_so(client, user, quote):
    page = text_of(client.get(f"/documents/{quote.pk}/print/"))

    box = re.search(r'<input[^>]*name="log_interaction"[^>]*>', page)[0]
    assert "disabled" in box
    assert "checked" not in box
    assert "no template is set for Sales Quote" in page
    assert 'href="/setup/automatic-recording/"' in page


def test_without_a_rule_the_print_works_and_says_so(client, user, quote):
    data = {"key": uuid.uuid4(), "language": "cs", "log_interaction": "on"}

    page = text_of(client.post(f"/documents/{quote.pk}/print/", data, follow=True))

    assert "Interaction not recorded: no template is set for Sales Quote." in page
    assert "Open the PDF" in page
    assert not InteractionLogEntry.objects.exists()


def test_missing_library_is_named_and_the_browser_prints(client, user, quote, no_pdf):
    dialog = text_of(client.get(f"/documents/{quote.pk}/print/"))
    data = {"key": uuid.uuid4(), "language": "cs"}
    card = text_of(client.post(f"/documents/{quote.pk}/print/", data, follow=True))
    sheet = text_of(client.get(f"/documents/{quote.pk}/sheet/?language=cs"))

    assert pdf.INSTALL in dialog
    assert f'href="/documents/{quote.pk}/sheet/?language=cs"' in card
    assert "css/paper.css" in sheet
    assert "Celkem s DPH" in sheet
    assert client.get(f"/documents/{quote.pk}/pdf/").status_code == 302


def test_check_says_what_is_missing(no_pdf):
    [info] = [each for each in run_checks(tags=["pdf"]) if each.id == "crm.I002"]

    assert pdf.INSTALL in info.hint


def test_nothing_is_missing_here():
    assert pdf.missing_for_pdf() == ""


@pytest.mark.parametrize(
    ("error", "command"), [(ImportError, pdf.INSTALL), (OSError, pdf.INSTALL_PANGO)]
)
def test_what_is_missing_is_told_apart(monkeypatch, error, command):
    def refuse(name, *args, **kwargs):
        if name == "weasyprint":
            raise error(name)
        return real(name, *args, **kwargs)

    real = __import__
    monkeypatch.setattr("builtins.__import__", refuse)

    assert pdf.missing_for_pdf.__wrapped__() == command


@pytest.mark.parametrize("door", ["print", "pdf", "sheet"])
def test_document_out_of_scope_is_not_there(client, db, door):
    reader = UserFactory()
    rights = reader.user_permissions.model.objects
    reader.user_permissions.add(
        *rights.filter(codename__in=["view_salesdocument", "send_document"])
    )
    client.force_login(reader)
    document = SalesDocumentFactory(contact=PersonFactory(salesperson=SalespersonFactory()))

    assert client.get(f"/documents/{document.pk}/{door}/").status_code == 404


def test_who_may_not_print_is_told_the_right(client, quote):
    client.force_login(UserFactory(role=roles.AUDITOR))

    response = client.post(f"/documents/{quote.pk}/print/", {"key": uuid.uuid4()})

    assert response.status_code == 403
    assert "Print and send documents" in text_of(response)
