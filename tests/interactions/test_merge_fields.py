"""Merge fields: an allow-list of values, nothing evaluated."""

import pytest
from django.core.exceptions import ValidationError

from interactions.merge_fields import (
    EXAMPLES,
    MERGE_FIELDS,
    example_values,
    merge,
    validate_merge_fields,
    values_for,
)
from tests.factories import NOW, CampaignFactory, CompanyFactory, PersonFactory, SalespersonFactory


@pytest.mark.parametrize(
    ("text", "merged"),
    [
        ("Dear {first_name} {surname}", "Dear Jana Nováková"),
        ("{{first_name}}", "{first_name}"),
        ("no field at all", "no field at all"),
        ("{first_name.__class__}", "{first_name.__class__}"),
        ("{unknown}", "{unknown}"),
        ("{city}", ""),
    ],
)
def test_merge_replaces_known_fields_and_nothing_else(text, merged):
    assert merge(text, {"first_name": "Jana", "surname": "Nováková"}) == merged


def test_merge_does_not_fill_fields_that_a_value_brings():
    assert merge("{first_name}", {"first_name": "{surname}", "surname": "x"}) == "{surname}"


@pytest.mark.parametrize("text", ["{", "}", "{password}", "{contact.pk}", "{}", "a { b"])
def test_validation_refuses_unknown_fields_and_single_braces(text):
    with pytest.raises(ValidationError):
        validate_merge_fields(text)


def test_validation_accepts_every_field_and_doubled_braces():
    validate_merge_fields("".join(f"{{{name}}}" for name in MERGE_FIELDS) + "{{literal}}")


def test_every_field_has_an_example():
    assert set(example_values()) == set(MERGE_FIELDS) == set(EXAMPLES)


@pytest.mark.django_db
def test_values_for_a_person_come_from_the_contact_and_its_company():
    company = CompanyFactory(company_name="Kovo Brno")
    person = PersonFactory(
        surname="Nováková",
        title_before="Ing.",
        salutation="Vážená paní inženýrko Nováková",
        company=company,
        mobile="+420777123456",
        city="Brno",
    )
    salesperson = SalespersonFactory(name="Petr Malý", email="petr@example.com")
    campaign = CampaignFactory(description="Spring fair")

    values = values_for(person, salesperson, campaign, NOW, language="cs")

    assert set(values) == set(MERGE_FIELDS)
    assert values["salutation"] == "Vážená paní inženýrko Nováková"
    assert values["contact_name"] == "Ing. Jana Nováková"
    assert values["company_name"] == "Kovo Brno"
    assert values["phone"] == "+420 777 123 456"
    assert values["city"] == "Brno"
    assert values["salesperson_name"] == "Petr Malý"
    assert values["campaign"] == "Spring fair"
    assert values["today"] == "3. listopadu 2026"


@pytest.mark.django_db
def test_values_that_are_not_known_are_blank():
    values = values_for(CompanyFactory(company_name="Kovo"), None, None, NOW, language="en")

    blank = {name for name, value in values.items() if value == ""}

    assert set(values) - blank == {"contact_name", "company_name", "today"}
    assert values["today"] == "November 3, 2026"
