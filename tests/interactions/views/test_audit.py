"""Purges and cancellations, as an auditor reads them."""

import pytest

from crm import roles
from crm.models import AuditRecord
from interactions.models import Restoration
from tests.factories import NOW, CancellationFactory, LogEntryFactory, UserFactory

pytestmark = pytest.mark.django_db

PURGES, CANCELLATIONS = "/setup/audit/", "/setup/audit/cancellations/"


@pytest.fixture
def client(client):
    client.force_login(UserFactory(role=roles.AUDITOR))
    return client


def purge(**facts):
    return AuditRecord.objects.create(
        **{"deed": "purge_entries", "at": NOW, "total": 1_200, "count": 1_200} | facts
    )


def shown(response):
    """The texts of each row of the list."""
    return [
        [cell.text or " ".join(badge.label for badge in cell.badges) for cell in row.cells]
        for row in response.context["rows"]
    ]


def test_purge_tells_who_which_filter_and_how_many(client):
    user = UserFactory(first_name="Radek", last_name="Pešek")
    purge(by=user, finished_at=NOW, facts={"words": [["Campaign", "Spring"], ["Number to", "7"]]})

    (row,) = shown(client.get(PURGES))

    assert row[0] == "Delete Canceled Interaction Log Entries"
    assert row[2:6] == ["Radek Pešek", "Campaign: Spring, Number to: 7", "1,200", "1,200"]


def test_interrupted_purge_of_the_command_line_is_said_to_be_one(client):
    purge(count=7)

    (row,) = shown(client.get(PURGES))

    assert row[2:] == ["Command line", "all", "1,200", "7", "Not finished"]


def test_purges_are_narrowed_by_deed_and_person(client):
    user = UserFactory()
    purge(by=user)
    purge(deed="delete_contact")

    deed = shown(client.get(PURGES, {"deed": "delete_contact"}))
    person = shown(client.get(PURGES, {"by": user.pk}))

    assert [row[0] for row in deed] == ["Delete contact"]
    assert [row[0] for row in person] == ["Delete Canceled Interaction Log Entries"]


def test_cancellation_tells_who_why_and_what_became_of_it(client):
    user = UserFactory(first_name="Petr", last_name="Malý")
    cancellation = CancellationFactory(by=user, reason="recorded twice")
    LogEntryFactory.create_batch(3, cancellation=cancellation)
    restoration = Restoration.objects.create(cancellation=cancellation, by=user, at=NOW)
    LogEntryFactory.create_batch(2, restoration=restoration)

    (row,) = shown(client.get(CANCELLATIONS))

    assert row[1:] == ["Petr Malý", "recorded twice", "3", "2"]


def test_cancellation_without_an_entry_left_is_still_there(client):
    CancellationFactory()

    (row,) = shown(client.get(CANCELLATIONS))

    assert row[3:] == ["0", "0"]


def test_cancellations_are_narrowed_by_reason_and_person(client):
    user = UserFactory()
    CancellationFactory(reason="recorded twice", by=user)
    CancellationFactory(reason="wrong contact")

    assert len(shown(client.get(CANCELLATIONS, {"q": "TWICE"}))) == 1
    assert len(shown(client.get(CANCELLATIONS, {"by": user.pk}))) == 1


@pytest.mark.parametrize("path", [PURGES, CANCELLATIONS])
def test_each_list_leads_to_the_other(client, path):
    page = client.get(path).content.decode()

    assert f'href="{PURGES}"' in page
    assert f'href="{CANCELLATIONS}"' in page


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("path", [PURGES, CANCELLATIONS])
def test_lists_take_as_many_statements_for_one_row_as_for_three(
    client, path, number, django_assert_max_num_queries
):
    for _ in range(number):
        purge(by=UserFactory())
        CancellationFactory()

    with django_assert_max_num_queries(8):
        client.get(path)


@pytest.mark.parametrize("role", [roles.SALESPERSON, roles.MANAGER, roles.MARKETING])
@pytest.mark.parametrize("path", [PURGES, CANCELLATIONS])
def test_page_without_the_right_names_it(client, role, path):
    client.force_login(UserFactory(role=role))

    response = client.get(path)

    assert response.status_code == 403
    assert "View audit records" in response.content.decode()
