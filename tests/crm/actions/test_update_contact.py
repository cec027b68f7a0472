"""Changes: of one hand, of two hands at once, of company into person."""

import pytest

from crm.actions.update_contact import ChangedMeanwhile, TypeTied, stamp_of, update_contact
from crm.actions.write_contact import ContactInvalid
from crm.drafts import RelationDraft
from crm.models import Contact
from crm.sockets import Tie, contact_ties
from tests.factories import (
    NOW,
    BusinessRelationFactory,
    CompanyFactory,
    PersonFactory,
    UserFactory,
)


@pytest.fixture
def user(db):
    return UserFactory()


def update(contact, user, relations=None, seen="", agreed="", **fields):
    return update_contact(
        contact=contact,
        fields=fields,
        relations=relations,
        seen=seen,
        agreed=agreed,
        by=user,
        now=NOW,
    )


def test_change_is_stored_with_who_and_when(user):
    person = PersonFactory(city="Brno")

    update(person, user, city="Praha")

    person.refresh_from_db()
    record = person.history.order_by("history_id").last()
    assert person.city == "Praha"
    assert (record.history_user, record.history_date) == (user, NOW)


def test_invalid_change_is_refused_and_changes_nothing(user):
    person = PersonFactory(city="Brno", country="CZ")

    with pytest.raises(ContactInvalid) as refusal:
        update(person, user, city="Praha", registration_number="25596642")

    person.refresh_from_db()
    assert refusal.value.field == "registration_number"
    assert person.city == "Brno"


def test_relations_are_made_as_given(user):
    contact = CompanyFactory()
    BusinessRelationFactory(contact=contact, kind="customer", external_number="Z1")
    BusinessRelationFactory(contact=contact, kind="vendor")

    update(contact, user, relations=[RelationDraft("customer", "", "Z2"), RelationDraft("bank")])

    assert set(contact.relations.values_list("kind", "external_number")) == {
        ("customer", "Z2"),
        ("bank", ""),
    }
    assert Contact.objects.search("z2").exists()
    assert not Contact.objects.search("z1").exists()


def test_relations_stay_where_none_are_given(user):
    contact = BusinessRelationFactory().contact

    update(contact, user, city="Praha")

    assert contact.relations.count() == 1


def test_unchanged_contact_is_written_without_a_question(user):
    person = PersonFactory(city="Brno")

    update(person, user, seen=stamp_of(person), city="Praha")

    person.refresh_from_db()
    assert person.city == "Praha"


def test_changes_of_different_fields_are_both_kept(user):
    person = PersonFactory(city="Brno", street="")
    seen = stamp_of(person)
    update(person, UserFactory(), city="Praha")

    update(person, user, seen=seen, city="Brno", street="Dlouhá 5")

    person.refresh_from_db()
    assert (person.city, person.street) == ("Praha", "Dlouhá 5")


def test_changes_of_the_same_field_are_shown_with_who_and_when(user):
    person = PersonFactory(city="Brno", privacy_blocked=False)
    seen, colleague = stamp_of(person), UserFactory()
    update(person, colleague, city="Praha", privacy_blocked=True, language="cs")

    with pytest.raises(ChangedMeanwhile) as refusal:
        update(person, user, seen=seen, city="Zlín", privacy_blocked=False, language="de")

    told = {conflict.field: conflict.theirs for conflict in refusal.value.conflicts}
    assert told == {"city": "Praha", "language": "Czech"}
    assert (refusal.value.by, refusal.value.at) == (colleague, NOW)
    person.refresh_from_db()
    assert person.city == "Praha"


def test_agreeing_to_what_was_shown_lets_the_typed_value_win(user):
    person = PersonFactory(city="Brno", street="")
    seen = stamp_of(person)
    update(person, UserFactory(), city="Praha", street="Dlouhá 5")
    with pytest.raises(ChangedMeanwhile) as refusal:
        update(person, user, seen=seen, city="Zlín", street="")

    update(person, user, seen=seen, agreed=refusal.value.stamp, city="Zlín", street="")

    person.refresh_from_db()
    assert (person.city, person.street) == ("Zlín", "Dlouhá 5")


def test_agreement_holds_for_what_was_shown_alone(user):
    person = PersonFactory(city="Brno")
    seen = stamp_of(person)
    update(person, UserFactory(), city="Praha")
    agreed = stamp_of(person)
    update(person, UserFactory(), city="Ostrava")

    with pytest.raises(ChangedMeanwhile):
        update(person, user, seen=seen, agreed=agreed, city="Zlín")


def test_same_change_of_two_is_no_conflict(user):
    person = PersonFactory(city="Brno")
    seen = stamp_of(person)
    update(person, UserFactory(), city="Praha")

    update(person, user, seen=seen, city="Praha")

    person.refresh_from_db()
    assert person.city == "Praha"


def test_relations_changed_by_both_are_shown(user):
    contact = BusinessRelationFactory(kind="customer").contact
    seen = stamp_of(contact)
    update(contact, UserFactory(), relations=[RelationDraft("vendor")])

    with pytest.raises(ChangedMeanwhile) as refusal:
        update(contact, user, relations=[RelationDraft("bank")], seen=seen)

    assert [conflict.theirs for conflict in refusal.value.conflicts] == ["Vendor"]


def test_relations_left_alone_keep_what_the_other_wrote(user):
    contact = BusinessRelationFactory(kind="customer").contact
    seen = stamp_of(contact)
    update(contact, UserFactory(), relations=[RelationDraft("vendor")])

    update(contact, user, relations=[RelationDraft("customer")], seen=seen, city="Praha")

    contact.refresh_from_db()
    assert contact.city == "Praha"
    assert contact.relations.get().kind == "vendor"


@pytest.mark.parametrize("seen", ["x", "-", "9" * 40 + "-", "²-", "0-\x00"])
def test_stamp_that_is_none_overwrites_nothing(user, seen):
    person = PersonFactory(city="Brno")

    with pytest.raises(ChangedMeanwhile):
        update(person, user, seen=seen, city="Praha")


def test_person_becomes_a_company_and_keeps_no_hidden_name(user):
    person = PersonFactory(company=CompanyFactory(), job_title="Nákupčí")

    update(person, user, type="company", company_name="Nováková, s.r.o.")

    person.refresh_from_db()
    assert person.name == "Nováková, s.r.o."
    assert (person.surname, person.job_title, person.company) == ("", "", None)


def test_company_with_people_stays_a_company(user):
    company = PersonFactory(company=CompanyFactory()).company

    with pytest.raises(TypeTied, match="1 person belongs"):
        update(company, user, type="person", surname="Kovo")


def test_type_stays_where_another_room_is_tied(user, monkeypatch):
    monkeypatch.setattr(contact_ties, "_plugs", [])
    contact_ties.plug(Tie(order=1, reason=lambda contact: "It is on two segments."))
    person = PersonFactory()

    with pytest.raises(TypeTied, match="It is on two segments"):
        update(person, user, type="company", company_name="Kovo")

    update(person, user, type="person", city="Brno")
