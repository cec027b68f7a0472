"""The list of contacts asks the log whom nobody has talked to."""

import datetime

import pytest

from crm import roles
from crm.models import Contact
from tests.factories import (
    CancellationFactory,
    CompanyFactory,
    LogEntryFactory,
    PersonFactory,
    UserFactory,
)

NOW = datetime.datetime(2026, 11, 20, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def ask(client, db, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(UserFactory(role=roles.AUDITOR))

    def ask(days):
        html = client.get(f"/contacts/?untouched={days}").content.decode()
        return {c for c in Contact.objects.all() if f'href="/contacts/{c.pk}/"' in html}

    return ask


def talked(contact, days_ago, **fields):
    LogEntryFactory(contact=contact, occurred_at=NOW - datetime.timedelta(days=days_ago), **fields)
    return contact


def test_contacts_reached_lately_are_left_out(ask):
    talked(PersonFactory(), 5)
    long_ago, never = talked(PersonFactory(), 15), PersonFactory()

    assert ask(10) == {long_ago, never}


def test_company_is_reached_through_its_people(ask):
    company = CompanyFactory()
    talked(PersonFactory(company=company), 5)
    colleague = PersonFactory(company=company)

    assert ask(10) - {company} == {colleague}
    assert f"{company}" not in {str(contact) for contact in ask(10) - {company}}


def test_what_does_not_count_does_not_count(ask):
    failed = talked(PersonFactory(), 5, attempt_failed=True)
    canceled = talked(PersonFactory(), 5, cancellation=CancellationFactory())

    assert ask(10) == {failed, canceled}


@pytest.mark.parametrize("days", ["0", "-1", "x", "9" * 40, "1e5"])
def test_days_that_are_none_ask_nothing(ask, days):
    reached = talked(PersonFactory(), 1)

    assert ask(days) == {reached}
