"""The pages of salespeople."""

import re

import pytest

from crm import roles
from crm.models import Salesperson
from tests.factories import (
    CompanyFactory,
    PersonFactory,
    SalespersonFactory,
    TeamFactory,
    UserFactory,
)


@pytest.fixture
def administrator(client, db):
    user = UserFactory(role=roles.SETUP)
    client.force_login(user)
    return user


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Petr Malý", "Jana Veselá"}),
        ("q=mal", {"Petr Malý"}),
        ("q=jv", {"Jana Veselá"}),
        ("blocked=true", {"Jana Veselá"}),
        ("blocked=false", {"Petr Malý"}),
    ],
)
def test_list_is_filtered(client, administrator, query, shown):
    SalespersonFactory(name="Petr Malý", code="PM")
    SalespersonFactory(name="Jana Veselá", code="JV", blocked=True)

    page = text_of(client.get(f"/salespeople/?{query}"))

    assert {name for name in ("Petr Malý", "Jana Veselá") if f"{name}</a>" in page} == shown


def test_list_is_filtered_by_team(client, administrator):
    north = TeamFactory(name="North")
    SalespersonFactory(name="Petr Malý", team=north)
    SalespersonFactory(name="Jana Veselá")

    page = text_of(client.get(f"/salespeople/?team={north.pk}"))

    assert "Petr Malý</a>" in page
    assert "Jana Veselá" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_list_do_not_grow(client, administrator, rows, django_assert_num_queries):
    for _ in range(rows):
        SalespersonFactory(team=TeamFactory())
    client.get("/salespeople/")

    # Session, user, rights, saved views, the rows.
    with django_assert_num_queries(5):
        client.get("/salespeople/")


def test_card_shows_contacts_that_the_reader_may_see(client, db):
    owner = SalespersonFactory(name="Petr Malý", job_title="Obchodník", email="petr@example.com")
    PersonFactory(surname="Nováková", company=CompanyFactory(), salesperson=owner)
    seeing, narrow = UserFactory(role=roles.AUDITOR), UserFactory()

    client.force_login(seeing)
    page = text_of(client.get(f"/salespeople/{owner.pk}/"))
    client.force_login(narrow)
    narrow_page = text_of(client.get(f"/salespeople/{owner.pk}/"))

    for shown in ("Petr Malý", "Obchodník", "mailto:petr@example.com", "Nováková"):
        assert shown in page
    assert f'href="/contacts/?salesperson={owner.pk}"' in page
    assert "/edit/" not in page
    assert "Nováková" not in narrow_page


def test_salesperson_is_created_with_history(client, administrator):
    data = {"code": "PM", "name": "Petr Malý", "phone": "777 123 456"}

    response = client.post("/salespeople/new/", data, follow=True)

    petr = Salesperson.objects.get()
    assert (petr.name, petr.phone.as_e164) == ("Petr Malý", "+420777123456")
    assert petr.history.get().history_user == administrator
    assert "Salesperson saved: Petr Malý" in text_of(response)


def test_user_of_a_colleague_is_not_offered(client, administrator):
    taken = SalespersonFactory(user=UserFactory()).user

    page = client.post("/salespeople/new/", {"code": "PM", "name": "Petr", "user": taken.pk})

    assert page.status_code == 422
    assert "user" in page.context["form"].errors


def test_salesperson_is_changed_and_keeps_his_user(client, administrator):
    petr = SalespersonFactory(user=UserFactory(), code="PM")

    client.post(
        f"/salespeople/{petr.pk}/edit/",
        {"code": "PM", "name": "Petr Velký", "user": petr.user_id, "blocked": "on"},
    )

    petr.refresh_from_db()
    assert (petr.name, petr.blocked, petr.user_id is None) == ("Petr Velký", True, False)


def test_code_in_use_is_told_and_the_heading_stays(client, administrator):
    SalespersonFactory(code="PM")
    petr = SalespersonFactory(name="Petr Malý", code="P2")

    page = client.post(f"/salespeople/{petr.pk}/edit/", {"code": "PM", "name": "Jiný"})

    assert page.status_code == 422
    assert "code" in page.context["form"].errors
    assert "<h1>Edit: Petr Malý</h1>" in text_of(page)
