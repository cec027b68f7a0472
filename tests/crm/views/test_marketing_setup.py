"""The Marketing Setup as a page."""

import re

import pytest

from crm import roles
from crm.models import MarketingSetup
from tests.factories import (
    MarketingSetupFactory,
    NumberSeriesFactory,
    NumberSeriesLineFactory,
    SalespersonFactory,
    UserFactory,
)

DATA = {"currency": "EUR", "neglected_after_days": "30", "default_vat_rate": "21"}


@pytest.fixture
def administrator(client, db):
    user = UserFactory(role=roles.SETUP, is_staff=True)
    client.force_login(user)
    return user


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_page_shows_what_is_set_and_how_far_the_series_are(client, administrator):
    setup = MarketingSetupFactory(
        company_name="Severka", default_country="CZ", default_salesperson=SalespersonFactory()
    )
    setup.contact_series.lines.update(last_used=7)
    NumberSeriesLineFactory(last_used=8, warn_at=8, prefix="SM")
    NumberSeriesFactory(code="LATER")

    page = text_of(client.get("/setup/marketing/"))

    for shown in (
        "Severka",
        "Czechia",
        setup.default_salesperson.name,
        "CT00007",
        "nears its end: SM00008 was used.",
        "not started",
        'href="/setup/marketing/edit/"',
        'href="/admin/crm/numberseries/"',
    ):
        assert shown in page


def test_page_opens_before_anything_is_set(client, administrator):
    page = text_of(client.get("/setup/marketing/"))

    assert "No number series is set." in page
    assert "CZK" in page


@pytest.mark.parametrize("role", [roles.MARKETING, roles.AUDITOR])
def test_readers_read(client, db, role):
    client.force_login(UserFactory(role=role))

    page = client.get("/setup/marketing/")
    refused = client.get("/setup/marketing/edit/")

    assert page.status_code == 200
    assert "/setup/marketing/edit/" not in text_of(page)
    assert refused.status_code == 403
    assert "Change the Marketing Setup" in text_of(refused)


@pytest.mark.parametrize("series", [1, 3])
def test_queries_of_the_page_do_not_grow(client, administrator, series, django_assert_num_queries):
    for _ in range(series):
        NumberSeriesLineFactory()
    client.get("/setup/marketing/")

    # Session, user, rights, the set-up, the series, their lines.
    with django_assert_num_queries(7):
        client.get("/setup/marketing/")


def test_set_up_is_changed_with_history(client, administrator):
    series = NumberSeriesFactory()

    response = client.post(
        "/setup/marketing/edit/", DATA | {"contact_series": series.pk}, follow=True
    )

    setup = MarketingSetup.objects.get()
    assert (setup.pk, setup.currency, setup.contact_series) == (1, "EUR", series)
    assert setup.inherit_address is False
    assert setup.history.get().history_user == administrator
    assert "Marketing Setup saved." in text_of(response)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("currency", "koruna"),
        ("currency", ""),
        ("neglected_after_days", "0"),
        ("neglected_after_days", "9" * 30),
        ("neglected_after_days", "NaN"),
        ("contact_series", "999999"),
        ("default_salesperson", "999999"),
        ("company_name", "x\x00"),
    ],
)
def test_nonsense_is_told_and_changes_nothing(client, administrator, field, typed):
    page = client.post("/setup/marketing/edit/", DATA | {field: typed})

    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert not MarketingSetup.objects.exists()


@pytest.mark.parametrize(("rate", "shown"), [("12.50", "12,5"), ("0.00", "0")])
def test_a_rate_reads_as_it_would_be_typed(client, administrator, rate, shown):
    MarketingSetupFactory(default_vat_rate=rate)
    czech = {"Accept-Language": "cs"}

    page = client.get("/setup/marketing/", headers=czech).content.decode()
    form = client.get("/setup/marketing/edit/", headers=czech).content.decode()

    assert f"<dd>{shown}</dd>" in page
    assert f'name="default_vat_rate" value="{shown}"' in form
