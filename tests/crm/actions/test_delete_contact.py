"""Deleting a contact: refused with a reason, or gone with a record of who and when."""

import pytest

from crm.actions.delete_contact import ContactTied, delete_contact
from crm.models import AuditRecord, BusinessRelation, Contact
from crm.sockets import Tie, contact_ties
from tests.factories import (
    NOW,
    BusinessRelationFactory,
    CompanyFactory,
    LogEntryFactory,
    PersonFactory,
    UserFactory,
)


@pytest.fixture
def user(db):
    return UserFactory()


def test_deleted_contact_leaves_an_audit_record_and_nothing_personal(user):
    contact = BusinessRelationFactory(contact__number="CT00007").contact

    delete_contact(contact=contact, by=user, now=NOW)

    record = AuditRecord.objects.get()
    assert (record.deed, record.by, record.at) == ("delete_contact", user, NOW)
    assert record.facts == {"type": "company", "number": "CT00007"}
    assert not Contact.objects.exists()
    assert not BusinessRelation.objects.exists()
    assert not Contact.history.exists()
    assert not Contact.objects.search("kovo").exists()


def test_company_with_people_is_not_deleted(user):
    company = CompanyFactory()
    PersonFactory(company=company)
    PersonFactory(company=company)

    with pytest.raises(ContactTied, match="2 people belong to this company"):
        delete_contact(contact=company, by=user, now=NOW)

    assert not AuditRecord.objects.exists()


def test_reasons_of_other_rooms_are_said(user, monkeypatch):
    monkeypatch.setattr(contact_ties, "_plugs", [])
    contact_ties.plug(Tie(order=1, reason=lambda contact: "It is on two segments."))
    contact_ties.plug(Tie(order=2, reason=lambda contact: ""))

    with pytest.raises(ContactTied, match=r"^It is on two segments\.$"):
        delete_contact(contact=PersonFactory(), by=user, now=NOW)


def test_what_nobody_plugged_in_is_protected_all_the_same(user, monkeypatch):
    monkeypatch.setattr(contact_ties, "_plugs", [])
    contact = LogEntryFactory().contact

    with pytest.raises(ContactTied, match="still refers"):
        delete_contact(contact=contact, by=user, now=NOW)

    assert Contact.objects.filter(pk=contact.pk).exists()
    assert not AuditRecord.objects.exists()
