"""Contacts as nouns: names, search, who resembles whom, who may edit."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from crm.models import BusinessRelation, Contact
from tests.factories import BusinessRelationFactory, CompanyFactory, PersonFactory

KOVO = {"company_name": "Kovo Železný Brod, s.r.o.", "number": "CT00001"}


@pytest.fixture
def jana(db):
    return PersonFactory(
        title_before="Ing.",
        first_name="Jana",
        middle_name="Marie",
        surname="Dvořáková-Šťastná",
        title_after="Ph.D.",
        company=CompanyFactory(**KOVO),
        email="jana.d@kovo.example",
        second_email="jana@doma.example",
        phone="+420777123456",
        mobile="+421905111222",
        registration_number="25596641",
        number="CT00002",
    )


def test_name_is_shown_with_titles_and_sorted_by_surname(jana):
    assert jana.titled_name == "Ing. Jana Marie Dvořáková-Šťastná, Ph.D."
    assert jana.sort_name == "dvorakova-stastna jana marie"


@pytest.mark.parametrize(
    "typed",
    [
        "dvorak",
        "DVOŘ",
        "stast",
        "marie dvo",
        "jana kovo",
        "zelezny",
        "jana.d@kovo",
        "doma",
        "777 123",
        "+420 777 123 456",
        "420777",
        "777/123-456",
        "905111222",
        "421905",
        "25596641",
        "ct00002",
        "ing",
    ],
)
def test_contact_is_found_by_every_part(jana, typed):
    assert jana in Contact.objects.search(typed)


@pytest.mark.parametrize("typed", ["vorak", "novak", "ovo", "", "   ", "%", "123456777"])
def test_contact_is_not_found_by_what_begins_no_word(jana, typed):
    assert jana not in Contact.objects.search(typed)


def test_external_number_of_a_relation_is_found(jana):
    BusinessRelation.objects.create(contact=jana, kind="customer", external_number="ODB-77")
    jana.refresh_search_text()
    jana.save()

    assert list(Contact.objects.search("odb 77")) == [jana]


def test_person_is_a_customer_through_the_company(jana):
    BusinessRelationFactory(contact=jana.company, kind="customer")
    BusinessRelationFactory(contact=jana, kind="bank")
    stranger = CompanyFactory()
    vendor = BusinessRelationFactory(kind="vendor").contact

    marked = {
        contact: contact.relation_kinds and set(contact.relation_kinds.split(","))
        for contact in Contact.objects.with_relations()
    }

    assert set(Contact.objects.related_as("customer")) == {jana, jana.company}
    assert marked == {
        jana: {"customer", "bank"},
        jana.company: {"customer"},
        vendor: {"vendor"},
        stranger: None,
    }


@pytest.mark.parametrize(
    ("other", "resembles"),
    [
        ({"email": "jana.d@kovo.example"}, True),
        ({"email": "JANA@doma.example"}, True),
        ({"second_email": "jana.d@kovo.example"}, True),
        ({"registration_number": "25596641"}, True),
        (
            {"first_name": "jana", "middle_name": "marie", "surname": "dvorakova-stastna"},
            True,
        ),
        ({"phone": "+420777123456"}, False),
        ({}, False),
    ],
)
def test_contacts_resemble_by_what_tells(jana, other, resembles):
    new = Contact(type="person", **({"first_name": "Karel", "surname": "Jiný"} | other))
    new.refresh_names()

    assert (jana in Contact.objects.resembling(new)) is resembles
    assert jana not in Contact.objects.resembling(jana)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"type": "company", "company_name": ""}, "company_name"),
        ({"type": "person", "surname": ""}, "surname"),
        ({"type": "person", "surname": "x", "registration_number": "1234567"}, None),
        ({"type": "person", "surname": "x", "country": "CZ", "registration_number": "HRB"}, None),
    ],
)
def test_contact_that_makes_no_sense_is_refused(db, fields, field):
    contact = Contact(number="K1", **fields)

    with pytest.raises(ValidationError) as error:
        contact.full_clean(exclude=["created_at"])

    assert (field or "registration_number") in error.value.message_dict


def test_company_belongs_to_nobody_and_a_person_to_no_person(jana):
    nested = Contact(type="company", company_name="x", number="K1", company=jana.company)
    below = Contact(type="person", surname="x", number="K2", company=jana)

    for contact in (nested, below):
        with pytest.raises(ValidationError) as error:
            contact.full_clean(exclude=["created_at"])
        assert "company" in error.value.message_dict


@pytest.mark.parametrize(
    "change", [{"company_name": ""}, {"type": "person"}, {"company": "jana"}, {"number": "CT00002"}]
)
def test_database_has_the_last_word(jana, change):
    if "company" in change:
        change = {"company": jana}

    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=jana.company_id).update(**change)
