"""New contacts: number, defaults, what a person takes over from the company."""

import pytest

from crm.actions.create_contact import create_contact
from crm.actions.take_number import NumberTaken, SeriesMissing
from crm.actions.write_contact import ContactInvalid
from crm.drafts import RelationDraft
from crm.models import Contact, NumberSeriesLine
from tests.factories import (
    NOW,
    CompanyFactory,
    MarketingSetupFactory,
    PersonFactory,
    SalespersonFactory,
    UserFactory,
    seller,
)

PERSON = {"type": Contact.Type.PERSON, "first_name": "Jana", "surname": "Nováková"}
COMPANY = {"type": Contact.Type.COMPANY, "company_name": "Kovo Brno"}


@pytest.fixture
def setup(db):
    return MarketingSetupFactory()


@pytest.fixture
def user(db):
    return UserFactory()


def test_contact_gets_the_next_number_and_its_names(setup, user):
    contact = create_contact(fields=PERSON, by=user, now=NOW)

    contact.refresh_from_db()
    assert contact.number == "CT00001"
    assert (contact.name, contact.sort_name) == ("Jana Nováková", "novakova jana")
    assert contact.created_at == NOW


def test_history_knows_who_and_when(setup, user):
    contact = create_contact(fields=PERSON, by=user, now=NOW)

    record = contact.history.get()
    assert (record.history_user, record.history_date) == (user, NOW)


def test_number_belongs_to_the_day_of_the_company(setup, user):
    """At 23:30 UTC on New Year's Eve it is New Year in Prague."""
    first = setup.contact_series.lines.get()
    NumberSeriesLine.objects.create(
        series=setup.contact_series, starts_on=first.starts_on.replace(year=2027), prefix="NEW"
    )

    contact = create_contact(
        fields=PERSON, by=user, now=NOW.replace(month=12, day=31, hour=23, minute=30)
    )

    assert contact.number == "NEW00001"


def test_without_a_series_a_typed_number_is_required_and_accepted(user):
    with pytest.raises(SeriesMissing):
        create_contact(fields=PERSON, by=user, now=NOW)

    assert create_contact(fields=PERSON, number="K1", by=user, now=NOW).number == "K1"


def test_typed_number_in_use_is_refused(user):
    PersonFactory(number="K1")

    with pytest.raises(NumberTaken):
        create_contact(fields=PERSON, number="K1", by=user, now=NOW)


def test_number_that_somebody_else_takes_meanwhile_is_refused(user, monkeypatch):
    """The look-up before the INSERT is blind to a colleague's transaction."""
    PersonFactory(number="K1")
    monkeypatch.setattr("crm.actions.create_contact.take_number", lambda *, typed, **others: typed)

    with pytest.raises(NumberTaken, match="K1"):
        create_contact(fields=PERSON, number="K1", by=user, now=NOW)


def test_refused_contact_takes_no_number(setup, user):
    with pytest.raises(ContactInvalid):
        create_contact(fields=COMPANY | {"company_name": ""}, by=user, now=NOW)
    with pytest.raises(ContactInvalid):
        create_contact(
            fields=COMPANY, relations=[RelationDraft("other", other_code="")], by=user, now=NOW
        )

    assert not Contact.objects.exists()
    assert create_contact(fields=COMPANY, by=user, now=NOW).number == "CT00001"


def test_defaults_come_from_the_set_up(setup, user):
    setup.default_salesperson = SalespersonFactory()
    setup.default_language, setup.default_country = "cs", "CZ"
    setup.default_correspondence_type = "email"
    setup.save()

    contact = create_contact(fields=COMPANY, by=user, now=NOW)

    assert contact.salesperson == setup.default_salesperson
    assert (contact.language, contact.country.code) == ("cs", "CZ")
    assert contact.correspondence_type == "email"


def test_own_salesperson_comes_before_the_default(setup):
    setup.default_salesperson = SalespersonFactory()
    setup.save()
    user = seller()

    assert create_contact(fields=COMPANY, by=user, now=NOW).salesperson == user.own_salesperson


def test_what_was_left_blank_on_purpose_stays_blank(setup):
    contact = create_contact(fields=COMPANY | {"salesperson": None}, by=seller(), now=NOW)

    assert contact.salesperson is None


def test_person_takes_over_from_the_company(setup):
    company = CompanyFactory(
        salesperson=SalespersonFactory(),
        language="de",
        street="Hlavní 1",
        post_code="602 00",
        city="Brno",
        country="CZ",
        phone="+420777123456",
        web_site="https://kovo.example",
    )

    person = create_contact(fields=PERSON | {"company": company}, by=seller(), now=NOW)

    for name in ("salesperson", "language", "street", "city", "country", "phone", "web_site"):
        assert getattr(person, name) == getattr(company, name)


def test_address_is_taken_over_whole_or_not_at_all(setup, user):
    company = CompanyFactory(street="Hlavní 1", city="Brno")

    person = create_contact(
        fields=PERSON | {"company": company, "street": "Dlouhá 5"}, by=user, now=NOW
    )

    assert (person.street, person.city) == ("Dlouhá 5", "")


def test_set_up_says_what_is_inherited(setup, user):
    setup.inherit_address = setup.inherit_communication = False
    setup.save()
    company = CompanyFactory(city="Brno", phone="+420777123456", language="de")

    person = create_contact(fields=PERSON | {"company": company}, by=user, now=NOW)

    assert (person.city, person.phone, person.language) == ("", "", "de")


def test_relations_are_stored_and_their_numbers_are_found(setup, user):
    relations = [
        RelationDraft("customer", external_number="Z-4711"),
        RelationDraft("other", "dealer"),
    ]

    contact = create_contact(fields=COMPANY, relations=relations, by=user, now=NOW)

    assert set(contact.relations.values_list("kind", "other_code", "external_number")) == {
        ("customer", "", "Z-4711"),
        ("other", "dealer", ""),
    }
    assert list(Contact.objects.search("4711")) == [contact]


def test_registration_numbers_are_normalised(setup, user):
    fields = COMPANY | {"registration_number": "255 96 641", "vat_number": "cz 255 96 641"}

    contact = create_contact(fields=fields, by=user, now=NOW)

    contact.refresh_from_db()
    assert (contact.registration_number, contact.vat_number) == ("25596641", "CZ25596641")


def test_unknown_field_is_a_slip_of_the_programmer(setup, user):
    with pytest.raises(TypeError, match="number"):
        create_contact(fields=PERSON | {"number": "K1"}, by=user, now=NOW)
