"""Values as people say them, in both languages."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from crm.ui.reading import Reading

NOW = datetime.datetime(2026, 11, 3, 14, 5, tzinfo=datetime.UTC)


def reading(language: str = "en") -> Reading:
    with translation.override(language):
        return Reading(user=None, now=NOW, currency="CZK")


def day(offset: int) -> datetime.date:
    return datetime.date(2026, 11, 3) + datetime.timedelta(days=offset)


@pytest.mark.parametrize(
    ("offset", "said"), [(0, "today"), (-1, "yesterday"), (1, "tomorrow"), (-3, "31\u00a0Oct")]
)
def test_a_near_day_is_said_in_a_word(offset, said):
    assert reading().day(day(offset)) == said


def test_a_day_of_another_year_names_the_year():
    assert reading().day(datetime.date(2025, 2, 1)) == "1\u00a0Feb\u00a02025"


def test_a_moment_is_said_in_the_zone_of_the_reader():
    with timezone.override("Europe/Prague"):
        assert reading().moment(NOW) == "today\u00a015:05"


def test_today_is_the_day_where_the_reader_is():
    late = NOW.replace(hour=23, minute=30)

    with timezone.override("Europe/Prague"):
        assert Reading(user=None, now=late, currency="CZK").today == day(1)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "1,234.50\u00a0CZK"), ("cs", "1\u00a0234,50\u00a0Kč")]
)
def test_an_amount_is_said_in_the_local_currency(language, said):
    assert reading(language).money(Decimal("1234.5")) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0\u00a0min"), (15, "15\u00a0min"), (60, "1\u00a0h"), (75, "1\u00a0h\u00a015\u00a0min")],
)
def test_a_duration_is_said_in_hours_and_minutes(minutes, said):
    assert reading().minutes(minutes) == said


def test_nothing_is_said_as_nothing():
    said = reading()

    assert [said.day(None), said.moment(None), said.money(None), said.minutes(None)] == [""] * 4


def test_czech_dates_have_points():
    with translation.override("cs"):
        assert reading("cs").day(datetime.date(2025, 11, 3)) == "3.\u00a011.\u00a02025"
