import datetime
import zoneinfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from crm.forms.dates import TypedDayField, moment_of, parse_day, parse_time, typed_day

TODAY = datetime.date(2026, 11, 3)
PRAGUE = zoneinfo.ZoneInfo("Europe/Prague")


def day(year, month, day):
    return datetime.date(year, month, day)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("today", TODAY),
        ("Dnes", TODAY),
        (" dneska ", TODAY),
        ("yesterday", day(2026, 11, 2)),
        ("včera", day(2026, 11, 2)),
        ("VČERA", day(2026, 11, 2)),
        ("předevčírem", day(2026, 11, 1)),
        ("zítra", day(2026, 11, 4)),
        ("3.11.", TODAY),
        ("3.11", TODAY),
        ("3. 11.", TODAY),
        ("3. 11. 2026", TODAY),
        ("03.11.2026", TODAY),
        ("3.11.26", TODAY),
        ("3.11 2026", TODAY),
        ("2026-11-03", TODAY),
        ("2026-1-3", day(2026, 1, 3)),
        ("3 Nov", TODAY),
        ("3 November 2026", TODAY),
        ("3. listopadu 2026", TODAY),
        ("3. ledna", day(2027, 1, 3)),
        ("12. červenec 2025", day(2025, 7, 12)),
        ("29.2.2028", day(2028, 2, 29)),
    ],
)
def test_day_is_understood(text, meant):
    assert parse_day(text, TODAY) == meant


@given(st.dates(day(1900, 1, 1), day(2199, 12, 31)), st.sampled_from(["en", "cs"]))
def test_what_is_shown_can_be_typed_again(shown, language):
    with translation.override(language):
        assert parse_day(typed_day(shown), TODAY) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(day(2026, 11, 3), "3. 11. 2026"), ("3.11.", "3.11."), (None, None)],
)
def test_stored_day_stands_as_it_would_be_typed(value, shown):
    with translation.override("cs"):
        assert TypedDayField().prepare_value(value) == shown


@pytest.mark.parametrize(
    ("text", "today", "meant"),
    [
        ("30.12.", day(2027, 1, 2), day(2026, 12, 30)),
        ("2.1.", day(2026, 12, 30), day(2027, 1, 2)),
        ("25.11.", day(2026, 11, 20), day(2026, 11, 25)),
        ("29.2.", day(2027, 12, 1), day(2028, 2, 29)),
    ],
)
def test_day_without_a_year_is_the_nearest_one(text, today, meant):
    assert parse_day(text, today) == meant


@pytest.mark.parametrize(
    "text",
    ["", "soon", "3", "3/11/2026", "11/3/2026", "31.11.2026", "0.1.2026", "1.13.2026", "3.11.026",
     "3 foo", "2026-11", "3.112026", "2026-11-03T10:00", "1.1.10000", "--", "٣"],
)  # fmt: skip
def test_what_is_no_day_is_none(text):
    assert parse_day(text, TODAY) is None


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_days_and_times(text):
    assert isinstance(parse_day(text, TODAY), (datetime.date, type(None)))
    assert isinstance(parse_time(text), (datetime.time, type(None)))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("14:05", datetime.time(14, 5)),
        ("14.05", datetime.time(14, 5)),
        ("1405", datetime.time(14, 5)),
        ("905", datetime.time(9, 5)),
        ("14 05", datetime.time(14, 5)),
        ("14h05", datetime.time(14, 5)),
        ("9", datetime.time(9)),
        ("2:05 PM", datetime.time(14, 5)),
        ("12 am", datetime.time(0)),
        ("0:00", datetime.time(0)),
        ("24:00", None),
        ("14:60", None),
        ("13 pm", None),
        ("14:5", None),
        ("noon", None),
        ("", None),
    ],
)
def test_time_is_understood(text, meant):
    assert parse_time(text) == meant


@pytest.mark.parametrize(
    ("local", "moment", "shifted"),
    [
        ("2026-11-03 14:05", "2026-11-03 13:05", False),
        # Clocks went from 2:00 to 3:00.
        ("2026-03-29 02:30", "2026-03-29 01:30", True),
        ("2026-03-29 03:30", "2026-03-29 01:30", False),
        # Clocks went from 3:00 back to 2:00: the first of the two.
        ("2026-10-25 02:30", "2026-10-25 00:30", False),
    ],
)
def test_moment_on_the_clocks_of_prague(local, moment, shifted):
    typed = datetime.datetime.fromisoformat(local)

    found = moment_of(typed.date(), typed.time(), PRAGUE)

    assert found == (datetime.datetime.fromisoformat(f"{moment}+00:00"), shifted)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("soon", "Write the date as 3.11., 3.11.2026, 2026-11-03, today or yesterday."),
        ("1.1.1899", "The year lies between 1900 and 2199."),
        ("1.1.2200", "The year lies between 1900 and 2199."),
        ("", "This field is required."),
    ],
)
def test_field_says_what_to_type(typed, sentence):
    field = TypedDayField()
    field.today = TODAY

    with pytest.raises(ValidationError) as error:
        field.clean(typed)

    assert error.value.messages == [sentence]
