"""The administration of the ground floor."""

import datetime
import re

import pytest
from django.contrib import admin

from crm import roles
from crm.models import (
    AuditRecord,
    Campaign,
    Contact,
    MarketingSetup,
    NumberSeries,
    Salesperson,
    Team,
    User,
)
from tests.factories import (
    NOW,
    CampaignFactory,
    MarketingSetupFactory,
    NumberSeriesFactory,
    NumberSeriesLineFactory,
    PersonFactory,
    SalespersonFactory,
    TeamFactory,
    UserFactory,
)

NOUNS = ("salesperson", "team", "campaign", "numberseries", "marketingsetup", "user", "auditrecord")


@pytest.fixture
def administrator(client, db):
    user = UserFactory(role=roles.SETUP, is_staff=True)
    client.force_login(user)
    return user


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def inline(rows, /, **fields):
    data = {f"{rows}-TOTAL_FORMS": "1", f"{rows}-INITIAL_FORMS": "0"}
    return data | {f"{rows}-0-{name}": value for name, value in fields.items()}


def test_contacts_are_not_in_the_administration():
    assert not admin.site.is_registered(Contact)


@pytest.mark.parametrize("noun", NOUNS)
def test_lists_and_forms_open(client, administrator, noun):
    rows = {
        "salesperson": SalespersonFactory,
        "team": TeamFactory,
        "campaign": CampaignFactory,
        "numberseries": lambda: NumberSeriesLineFactory().series,
        "marketingsetup": MarketingSetupFactory,
        "user": UserFactory,
        "auditrecord": lambda: AuditRecord.objects.create(deed="delete_contact", at=NOW),
    }
    row = rows[noun]()

    assert client.get(f"/admin/crm/{noun}/").status_code == 200
    assert client.get(f"/admin/crm/{noun}/{row.pk}/change/").status_code == 200


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("role", [roles.AUDITOR, roles.MARKETING])
def test_who_may_read_cannot_write(client, db, noun, role):
    client.force_login(UserFactory(role=role, is_staff=True))
    writes = role == roles.MARKETING and noun == "campaign"

    assert (client.get(f"/admin/crm/{noun}/add/").status_code == 200) is writes


@pytest.mark.parametrize("noun", ["salesperson", "campaign", "user", "team", "auditrecord"])
@pytest.mark.parametrize("query", ["user__password__startswith=a", "by__password__startswith=a"])
def test_only_offered_look_ups_are_allowed(client, administrator, noun, query):
    response = client.get(f"/admin/crm/{noun}/?{query}")

    assert response.status_code in {302, 400}


def test_salesperson_in_use_is_kept_with_the_reason(client, administrator):
    petr = SalespersonFactory(name="Petr Malý")
    PersonFactory(salesperson=petr)

    asked = client.get(f"/admin/crm/salesperson/{petr.pk}/delete/")
    client.post(f"/admin/crm/salesperson/{petr.pk}/delete/", {"post": "yes"})

    assert "Petr Malý is still used: contacts." in text_of(asked)
    assert Salesperson.objects.filter(pk=petr.pk).exists()


def test_unused_salesperson_is_deleted(client, administrator):
    petr = SalespersonFactory()

    client.post(f"/admin/crm/salesperson/{petr.pk}/delete/", {"post": "yes"})

    assert not Salesperson.objects.exists()


def test_series_of_the_set_up_is_kept(client, administrator):
    series = MarketingSetupFactory().contact_series

    page = client.get(f"/admin/crm/numberseries/{series.pk}/delete/")

    assert "is still used: Marketing Setup." in text_of(page)


def test_series_is_made_with_its_first_line(client, administrator):
    data = {"code": "CT", "default_numbers": "on"} | inline(
        "lines", starts_on="2026-01-01", prefix="CT", width="5", increment="1", last_used="0"
    )

    client.post("/admin/crm/numberseries/add/", data)

    series = NumberSeries.objects.get()
    assert series.line_on(datetime.date(2026, 6, 1)).number(1) == "CT00001"
    assert series.history.get().history_user == administrator


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"width": "0"}, "greater than or equal to 1"),
        ({"increment": "0"}, "greater than or equal to 1"),
        ({"prefix": "A" * 10, "width": "12"}, "at most 20 characters together"),
        ({"last_allowed": "3", "last_used": "5"}, "before the last number used"),
        ({"prefix": "A" * 10, "last_allowed": "99999999999"}, "too many digits"),
        ({"last_used": "9" * 40}, "less than or equal to"),
    ],
)
def test_line_that_makes_no_sense_is_told(client, administrator, changes, told):
    fields = {
        "starts_on": "2026-01-01",
        "prefix": "CT",
        "width": "5",
        "increment": "1",
        "last_used": "0",
    }

    page = client.post(
        "/admin/crm/numberseries/add/",
        {"code": "CT", "default_numbers": "on"} | inline("lines", **(fields | changes)),
    )

    assert told in text_of(page)
    assert not NumberSeries.objects.exists()


def test_series_that_gives_nothing_is_told(client, administrator):
    page = client.post("/admin/crm/numberseries/add/", {"code": "CT"} | inline("lines"))

    assert "A number must be given or typed" in text_of(page)


def line_form(line, **changes):
    fields = {
        "id": line.pk,
        "series": line.series_id,
        "starts_on": "2026-01-01",
        "prefix": line.prefix,
        "width": line.width,
        "increment": line.increment,
        "last_used": line.last_used,
    }
    data = inline("lines", **(fields | changes)) | {"lines-INITIAL_FORMS": "1"}
    return {"code": line.series.code, "default_numbers": "on"} | data


def test_last_number_used_only_goes_up(client, administrator):
    line = NumberSeriesLineFactory(last_used=8)
    url = f"/admin/crm/numberseries/{line.series_id}/change/"

    refused = client.post(url, line_form(line, last_used="5"))
    client.post(url, line_form(line, last_used="20"))

    line.refresh_from_db()
    assert "The last number used only goes up." in text_of(refused)
    assert line.last_used == 20


def test_saving_the_page_gives_no_number_again(client, administrator, monkeypatch):
    """Numbers that were taken between reading the line and writing it stay taken."""
    line = NumberSeriesLineFactory(last_used=5)
    save = type(line).save

    def save_late(self, *args, **kwargs):
        type(line).objects.filter(pk=self.pk).update(last_used=8)
        save(self, *args, **kwargs)

    monkeypatch.setattr(type(line), "save", save_late)
    client.post(f"/admin/crm/numberseries/{line.series_id}/change/", line_form(line, prefix="NEW"))

    line.refresh_from_db()
    assert (line.prefix, line.last_used) == ("NEW", 8)


def test_campaign_gets_its_number_from_the_series(client, administrator):
    series = NumberSeriesLineFactory(prefix="CP", starts_on=datetime.date(2020, 1, 1)).series
    MarketingSetup.objects.create(pk=1, campaign_series=series)

    for description in ("First", "Second"):
        client.post("/admin/crm/campaign/add/", {"description": description, "status": "planned"})

    numbers = Campaign.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["CP00001", "CP00002"]


def test_refused_campaign_takes_no_number(client, administrator):
    line = NumberSeriesLineFactory(prefix="CP", starts_on=datetime.date(2020, 1, 1))
    MarketingSetup.objects.create(pk=1, campaign_series=line.series)

    client.post("/admin/crm/campaign/add/", {"description": "", "status": "planned"})

    line.refresh_from_db()
    assert line.last_used == 0


def test_campaign_without_a_series_wants_a_number(client, administrator):
    data = {"description": "Fair", "status": "planned"}

    refused = client.post("/admin/crm/campaign/add/", data)
    client.post("/admin/crm/campaign/add/", data | {"number": "CP1"})

    assert "No number series is set: type a number." in text_of(refused)
    assert Campaign.objects.get().number == "CP1"


def test_campaign_number_never_changes(client, administrator):
    fair = CampaignFactory(number="CP1")

    client.post(
        f"/admin/crm/campaign/{fair.pk}/change/",
        {"number": "CP2", "description": "Fair", "status": "done"},
    )

    fair.refresh_from_db()
    assert (fair.number, fair.status) == ("CP1", "done")


def test_set_up_is_one_row(client, administrator):
    client.post(
        "/admin/crm/marketingsetup/add/",
        {"currency": "EUR", "neglected_after_days": "9", "default_vat_rate": "21"},
    )

    assert MarketingSetup.objects.get().pk == 1
    assert client.get("/admin/crm/marketingsetup/add/").status_code == 403
    assert client.get("/admin/crm/marketingsetup/1/delete/").status_code == 403


def test_changes_stand_in_the_history_with_their_author(client, administrator):
    petr = SalespersonFactory(name="Petr Malý", code="PM")

    client.post(f"/admin/crm/salesperson/{petr.pk}/change/", {"code": "PM", "name": "Petr Velký"})
    page = text_of(client.get(f"/admin/crm/salesperson/{petr.pk}/history/"))

    assert "Petr Malý → Petr Velký" in page
    assert str(administrator) in page


def test_user_is_made_and_gets_roles_and_salesperson(client, administrator):
    client.post(
        "/admin/crm/user/add/",
        {
            "username": "petr",
            "usable_password": "true",
            "password1": "correct horse battery",
            "password2": "correct horse battery",
        },
    )
    petr = User.objects.get(username="petr")
    role = petr.groups.model.objects.get(name=roles.SALESPERSON)
    client.post(
        f"/admin/crm/user/{petr.pk}/change/",
        {"username": "petr", "groups": [role.pk], "is_active": "on", "theme": "auto"}
        | inline("salesperson", code="PM", name="Petr Malý"),
    )

    petr = User.objects.get(username="petr")
    assert [group.name for group in petr.groups.all()] == [roles.SALESPERSON]
    assert petr.own_salesperson.name == "Petr Malý"
    assert petr.own_salesperson.history.get().history_user == administrator


def test_nobody_makes_himself_more_than_he_is(client, administrator):
    superuser = UserFactory(is_superuser=True, username="root")
    url = f"/admin/crm/user/{administrator.pk}/change/"

    client.post(
        url,
        {
            "username": administrator.username,
            "groups": [administrator.groups.get().pk],
            "is_superuser": "on",
            "is_staff": "on",
            "is_active": "on",
            "theme": "auto",
        }
        | inline("salesperson"),
    )

    administrator.refresh_from_db()
    assert not administrator.is_superuser
    assert "is_superuser" not in text_of(client.get(url))
    assert "root" not in text_of(client.get("/admin/crm/user/"))
    for page in ("change", "password"):
        assert client.get(f"/admin/crm/user/{superuser.pk}/{page}/").status_code in {302, 404}


def test_users_are_never_deleted(client, administrator):
    user = UserFactory()

    assert client.post(f"/admin/crm/user/{user.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


def test_audit_records_stand_as_they_are(client, administrator):
    record = AuditRecord.objects.create(deed="delete_contact", at=NOW)

    assert client.get("/admin/crm/auditrecord/add/").status_code == 403
    assert client.post(f"/admin/crm/auditrecord/{record.pk}/change/", {}).status_code == 403
    assert client.post(f"/admin/crm/auditrecord/{record.pk}/delete/", {}).status_code == 403


def test_lists_bear_czech_names_and_count_their_rows(client, db):
    client.force_login(UserFactory(is_staff=True, is_superuser=True, language="cs"))
    NumberSeriesFactory()

    pages = {
        noun: text_of(client.get(f"/admin/{noun}"))
        for noun in ("", "auth/group/", "crm/user/", "crm/numberseries/")
    }

    assert "Task Results" not in pages[""]
    assert "Číselné řady" in pages[""]
    assert "<h1>Číselné řady</h1>" in pages["crm/numberseries/"]
    assert "Řádků: 1" in pages["crm/numberseries/"]
    assert "Vyberte položku" not in "".join(pages.values())
    for page in (pages["auth/group/"], pages["crm/user/"]):
        assert "Vedoucí prodeje" in page
        assert ">Sales Manager<" not in page


def test_team_lists_its_salespeople(client, administrator):
    team = TeamFactory(name="North")
    SalespersonFactory(name="Petr Malý", team=team)

    page = text_of(client.get(f"/admin/crm/team/{team.pk}/change/"))
    client.post("/admin/crm/team/add/", {"name": "South"} | inline("salespeople"))

    assert "Petr Malý" in page
    assert Team.objects.filter(name="South").exists()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("noun", ["salesperson", "campaign", "numberseries", "user", "team"])
def test_queries_of_the_lists_do_not_grow(
    client, administrator, noun, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        SalespersonFactory(team=TeamFactory(), user=UserFactory(role=roles.SALESPERSON))
        CampaignFactory(salesperson=SalespersonFactory())
        NumberSeriesLineFactory()

    with django_assert_max_num_queries(11):
        client.get(f"/admin/crm/{noun}/")


def test_nothing_opens_for_who_is_no_staff(client, db):
    NumberSeriesFactory()
    client.force_login(UserFactory(role=roles.SETUP))

    assert client.get("/admin/crm/numberseries/").status_code == 302
