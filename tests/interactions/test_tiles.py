"""The tiles of the home page: what they count, what they show, and to whom."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import RequestFactory

from crm import roles
from crm.ui.reading import Reading
from interactions import tiles
from interactions.figures import Circle, Span, recorded_and_canceled_in, standing_in
from interactions.models import InteractionLogEntry
from tests.factories import (
    NOW,
    CampaignFactory,
    CancellationFactory,
    CompanyFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    PersonFactory,
    SalespersonFactory,
    TeamFactory,
    UserFactory,
    seller,
)

# NOW is Tuesday, 3 November 2026, 15:05 in Prague.
DAY = datetime.timedelta(days=1)


def facts_of(tile, user, **query):
    request = RequestFactory().get("/", query)
    request.user = user
    return tile(request, Reading(user, NOW, "CZK"))


def numbers_of(user):
    return [number for _label, number, _href in facts_of(tiles.counts, user)["figures"]]


@pytest.fixture
def salesperson(db):
    return seller()


def entry_of(user, **facts):
    return LogEntryFactory(salesperson=user.own_salesperson, recorded_by=user, **facts)


# Numbers


def test_today_this_week_this_month_and_canceled_ones_apart(salesperson):
    entry_of(salesperson, occurred_at=NOW)
    entry_of(salesperson, occurred_at=NOW - DAY)
    entry_of(salesperson, occurred_at=NOW - 2 * DAY)
    entry_of(salesperson, occurred_at=NOW - 3 * DAY)
    entry_of(salesperson, occurred_at=NOW, cancellation=CancellationFactory())
    LogEntryFactory(occurred_at=NOW)

    assert numbers_of(salesperson) == ["1", "2", "3", "1"]


def test_days_begin_at_midnight_of_the_reader(salesperson):
    midnight = datetime.datetime(2026, 11, 2, 23, 0, tzinfo=datetime.UTC)
    entry_of(salesperson, occurred_at=midnight)
    entry_of(salesperson, occurred_at=midnight - datetime.timedelta(seconds=1))

    assert numbers_of(salesperson)[0] == "1"


def test_numbers_lead_to_exactly_the_entries_they_count(client, salesperson, time_machine):
    time_machine.move_to(NOW)
    client.force_login(salesperson)
    for days in (0, 1, 2, 40):
        entry_of(salesperson, occurred_at=NOW - days * DAY)
    entry_of(salesperson, cancellation=CancellationFactory())
    LogEntryFactory(occurred_at=NOW)

    for _label, number, href in facts_of(tiles.counts, salesperson)["figures"]:
        listed = client.get(href).text.count('href="/interactions/') if number != "0" else 0
        rows = client.get(href).text.count("<tr") - 1

        assert (rows, listed >= int(number)) == (int(number), True)


@pytest.mark.parametrize(
    ("role", "team", "label", "counted"),
    [
        (roles.SALESPERSON, True, "Mine", "1"),
        (roles.MANAGER, True, "My team", "2"),
        (roles.MANAGER, False, "My team", "1"),
        (roles.SETUP, True, "All", "3"),
    ],
)
def test_circle_is_ones_own_the_team_or_all(db, role, team, label, counted):
    user = seller(role, team=TeamFactory() if team else None)
    entry_of(user)
    LogEntryFactory(salesperson=SalespersonFactory(team=user.own_salesperson.team or TeamFactory()))
    LogEntryFactory()

    assert facts_of(tiles.counts, user)["whose"] == label
    assert numbers_of(user)[0] == counted


def test_who_sells_nothing_looks_at_all(db):
    LogEntryFactory()

    assert numbers_of(UserFactory(role=roles.AUDITOR))[0] == "1"


def test_weeks_begin_on_monday_and_the_last_one_goes_on(salesperson):
    monday = datetime.datetime(2026, 11, 2, 8, 0, tzinfo=datetime.UTC)
    for moment in (monday, monday - 1 * DAY, monday - 7 * DAY, monday - 12 * 7 * DAY):
        entry_of(salesperson, occurred_at=moment)

    bars = facts_of(tiles.by_week, salesperson)["bars"]

    assert len(bars) == 12
    assert [value for _week, value, _said in bars[-2:]] == [2, 1]
    assert sum(value for _week, value, _said in bars) == 3
    assert bars[-1][0] == "yesterday"


def test_busiest_salesperson_comes_first(db):
    team = TeamFactory()
    user = seller(roles.MANAGER, name="Hana", team=team)
    petr = SalespersonFactory(name="Petr", team=team)
    SalespersonFactory(name="Quiet", team=team)
    SalespersonFactory(name="Of another team")
    entry_of(user)
    for _each in range(2):
        LogEntryFactory(salesperson=petr)
    LogEntryFactory(salesperson=petr, cancellation=CancellationFactory())
    LogEntryFactory(salesperson=petr, occurred_at=NOW - 30 * DAY)

    bars = facts_of(tiles.by_salesperson, user)["bars"]

    assert [(name, value) for name, value, _said in bars] == [
        ("Petr", 2),
        ("Hana", 1),
        ("Quiet", 0),
    ]


def test_counting_by_index_is_counting(db):
    spans = [Span(NOW - days * DAY, NOW) for days in (1, 5, 9)]
    for days in range(8):
        LogEntryFactory(occurred_at=NOW - days * DAY - DAY / 2)
    LogEntryFactory(occurred_at=NOW - DAY / 2, cancellation=CancellationFactory())
    entries = InteractionLogEntry.objects.all()

    assert recorded_and_canceled_in(entries, spans) == ([2, 6, 9], [1, 1, 1])
    assert standing_in(entries, spans) == [1, 5, 8]


def test_numbers_come_from_indexes_alone(salesperson, django_assert_num_queries):
    entries = Circle.of(salesperson).entries_for(salesperson)

    with django_assert_num_queries(1):
        standing_in(entries, [Span(NOW - days * DAY, NOW) for days in range(12)])
    if connection.vendor == "sqlite":
        assert (
            "USING COVERING INDEX log_salesperson"
            in entries.filter(occurred_at__gte=NOW).order_by().values("pk").explain()
        )


# Entries


def test_last_entries_are_ones_own_until_all_are_asked_for(salesperson):
    entry_of(salesperson, description="Mine")
    LogEntryFactory(description="Of a colleague")

    mine = facts_of(tiles.recent_log, salesperson)
    everybodys = facts_of(tiles.recent_log, salesperson, log="all")

    assert [line.what for line in mine["lines"]] == ["Mine"]
    assert {line.what for line in everybodys["lines"]} == {"Mine", "Of a colleague"}


def test_last_entries_say_what_takes_away_from_them(salesperson):
    entry_of(salesperson, cancellation=CancellationFactory(reason="twice"), attempt_failed=True)

    (line,) = facts_of(tiles.recent_log, salesperson)["lines"]

    assert [badge.label for badge in line.badges] == ["Canceled", "Attempt failed"]


def test_bad_evaluations_of_this_week_and_of_the_team_alone(db):
    user = seller(roles.MANAGER, team=TeamFactory())
    colleague = SalespersonFactory(team=user.own_salesperson.team)
    shown = {
        LogEntryFactory(salesperson=colleague, evaluation=1, description="Worst").description,
        LogEntryFactory(salesperson=colleague, evaluation=2, description="Bad").description,
    }
    LogEntryFactory(salesperson=colleague, evaluation=3)
    LogEntryFactory(salesperson=colleague, evaluation=1, occurred_at=NOW - 3 * DAY)
    LogEntryFactory(salesperson=colleague, evaluation=1, cancellation=CancellationFactory())
    LogEntryFactory(evaluation=1)

    lines = facts_of(tiles.negative_evaluations, user)["lines"]

    assert {line.what for line in lines} == shown


# Neglected contacts


def neglected(user):
    return [line["name"] for line in facts_of(tiles.my_neglected, user)["lines"]]


def my_company(user, name, **facts):
    return CompanyFactory(
        company_name=name,
        salesperson=user.own_salesperson,
        **{"created_at": NOW - 900 * DAY} | facts,
    )


def test_longest_silence_comes_first(salesperson):
    for name, days in (("Later", 100), ("Longest", 300), ("Yesterday", 1)):
        LogEntryFactory(contact=my_company(salesperson, name), occurred_at=NOW - days * DAY)
    my_company(salesperson, "Never")

    assert neglected(salesperson) == ["Never", "Longest", "Later"]


def test_company_was_talked_to_when_one_of_its_people_was(salesperson):
    company = my_company(salesperson, "Kovo")
    person = PersonFactory(
        company=company, salesperson=salesperson.own_salesperson, created_at=company.created_at
    )

    assert neglected(salesperson) == ["Kovo"]
    LogEntryFactory(contact=person)
    assert neglected(salesperson) == []


def test_canceled_ones_and_failed_attempts_reach_nobody(salesperson):
    LogEntryFactory(contact=my_company(salesperson, "A"), cancellation=CancellationFactory())
    LogEntryFactory(contact=my_company(salesperson, "B"), attempt_failed=True)

    assert sorted(neglected(salesperson)) == ["A", "B"]


def test_new_blocked_and_foreign_contacts_are_not_neglected(salesperson):
    my_company(salesperson, "New", created_at=NOW - DAY)
    my_company(salesperson, "Blocked", privacy_blocked=True)
    CompanyFactory(created_at=NOW - 900 * DAY, salesperson=SalespersonFactory())

    assert neglected(salesperson) == []


def test_manager_sees_how_many_each_of_the_team_neglects(db):
    user = seller(roles.MANAGER, name="Hana", team=TeamFactory())
    petr = SalespersonFactory(name="Petr", team=user.own_salesperson.team)
    my_company(user, "Hers")
    for name in ("A", "B"):
        CompanyFactory(company_name=name, salesperson=petr, created_at=NOW - 900 * DAY)

    lines = facts_of(tiles.neglected_by_salesperson, user)["lines"]

    assert [(line["name"], line["number"]) for line in lines] == [("Petr", "2"), ("Hana", "1")]


# Oversight


def test_cancellations_say_who_why_and_how_many(db):
    cancellation = CancellationFactory(reason="twice")
    for _each in range(3):
        LogEntryFactory(cancellation=cancellation)
    CancellationFactory(reason="wholly restored")

    (line,) = facts_of(tiles.cancellations, UserFactory(role=roles.AUDITOR))["lines"]

    assert (line["reason"], line["number"]) == ("twice", "3")
    assert line["by"] == str(cancellation.by)


def test_campaigns_that_run_or_are_planned(db):
    running = CampaignFactory(description="Fair", status="running")
    CampaignFactory(description="Over", status="done")
    LogEntryFactory(campaign=running)

    (line,) = facts_of(tiles.campaigns, UserFactory(role=roles.MARKETING))["lines"]

    assert (line["description"], line["number"]) == ("Fair", "1")


def test_missing_template_is_a_gap(db):
    assert tiles.template_gap() is not None
    InteractionTemplateFactory(blocked=True)
    assert tiles.template_gap() is not None
    InteractionTemplateFactory()
    assert tiles.template_gap() is None


# Nobody counts or sees what is out of his scope


@pytest.fixture
def narrow(db):
    """A manager without the right to see more than the own contacts."""
    user = seller(roles.MANAGER, team=TeamFactory())
    user.groups.clear()
    user.user_permissions.set(Permission.objects.filter(codename="cancel_team"))
    return user


def test_tiles_show_nothing_of_contacts_out_of_scope(narrow):
    colleague = SalespersonFactory(team=narrow.own_salesperson.team)
    secret = PersonFactory(salesperson=colleague, created_at=NOW - 900 * DAY)
    LogEntryFactory(
        contact=secret,
        salesperson=colleague,
        evaluation=1,
        cancellation=None,
        campaign=CampaignFactory(status="running"),
    )
    LogEntryFactory(contact=secret, salesperson=colleague, cancellation=CancellationFactory())

    assert numbers_of(narrow) == ["0", "0", "0", "0"]
    assert not facts_of(tiles.by_week, narrow)["any"]
    assert not facts_of(tiles.by_salesperson, narrow)["any"]
    assert facts_of(tiles.recent_log, narrow, log="all")["lines"] == []
    assert facts_of(tiles.negative_evaluations, narrow)["lines"] == []
    assert facts_of(tiles.neglected_by_salesperson, narrow)["lines"] == []
    assert facts_of(tiles.cancellations, narrow)["lines"] == []
    assert facts_of(tiles.campaigns, narrow)["lines"][0]["number"] == "0"
