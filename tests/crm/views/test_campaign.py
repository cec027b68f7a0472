"""The pages of campaigns."""

import datetime
import re

import pytest

from crm import roles
from tests.factories import CampaignFactory, SalespersonFactory, UserFactory


@pytest.fixture
def reader(client, db):
    user = UserFactory(role=roles.SALESPERSON)
    client.force_login(user)
    return user


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize(
    ("query", "shown"),
    [("", {"CP1", "CP2"}), ("q=veletrh", {"CP1"}), ("status=running", {"CP2"})],
)
def test_list_is_filtered(client, reader, query, shown):
    CampaignFactory(number="CP1", description="Jarní veletrh")
    CampaignFactory(number="CP2", description="Čerpadla", status="running")

    page = text_of(client.get(f"/campaigns/?{query}"))

    assert {number for number in ("CP1", "CP2") if f">{number}</a>" in page} == shown


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_list_do_not_grow(client, reader, rows, django_assert_num_queries):
    for _ in range(rows):
        CampaignFactory(salesperson=SalespersonFactory())
    client.get("/campaigns/")

    # Session, user, rights, the count in the menu, saved views, the rows.
    with django_assert_num_queries(5):
        client.get("/campaigns/")


def test_card_says_when_it_runs_and_who_answers(client, reader):
    fair = CampaignFactory(
        number="CP1",
        description="Jarní veletrh",
        status="running",
        starts_on=datetime.date(2020, 3, 1),
        ends_on=datetime.date(2020, 3, 31),
        salesperson=SalespersonFactory(name="Petr Malý"),
    )

    page = text_of(client.get(f"/campaigns/{fair.pk}/"))

    for shown in ("Jarní veletrh", "CP1", "Running", "1 Mar 2020", "Petr Malý"):
        assert shown in page
    assert "/admin/" not in page


def test_set_up_is_offered_to_who_may(client, db):
    client.force_login(UserFactory(role=roles.MARKETING, is_staff=True))
    fair = CampaignFactory()

    card, page = text_of(client.get(f"/campaigns/{fair.pk}/")), text_of(client.get("/campaigns/"))

    assert f'href="/admin/crm/campaign/{fair.pk}/change/"' in card
    assert 'href="/admin/crm/campaign/add/"' in page
