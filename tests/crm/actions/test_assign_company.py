"""What a person takes over from a company, and what a company passes on."""

import pytest

from crm.actions.assign_company import assign_company
from crm.actions.update_contact import update_contact
from crm.models import Contact, MarketingSetup
from tests.factories import (
    NOW,
    CompanyFactory,
    MarketingSetupFactory,
    PersonFactory,
    SalespersonFactory,
    UserFactory,
)


@pytest.fixture
def user(db):
    MarketingSetupFactory()
    return UserFactory()


def moved(person, company, user):
    assign_company(person=person, company=company, by=user, now=NOW)
    return Contact.objects.get(pk=person.pk)


def changed(company, user, **fields):
    update_contact(contact=company, fields=fields, by=user, now=NOW)


def test_blank_values_come_from_the_company(user):
    person = moved(PersonFactory(), CompanyFactory(city="Brno", language="cs"), user)

    assert (person.city, person.language) == ("Brno", "cs")


def test_values_of_the_former_company_are_replaced(user):
    former = CompanyFactory(street="Hlavní 1", city="Brno", phone="+420777123456")
    person = PersonFactory(
        company=former, street="Hlavní 1", city="Brno", phone="+420777123456", fax="+420777000000"
    )

    person = moved(person, CompanyFactory(city="Praha"), user)

    assert (person.street, person.city, person.phone) == ("", "Praha", "")
    assert str(person.fax) == "+420 777 000 000"


def test_own_values_stay(user):
    former = CompanyFactory(city="Brno")
    person = PersonFactory(company=former, city="Zlín")

    assert moved(person, CompanyFactory(city="Praha"), user).city == "Zlín"


def test_leaving_a_company_leaves_everything_else(user):
    person = PersonFactory(company=CompanyFactory(city="Brno"), city="Brno")

    person = moved(person, None, user)

    assert (person.company, person.city) == (None, "Brno")


def test_person_is_found_by_the_name_of_the_new_company(user):
    person = moved(PersonFactory(), CompanyFactory(company_name="Železárny"), user)

    assert list(Contact.objects.people().search("zelez")) == [person]


def test_change_of_the_company_reaches_those_who_had_the_old_value(user):
    old, new = SalespersonFactory(), SalespersonFactory()
    company = CompanyFactory(salesperson=old, street="Hlavní 1", city="Brno")
    follower = PersonFactory(company=company, salesperson=old, street="Hlavní 1", city="Brno")
    own = PersonFactory(company=company, salesperson=None, street="Dlouhá 5", city="Brno")

    changed(company, user, salesperson=new, street="Nová 2", city="Praha")

    follower.refresh_from_db()
    own.refresh_from_db()
    assert (follower.salesperson, follower.street, follower.city) == (new, "Nová 2", "Praha")
    assert (own.salesperson, own.street, own.city) == (None, "Dlouhá 5", "Brno")


def test_what_follows_from_the_company_stands_in_the_history_of_the_person(user):
    company = CompanyFactory(city="Brno")
    person = PersonFactory(company=company, city="Brno")

    changed(company, user, city="Praha")

    record = person.history.order_by("history_id").last()
    assert (record.city, record.history_user, record.history_date) == ("Praha", user, NOW)


def test_what_is_not_inherited_stays(user):
    setup = MarketingSetup.current()
    setup.inherit_address = False
    setup.save()
    company = CompanyFactory(city="Brno")
    person = PersonFactory(company=company, city="Brno")

    changed(company, user, city="Praha")

    person.refresh_from_db()
    assert person.city == "Brno"


def test_renamed_company_is_found_with_its_people(user):
    company = CompanyFactory(company_name="Kovo")
    person = PersonFactory(company=company)
    versions = person.history.count()

    changed(company, user, company_name="Železárny")

    assert set(Contact.objects.search("zelez")) == {company, person}
    assert not Contact.objects.search("kovo").exists()
    assert person.history.count() == versions


def test_new_phone_of_the_company_is_searchable_at_its_people(user):
    company = CompanyFactory(phone="+420777123456")
    PersonFactory(company=company, phone="+420777123456")

    changed(company, user, phone="+420602000111")

    assert Contact.objects.search("602 000 111").count() == 2
    assert Contact.objects.search("777 123 456").count() == 0


@pytest.mark.parametrize("people", [1, 3])
def test_number_of_queries_does_not_grow_with_the_people(user, people, django_assert_num_queries):
    company = CompanyFactory(city="Brno")
    for _ in range(people):
        PersonFactory(company=company, city="Brno")

    with django_assert_num_queries(13):
        changed(company, user, city="Praha")
