"""The pages of sales documents."""

import re
import uuid
from decimal import Decimal

import pytest

from crm import roles
from crm.models import SalesDocument
from tests.factories import (
    CompanyFactory,
    MarketingSetupFactory,
    NumberSeriesLineFactory,
    PersonFactory,
    SalesDocumentFactory,
    SalesDocumentLineFactory,
    SalespersonFactory,
    UserFactory,
    seller,
)

Kind = SalesDocument.Kind


@pytest.fixture
def setup(db):
    setup = MarketingSetupFactory()
    setup.quote_series = NumberSeriesLineFactory(prefix="Q").series
    setup.save()
    return setup


@pytest.fixture
def user(client, setup):
    user = seller()
    client.force_login(user)
    return user


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def typed(lines, **more):
    """What the browser sends: the head and as many lines as there are."""
    data = {
        "key": str(uuid.uuid4()),
        "date": "3. 11. 2026",
        "currency": "czk",
        "lines-TOTAL_FORMS": len(lines),
        "lines-INITIAL_FORMS": more.pop("initial", 0),
    }
    for place, line in enumerate(lines):
        data |= {f"lines-{place}-{name}": value for name, value in line.items()}
    return data | more


def test_list_says_what_documents_are_for(client, user):
    assert "No document yet." in text_of(client.get("/documents/"))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Q1", "F1"}),
        ("kind=sales_invoice", {"F1"}),
        ("q=pumps", {"Q1"}),
        ("q=f1", {"F1"}),
    ],
)
def test_list_is_filtered(client, user, query, shown):
    SalesDocumentFactory(number="Q1", description="Pumps")
    SalesDocumentFactory(number="F1", kind=Kind.INVOICE)

    page = text_of(client.get(f"/documents/?{query}"))

    assert {number for number in ("Q1", "F1") if f">{number}</a>" in page} == shown


def test_list_of_a_company_has_what_it_pays(client, user):
    company = CompanyFactory()
    SalesDocumentFactory(number="Q1", contact=PersonFactory(company=company))
    SalesDocumentFactory(number="Q2")

    page = text_of(client.get(f"/documents/?contact={company.pk}"))

    assert ">Q1</a>" in page
    assert ">Q2</a>" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_list_do_not_grow(client, user, rows, django_assert_num_queries):
    for _ in range(rows):
        SalesDocumentFactory(salesperson=SalespersonFactory())
    client.get("/documents/")

    # Session, user, rights, saved views, the rows.
    with django_assert_num_queries(5):
        client.get("/documents/")


def test_list_is_taken_away_as_a_file(client, user):
    SalesDocumentFactory(number="Q1", total=Decimal("121.50"))

    response = client.get("/documents/?format=csv")

    assert "Q1" in b"".join(response).decode()


@pytest.mark.parametrize("lines", [1, 3])
def test_card_shows_lines_and_totals(client, user, lines, django_assert_num_queries):
    document = SalesDocumentFactory(number="Q7")
    for place in range(lines):
        SalesDocumentLineFactory(document=document, position=place, quantity=Decimal("1.5"))
    client.get(f"/documents/{document.pk}/")

    # Session, user, rights; document, lines; the company in sight, origin, copies, the log.
    with django_assert_num_queries(10):
        page = text_of(client.get(f"/documents/{document.pk}/"))

    for shown in ("Sales Quote", "Q7", "Submersible pump", "1.5", "150.00 CZK"):
        assert shown in page


def test_document_out_of_scope_is_not_there(client, db):
    user = UserFactory()
    user.user_permissions.add(
        *user.user_permissions.model.objects.filter(codename="view_salesdocument")
    )
    client.force_login(user)
    document = SalesDocumentFactory(contact=PersonFactory(salesperson=SalespersonFactory()))

    assert client.get(f"/documents/{document.pk}/").status_code == 404
    assert document.number not in text_of(client.get("/documents/"))


def test_without_the_right_the_page_names_it(client, db):
    client.force_login(UserFactory())

    response = client.get("/documents/")

    assert response.status_code == 403
    assert "Read documents" in text_of(response)


def test_new_document_begins_with_the_contact(client, user):
    jana = PersonFactory(surname="Nováková")

    page = text_of(client.get(f"/documents/new/?kind=sales_invoice&contact={jana.pk}"))

    assert "New document: Sales Invoice" in page
    assert "Nováková" in page


def test_without_any_set_up_the_number_is_typed(client, db):
    client.force_login(seller())
    data = typed([{"text": "Pump", "vat_rate": "21"}], contact=PersonFactory().pk, number="N1")

    page = text_of(client.get("/documents/new/"))
    client.post("/documents/new/", data)

    assert "so the number must be typed" in page
    assert 'name="lines-0-vat_rate" value="21"' in page
    assert SalesDocument.objects.get().number == "N1"


def test_document_is_created_from_what_was_typed(client, user):
    jana = PersonFactory()
    lines = [
        {"text": "Pump", "quantity": "2,5", "unit_price": "1 000,10", "vat_rate": "21"},
        {"text": "", "vat_rate": "21"},
    ]

    response = client.post("/documents/new/", typed(lines, contact=jana.pk), follow=True)

    document = SalesDocument.objects.get()
    assert (document.number, document.currency) == ("Q00001", "CZK")
    assert document.total == Decimal("3025.30")
    assert "Document created: Sales Quote Q00001" in text_of(response)


def test_form_sent_twice_makes_one_document(client, user):
    data = typed([{"text": "Pump"}], contact=PersonFactory().pk)
    client.post("/documents/new/", data)

    response = client.post("/documents/new/", data, follow=True)

    document = SalesDocument.objects.get()
    assert response.redirect_chain[0][0] == document.get_absolute_url()
    assert "Already finished by" in text_of(response)


def test_bad_input_keeps_every_typed_character(client, user):
    lines = [{"text": "Pump", "quantity": "many", "unit_price": "-5", "vat_rate": "2100"}]

    response = client.post("/documents/new/", typed(lines, currency="XYZ", note="by hand"))

    page = text_of(response)
    assert response.status_code == 422
    for kept in ("Pump", 'value="many"', 'value="-5"', 'value="2100"', 'value="XYZ"', "by hand"):
        assert kept in page
    assert not SalesDocument.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("lines-TOTAL_FORMS", "abc"),
        ("lines-TOTAL_FORMS", "100000"),
        ("key", "no key"),
        ("contact", "999999999999999999999"),
        ("date", "31. 2. 2026"),
        ("date", "1. 1. 1066"),
        ("description", "a\x00b"),
    ],
)
def test_nonsense_is_refused_with_a_message(client, user, field, value):
    data = typed([{"text": "Pump"}], contact=PersonFactory().pk) | {field: value}

    assert client.post("/documents/new/", data).status_code == 422
    assert not SalesDocument.objects.exists()


def test_more_lines_keep_what_was_typed(client, user):
    page = text_of(client.post("/documents/new/", typed([{"text": "Pump"}], more="1")))

    assert 'value="Pump"' in page
    assert 'name="lines-3-text"' in page
    assert not SalesDocument.objects.exists()


def test_document_is_changed_and_a_line_removed(client, user):
    document = SalesDocumentFactory(salesperson=user.own_salesperson)
    SalesDocumentLineFactory(document=document, position=1, text="Pump")
    SalesDocumentLineFactory(document=document, position=2, text="Hose")
    lines = [{"text": "Pump", "DELETE": "on"}, {"text": "Hose", "unit_price": "50"}]
    data = typed(lines, initial=2, seen=1, contact=document.contact.pk)

    client.post(f"/documents/{document.pk}/edit/", data)

    assert list(document.lines.values_list("text", "unit_price")) == [("Hose", 50)]


def test_saving_over_somebody_else_asks_once(client, user):
    document = SalesDocumentFactory(salesperson=user.own_salesperson, version=2)
    data = typed([{"text": "Pump"}], seen=1, contact=document.contact.pk)

    refused = client.post(f"/documents/{document.pk}/edit/", data)

    assert "changed by somebody else" in text_of(refused)
    assert 'name="seen" value="2"' in text_of(refused)
    assert client.post(f"/documents/{document.pk}/edit/", data | {"seen": 2}).status_code == 302


def test_next_document_is_made_from_this_one(client, user, setup):
    setup.order_series = NumberSeriesLineFactory(prefix="O").series
    setup.save()
    quote = SalesDocumentFactory()
    data = {"key": uuid.uuid4(), "kind": Kind.ORDER_CONFIRMATION}

    page = text_of(client.post(f"/documents/{quote.pk}/copy/", data, follow=True))

    assert "Document created: Order Confirmation O00001" in page
    assert f"Sales Quote {quote.number}</a>" in page


def test_missing_series_of_the_next_kind_is_said(client, user):
    quote = SalesDocumentFactory()
    data = {"key": uuid.uuid4(), "kind": Kind.INVOICE, "number": ""}

    response = client.post(f"/documents/{quote.pk}/copy/", data)

    assert response.status_code == 422
    assert "No number series is set: type a number." in text_of(response)


def test_document_is_deleted_by_who_may(client, user):
    document = SalesDocumentFactory(salesperson=user.own_salesperson)

    page = text_of(client.post(f"/documents/{document.pk}/delete/", follow=True))

    assert "Document deleted" in page
    assert not SalesDocument.objects.exists()


def test_foreign_document_is_read_and_not_changed(client, user):
    foreign = SalesDocumentFactory(salesperson=seller().own_salesperson)

    page = text_of(client.get(f"/documents/{foreign.pk}/"))

    assert f"/documents/{foreign.pk}/edit/" not in page
    for door in ("edit", "delete"):
        assert client.get(f"/documents/{foreign.pk}/{door}/").status_code == 403


def test_contact_shows_his_documents_and_offers_a_new_one(client, user):
    document = SalesDocumentFactory(total=Decimal("121.50"))

    page = text_of(client.get(f"/contacts/{document.contact.pk}/"))

    assert f"Sales Quote {document.number}" in page
    assert "121.50 CZK" in page
    assert f"/documents/new/?contact={document.contact.pk}" in page


def test_contact_with_documents_stays(client, setup):
    client.force_login(UserFactory(role=roles.SETUP))
    document = SalesDocumentFactory()

    page = text_of(client.get(f"/contacts/{document.contact.pk}/delete/"))

    assert "Documents are written for this contact." in page
