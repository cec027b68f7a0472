"""The home page: which tiles whom, an empty house, few queries."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from crm import sockets
from crm.models import AuditRecord, MarketingSetup, NumberSeries
from crm.roles import ALL_ROLES, AUDITOR, MANAGER, MARKETING, SALESPERSON, SETUP
from crm.sockets import Tile
from tests.factories import (
    NOW,
    CancellationFactory,
    CompanyFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    MarketingSetupFactory,
    PersonFactory,
    SalespersonFactory,
    TeamFactory,
    UserFactory,
    seller,
)

TITLES = {
    "Recent interactions": set(ALL_ROLES),
    "Interactions by week": {SALESPERSON, MANAGER, MARKETING, AUDITOR},
    "Interactions by salesperson": {MANAGER, AUDITOR},
    "Canceled this month": {SALESPERSON, MANAGER, MARKETING, AUDITOR},
    "No interaction in 90 days": {SALESPERSON},
    "Contacts without an interaction in 90 days": {MANAGER},
    "Negative evaluations this week": {MANAGER},
    "Last cancellations": {AUDITOR},
    "Last deletions": {SETUP, AUDITOR},
    "What is not set up yet": {SETUP},
    "Background work": {SETUP},
}


@pytest.fixture
def home(client, time_machine):
    """The home page of a user at NOW, as text."""
    time_machine.move_to(NOW, tick=False)

    def show(user, **query):
        client.force_login(user)
        return client.get("/", query).text

    return show


@pytest.mark.parametrize("role", ALL_ROLES)
def test_each_role_has_its_tiles(db, home, role):
    page = home(seller(role, team=TeamFactory()))

    shown = {title for title in TITLES if f">{title}<" in page}
    assert shown == {title for title, has in TITLES.items() if role in has}


def test_two_roles_have_the_tiles_of_both_each_once(db, home):
    user = seller(MANAGER, team=TeamFactory())
    user.groups.add(user.groups.model.objects.get(name=SALESPERSON))

    page = home(user)

    assert page.count(">Interactions by week<") == 1
    assert ">Negative evaluations this week<" in page
    assert ">No interaction in 90 days<" in page


def test_tile_without_facts_is_not_shown(db, home, monkeypatch):
    tile = Tile(
        order=1, template="crm/tiles/setup_gaps.html", context=lambda request, reading: None
    )
    monkeypatch.setattr(sockets, "tiles", [tile])

    assert "What is not set up yet" not in home(UserFactory(role=SETUP))


@pytest.mark.parametrize("role", ALL_ROLES)
def test_empty_house_says_what_will_be_here(db, home, role):
    page = home(UserFactory(role=role))

    assert "Nothing is recorded yet." in page


def test_home_wants_a_sign_in(db):
    assert Client().get("/").status_code == 302


def test_charts_are_loaded_here_alone(db, client):
    client.force_login(seller())

    assert "chart.umd" in client.get("/").text
    assert "chart.umd" not in client.get("/search/").text


def test_numbers_of_a_chart_stand_in_a_table(db, home):
    user = seller()
    LogEntryFactory(salesperson=user.own_salesperson)

    page = home(user)

    assert '<td class="n" data-value="1">1</td>' in page


# The state of the installation


def test_gaps_of_the_set_up_lead_to_where_they_are_mended(db, home):
    user = UserFactory(role=SETUP)

    page = home(user)

    assert "Number series are missing in the Marketing Setup." in page
    assert 'href="/setup/marketing/"' in page
    assert "There is no salesperson yet." in page
    assert "There is no interaction template that may be used." in page


def test_nothing_is_missing_once_everything_is_set_up(db, home):
    setup = MarketingSetupFactory()
    for field in MarketingSetup._meta.get_fields():
        if field.related_model is NumberSeries:
            setattr(setup, field.name, setup.contact_series)
    setup.save()
    SalespersonFactory()
    InteractionTemplateFactory()

    assert "Everything that is needed is set up." in home(UserFactory(role=SETUP))


def waiting_since(moment):
    task = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}}, task_path="a.b", backend_name="default"
    )
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=moment)


@pytest.mark.parametrize(("minutes", "stands_still"), [(1, False), (3, True)])
def test_worker_that_takes_up_nothing_is_told(db, home, minutes, stands_still):
    waiting_since(NOW - datetime.timedelta(minutes=minutes))

    page = home(UserFactory(role=SETUP))

    assert ("stands still" in page) is stands_still


def test_deletions_are_told_to_who_may_read_them(db, home):
    deleter = UserFactory(first_name="Radek", last_name="Pešek")
    AuditRecord.objects.create(deed="purge_entries", by=deleter, at=NOW, count=1234)
    AuditRecord.objects.create(deed="purge_entries", by=None, at=NOW, count=5)

    page = home(UserFactory(role=AUDITOR))

    assert "Radek Pešek · deleted: 1,234" in page
    assert "command line · deleted: 5" in page


# Queries


def fill(user, rows):
    """As many rows as wanted of everything a tile can show."""
    for number in range(rows):
        company = CompanyFactory(
            salesperson=user.own_salesperson, created_at=NOW - datetime.timedelta(days=400)
        )
        person = PersonFactory(company=company, salesperson=user.own_salesperson)
        facts = {"contact": person, "salesperson": user.own_salesperson, "evaluation": 1}
        LogEntryFactory(**facts)
        LogEntryFactory(**facts, cancellation=CancellationFactory(reason=f"{number}"))
        SalespersonFactory(team=user.own_salesperson.team)
        AuditRecord.objects.create(deed="purge_entries", by=user, at=NOW)


@pytest.mark.parametrize("role", ALL_ROLES)
def test_number_of_queries_is_small_and_does_not_grow_with_the_rows(db, client, role):
    user = seller(role, team=TeamFactory())
    client.force_login(user)
    numbers = []
    for rows in (1, 4):
        fill(user, rows)
        client.get("/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/")
        numbers.append(len(captured))

    assert numbers[0] == numbers[1] <= 22
