"""Working days, and days to come as people type them."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from crm.forms.due_day import DueDayField, next_monday, picks, working_day_after

TUESDAY = datetime.date(2026, 11, 24)
FRIDAY = datetime.date(2026, 11, 27)
SATURDAY = datetime.date(2026, 11, 28)
MONDAY = datetime.date(2026, 11, 30)


def field(today=TUESDAY, **kwargs):
    field = DueDayField(**kwargs)
    field.today = today
    return field


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (TUESDAY, 0, TUESDAY),
        (TUESDAY, 1, datetime.date(2026, 11, 25)),
        (FRIDAY, 1, MONDAY),
        (FRIDAY, 5, datetime.date(2026, 12, 4)),
        (SATURDAY, 0, SATURDAY),
        (SATURDAY, 1, MONDAY),
        (SATURDAY + datetime.timedelta(days=1), 1, MONDAY),
        (TUESDAY, 4, MONDAY),
    ],
)
def test_working_days_leave_out_the_weekend(day, number, expected):
    assert working_day_after(day, number) == expected


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)), st.integers(1, 400))
def test_so_many_working_days_lie_between(day, number):
    due = working_day_after(day, number)

    passed = [day + datetime.timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert sum(each.weekday() < 5 for each in passed) == number
    assert due.weekday() < 5


@pytest.mark.parametrize("day", [MONDAY, FRIDAY, SATURDAY])
def test_next_week_begins_on_monday(day):
    assert next_monday(day).weekday() == 0
    assert 1 <= (next_monday(day) - day).days <= 7


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+2", datetime.date(2026, 11, 26)),
        ("+ 4", MONDAY),
        ("tomorrow", datetime.date(2026, 11, 25)),
        ("příští týden", MONDAY),
        ("30.11.", MONDAY),
        ("today", TUESDAY),
        ("", None),
    ],
)
def test_days_to_come_are_understood(text, expected):
    assert field(required=False).clean(text) == expected


@pytest.mark.parametrize("text", ["yesterday", "1.11.", "+x", "someday"])
def test_a_day_that_is_over_or_none_is_refused(text):
    with pytest.raises(ValidationError):
        field().clean(text)


def test_what_is_picked_is_understood():
    assert [field().clean(typed) for _label, typed in picks(TUESDAY)] == [
        datetime.date(2026, 11, 25),
        datetime.date(2026, 11, 26),
        datetime.date(2026, 12, 1),
        MONDAY,
    ]
