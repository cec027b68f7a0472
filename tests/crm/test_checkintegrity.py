"""`checkintegrity` finds each thing that cannot be, and only that."""

import datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from crm import sockets
from crm.integrity import slices
from crm.models import AuditRecord, Contact, SalesDocument
from tests.factories import NOW, CompanyFactory, PersonFactory, SalesDocumentLineFactory

pytestmark = pytest.mark.django_db


def check():
    """What the command prints, line by line, and whether it was content."""
    out = StringIO()
    try:
        call_command("checkintegrity", stdout=out)
    except CommandError:
        return out.getvalue().splitlines(), False
    return out.getvalue().splitlines(), True


def broken():
    lines, _content = check()
    return [line.removeprefix("WRONG ") for line in lines if line.startswith("WRONG")]


def test_sound_data_is_found_sound():
    PersonFactory(company=CompanyFactory())

    lines, content = check()

    assert content
    assert len(lines) == len(list(sockets.integrity_checks))
    assert all(line.startswith("ok") for line in lines)


def test_checking_changes_nothing_and_takes_few_statements(django_assert_max_num_queries):
    PersonFactory.create_batch(30)

    with django_assert_max_num_queries(62):
        check()


def test_contact_under_an_old_name_is_found():
    contact = PersonFactory(surname="Nováková")
    Contact.objects.filter(pk=contact.pk).update(surname="Malá")

    assert broken() == ["Contacts are found by what they are"]


def test_person_found_by_the_old_name_of_his_company_is_found():
    company = CompanyFactory(company_name="Kovo")
    PersonFactory(company=company)
    Contact.objects.filter(pk=company.pk).update(company_name="Ocel", name="Ocel")

    lines, content = check()

    assert not content
    assert len([line for line in lines if "old words" in line]) == 2


@pytest.mark.parametrize(
    "facts",
    [
        {"total": 1, "count": 2},
        {"finished_at": NOW - datetime.timedelta(days=1)},
        {"last_step_at": NOW - datetime.timedelta(days=1)},
    ],
)
def test_audit_record_that_cannot_be_is_found(facts):
    AuditRecord.objects.create(deed="purge_entries", at=NOW, **facts)

    assert broken() == ["Audit records are possible"]


def test_long_list_of_findings_is_cut():
    for _ in range(25):
        AuditRecord.objects.create(deed="purge_entries", at=NOW, total=1, count=2)

    lines, _content = check()

    assert len([line for line in lines if "cannot be" in line]) == 20
    assert "      and 5 more" in lines


def test_slices_are_whole_and_in_order():
    people = PersonFactory.create_batch(5)

    found = list(slices(Contact.objects.all(), size=2))

    assert [len(part) for part in found] == [2, 2, 1]
    assert [contact for part in found for contact in part] == people


NOT_VALID = (
    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'crm_contact_words'::regclass"
)
NOT_READY = NOT_VALID.replace("indisvalid", "indisready")


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("on_sqlite", "on_postgresql", "told"),
    [
        (
            "DROP TABLE crm_contact_words",
            "DROP INDEX crm_contact_words",
            "crm_contact_words does not exist",
        ),
        (
            "DROP TRIGGER crm_contact_words_update",
            NOT_VALID,
            "crm_contact_words is not",
        ),
        (
            "DELETE FROM crm_contact_words_docsize",
            NOT_READY,
            "crm_contact_words",
        ),
        (
            "INSERT INTO crm_contact_words(rowid, search_text) SELECT id, ' odd' FROM crm_contact",
            "DROP INDEX crm_contact_words",
            "crm_contact_words",
        ),
    ],
)
def test_index_that_differs_from_its_table_is_found(on_sqlite, on_postgresql, told):
    PersonFactory()

    execute(on_sqlite if connection.vendor == "sqlite" else on_postgresql)

    lines, content = check()
    assert not content
    assert "WRONG Search indexes equal their tables" in lines
    assert any(line.strip().startswith(told) for line in lines)


def test_total_that_is_not_the_sum_of_its_lines_is_found():
    document = SalesDocumentLineFactory().document
    SalesDocument.objects.filter(pk=document.pk).update(total=Decimal(121))
    assert broken() == []

    SalesDocument.objects.filter(pk=document.pk).update(total=Decimal("121.01"))

    assert broken() == ["Totals are sums of lines"]
