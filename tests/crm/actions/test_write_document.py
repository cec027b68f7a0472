"""Writing documents: numbers, whom they go to, what they come to, what is made from them."""

import datetime
import uuid
from decimal import Decimal

import pytest

from crm import roles
from crm.access import MissingRight
from crm.actions.finish_form import AlreadyFinished
from crm.actions.take_number import NumberTaken, SeriesMissing
from crm.actions.write_document import (
    DocumentChangedMeanwhile,
    DocumentInvalid,
    NoSuchSuccessor,
    change_document,
    copy_document,
    create_document,
    delete_document,
    lines_of,
)
from crm.drafts import LineDraft
from crm.models import MarketingSetup, SalesDocument
from tests.factories import (
    NOW,
    CampaignFactory,
    CompanyFactory,
    MarketingSetupFactory,
    NumberSeriesLineFactory,
    PersonFactory,
    SalesDocumentFactory,
    UserFactory,
    seller,
)

Kind = SalesDocument.Kind
PUMP = LineDraft("Pump", Decimal(2), "pcs", Decimal("1250.50"), Decimal(10), Decimal(21))
SERVICE = LineDraft("Service", unit_price=Decimal(500), vat_rate=Decimal(12))


@pytest.fixture
def setup(db):
    setup = MarketingSetupFactory()
    setup.quote_series = NumberSeriesLineFactory(prefix="Q").series
    setup.order_series = NumberSeriesLineFactory(prefix="O").series
    setup.save()
    return setup


@pytest.fixture
def user(setup):
    return seller()


def values(**more):
    return {
        "contact": None,
        "bill_to": None,
        "salesperson": None,
        "campaign": None,
        "date": NOW.date(),
        "due_on": None,
        "description": "Pumps",
        "reference": "",
        "currency": "CZK",
        "note": "",
    } | more


def create(user, lines=(PUMP, SERVICE), **more):
    options = {"kind": Kind.QUOTE, "key": uuid.uuid4(), "by": user, "now": NOW} | {
        name: more.pop(name) for name in ("kind", "key", "number") if name in more
    }
    more.setdefault("contact", PersonFactory())
    return create_document(values=values(**more), lines=lines, **options)


def test_document_gets_the_next_number_of_its_kind(user):
    first, second = create(user), create(user)
    order = create(user, kind=Kind.ORDER_CONFIRMATION)

    assert [first.number, second.number, order.number] == ["Q00001", "Q00002", "O00001"]


def test_total_is_kept_for_lists(user):
    document = create(user)

    document.refresh_from_db()
    # 2 × 1250.50 − 10 % = 2250.90, VAT 472.69; 500, VAT 60.
    assert document.total == Decimal("3283.59")
    assert document.totals().gross == document.total


def test_who_pays_is_the_company_of_the_contact(user):
    company = CompanyFactory()

    assert create(user, contact=PersonFactory(company=company)).bill_to == company


def test_without_a_person_the_company_is_addressed(user):
    company = CompanyFactory()

    document = create(user, contact=None, bill_to=company)

    assert (document.contact, document.bill_to) == (company, company)


def test_document_is_for_somebody(user):
    with pytest.raises(DocumentInvalid) as refused:
        create(user, contact=None)

    assert refused.value.field == "contact"
    assert not SalesDocument.objects.exists()


def test_without_a_series_the_number_is_typed(user):
    MarketingSetup.objects.update(quote_series=None)

    with pytest.raises(SeriesMissing):
        create(user)
    assert create(user, number="N1").number == "N1"
    with pytest.raises(NumberTaken):
        create(user, number="N1")


def test_form_that_arrives_twice_makes_one_document(user):
    key = uuid.uuid4()
    document = create(user, key=key)

    with pytest.raises(AlreadyFinished) as again:
        create(user, key=key)

    assert again.value.path == document.get_absolute_url()
    assert SalesDocument.objects.count() == 1


def test_refused_line_gives_the_number_back(user):
    with pytest.raises(DocumentInvalid):
        create(user, lines=[LineDraft("x" * 300)])

    assert create(user).number == "Q00001"


def test_who_may_not_write_makes_nothing(setup):
    with pytest.raises(MissingRight):
        create(UserFactory(role=roles.AUDITOR))

    assert not SalesDocument.objects.exists()


def test_change_replaces_values_and_lines(user):
    document = create(user, salesperson=user.own_salesperson)

    changed = change_document(
        document=document,
        seen=1,
        values=values(contact=document.contact, currency="EUR"),
        lines=[SERVICE],
        by=user,
    )

    assert lines_of(changed)[0].text == "Service"
    assert (changed.currency, changed.total, changed.version) == ("EUR", Decimal(560), 2)


def test_of_two_who_change_one_is_told(user):
    document = create(user)
    change_document(
        document=document, seen=1, values=values(contact=document.contact), lines=[PUMP], by=user
    )

    with pytest.raises(DocumentChangedMeanwhile):
        change_document(
            document=document, seen=1, values=values(contact=document.contact), lines=[], by=user
        )

    assert len(lines_of(document)) == 1


def test_nobody_changes_what_is_out_of_reach(user):
    foreign = SalesDocumentFactory(salesperson=seller().own_salesperson)

    with pytest.raises(MissingRight):
        change_document(
            document=foreign, seen=1, values=values(contact=foreign.contact), lines=[], by=user
        )
    with pytest.raises(MissingRight):
        delete_document(document=foreign, by=user)

    assert SalesDocument.objects.filter(pk=foreign.pk).exists()


def test_order_is_made_out_of_a_quote(user):
    fair = CampaignFactory()
    quote = create(user, campaign=fair, due_on=datetime.date(2026, 12, 1))

    order = copy_document(
        document=quote, kind=Kind.ORDER_CONFIRMATION, key=uuid.uuid4(), by=user, now=NOW
    )

    assert (order.kind, order.number, order.origin) == (Kind.ORDER_CONFIRMATION, "O00001", quote)
    assert (order.contact, order.campaign, order.due_on) == (quote.contact, fair, None)
    assert lines_of(order) == lines_of(quote)
    assert order.total == quote.total


def test_quote_is_not_made_out_of_an_invoice(user):
    invoice = SalesDocumentFactory(kind=Kind.INVOICE)

    with pytest.raises(NoSuchSuccessor):
        copy_document(document=invoice, kind=Kind.QUOTE, key=uuid.uuid4(), by=user, now=NOW)
