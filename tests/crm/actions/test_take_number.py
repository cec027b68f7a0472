"""Numbers: never twice, without gaps, and said in words where there is none."""

import datetime
from unittest import mock

import pytest
from django.db import transaction

from crm.actions import take_number as verb
from crm.actions.take_number import (
    NumberNotAllowed,
    NumberTaken,
    SeriesExhausted,
    SeriesMissing,
    take_number,
)
from crm.models import Contact, NumberSeries, NumberSeriesLine
from tests.factories import NumberSeriesLineFactory, PersonFactory
from tests.races import Run

DAY = datetime.date(2026, 11, 3)


class TakenBack(Exception):
    """The deed that took a number is rolled back."""


@pytest.fixture
def line(db):
    """A line that gives CT00001 first."""
    return NumberSeriesLineFactory()


def make_manual(line, **fields):
    series = line.series
    series.manual_numbers = True
    for name, value in fields.items():
        setattr(series, name, value)
    series.save()
    return series


def test_numbers_follow_one_another(line):
    first, second = (take_number(series=line.series, on=DAY) for _ in range(2))

    assert (first, second) == ("CT00001", "CT00002")


def test_increment_and_width_are_those_of_the_line(db):
    line = NumberSeriesLineFactory(prefix="K-", width=3, increment=10, last_used=980)

    numbers = [take_number(series=line.series, on=DAY) for _ in range(2)]

    assert numbers == ["K-990", "K-1000"]


def test_line_in_force_is_the_latest_that_has_started(line):
    NumberSeriesLineFactory(series=line.series, starts_on=DAY, prefix="NEW")
    NumberSeriesLineFactory(
        series=line.series, starts_on=DAY + datetime.timedelta(days=1), prefix="LATER"
    )

    assert take_number(series=line.series, on=DAY) == "NEW00001"
    assert take_number(series=line.series, on=DAY - datetime.timedelta(days=1)) == "CT00001"


def test_rollback_gives_the_number_back(line):
    take_and_roll_back(line.series_id)

    assert take_number(series=line.series, on=DAY) == "CT00001"


def test_number_in_use_is_passed_over(line):
    PersonFactory(number="CT00001")

    assert take_number(series=line.series, on=DAY, among=Contact.objects.all()) == "CT00002"


def test_series_far_behind_the_numbers_in_use_is_said(line, monkeypatch):
    monkeypatch.setattr("crm.actions.take_number.MOST_PASSED_OVER", 2)
    PersonFactory(number="CT00001")
    PersonFactory(number="CT00002")

    with pytest.raises(NumberTaken, match="CT00002"):
        take_number(series=line.series, on=DAY, among=Contact.objects.all())

    line.refresh_from_db()
    assert line.last_used == 0


def test_missing_series_is_a_sentence(db):
    with pytest.raises(SeriesMissing, match="No number series is set") as refusal:
        take_number(series=None, on=DAY)

    assert refusal.value.field == "number"


def test_series_that_has_not_started_is_a_sentence(line):
    with pytest.raises(SeriesMissing, match=line.series.code):
        take_number(series=line.series, on=datetime.date(2025, 12, 31))


def test_series_without_default_numbers_asks_for_a_typed_one(line):
    series = make_manual(line, default_numbers=False)

    with pytest.raises(SeriesMissing, match="type one"):
        take_number(series=series, on=DAY)


def test_exhausted_series_is_a_sentence_and_stays_at_its_end(db):
    line = NumberSeriesLineFactory(last_used=8, last_allowed=9)
    take_number(series=line.series, on=DAY)

    with pytest.raises(SeriesExhausted, match="CT00009"):
        take_number(series=line.series, on=DAY)

    line.refresh_from_db()
    assert line.last_used == 9


def test_increment_that_would_pass_the_end_is_exhausted(db):
    line = NumberSeriesLineFactory(last_used=8, last_allowed=9, increment=2)

    with pytest.raises(SeriesExhausted):
        take_number(series=line.series, on=DAY)


def test_series_at_the_largest_number_a_database_counts_to_is_exhausted(db):
    line = NumberSeriesLineFactory(prefix="", width=12, last_used=2**63 - 1)

    with pytest.raises(SeriesExhausted):
        take_number(series=line.series, on=DAY)


@pytest.mark.parametrize(("last_used", "warned"), [(7, False), (8, True)])
def test_warning_is_given_once_the_warning_number_is_reached(db, last_used, warned):
    line = NumberSeriesLineFactory(last_used=last_used, warn_at=8)

    assert bool(line.series.warning_on(DAY)) is warned


def test_any_typed_number_is_admitted_without_a_series(db):
    assert take_number(series=None, on=DAY, typed="K 12/3") == "K 12/3"


def test_typed_number_needs_manual_numbers(line):
    with pytest.raises(NumberNotAllowed, match="admits no typed number"):
        take_number(series=line.series, on=DAY, typed="K1")


def test_typed_number_in_another_form_leaves_the_series_alone(line):
    series = make_manual(line)

    assert take_number(series=series, on=DAY, typed="K1") == "K1"
    assert take_number(series=series, on=DAY) == "CT00001"


def test_typed_next_number_advances_the_series(line):
    series = make_manual(line)

    assert take_number(series=series, on=DAY, typed="ct00001") == "CT00001"
    assert take_number(series=series, on=DAY) == "CT00002"


@pytest.mark.parametrize("typed", ["CT00005", "CT00007", "CT00003"])
def test_typed_number_of_the_series_other_than_the_next_is_refused(db, typed):
    line = NumberSeriesLineFactory(last_used=5)
    series = make_manual(line)

    with pytest.raises(NumberNotAllowed, match="CT00006"):
        take_number(series=series, on=DAY, typed=typed)


def test_typed_number_skips_ahead_where_gaps_are_allowed(line):
    series = make_manual(line, allow_gaps=True)

    assert take_number(series=series, on=DAY, typed="CT00020") == "CT00020"
    assert take_number(series=series, on=DAY) == "CT00021"


def test_gaps_never_lead_back(db):
    line = NumberSeriesLineFactory(last_used=5)
    series = make_manual(line, allow_gaps=True)

    with pytest.raises(NumberNotAllowed):
        take_number(series=series, on=DAY, typed="CT00005")


def test_typed_number_beyond_the_end_is_refused(db):
    line = NumberSeriesLineFactory(last_allowed=9)
    series = make_manual(line, allow_gaps=True)

    with pytest.raises(SeriesExhausted):
        take_number(series=series, on=DAY, typed="CT00010")


def test_typed_number_of_a_line_that_is_not_in_force_is_refused(line):
    NumberSeriesLineFactory(series=line.series, starts_on=datetime.date(2027, 1, 1), prefix="CT27-")
    series = make_manual(line, allow_gaps=True)

    with pytest.raises(NumberNotAllowed, match="not in force"):
        take_number(series=series, on=DAY, typed="CT27-00004")


@pytest.mark.parametrize("manual", [True, False])
def test_typed_number_in_use_is_refused_and_the_series_stays(line, manual):
    PersonFactory(number="CT00001")
    series = make_manual(line) if manual else None

    with pytest.raises(NumberTaken, match="CT00001"):
        take_number(series=series, on=DAY, typed="CT00001", among=Contact.objects.all())

    line.refresh_from_db()
    assert line.last_used == 0


def take(series_pk):
    return take_number(series=NumberSeries.objects.get(pk=series_pk), on=DAY)


def take_and_roll_back(series_pk):
    try:
        with transaction.atomic():
            take(series_pk)
            raise TakenBack
    except TakenBack:
        return


def take_unguarded(series_pk):
    with mock.patch.object(verb, "_advance", advance_unguarded):
        return take(series_pk)


def advance_unguarded(line):
    return NumberSeriesLine.objects.filter(pk=line.pk).update(
        last_used=line.last_used + line.increment
    )


def numbers_given(racers, rounds, *rivals):
    """Race *rivals* for one series; answer the line and all numbers that were given and kept."""
    line = NumberSeriesLineFactory()
    outcomes = [
        outcome
        for _ in range(rounds)
        for outcome in racers.race(*(Run(rival, line.series_id) for rival in rivals))
    ]
    line.refresh_from_db()
    return line, [outcome.value for outcome in outcomes if outcome.value]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_processes_never_get_the_same_number_and_rollbacks_leave_no_gap(racers, race_rounds):
    line, given = numbers_given(racers, race_rounds, take, take_and_roll_back, take)

    assert sorted(given) == [f"CT{value:05d}" for value in range(1, 2 * race_rounds + 1)]
    assert line.last_used == 2 * race_rounds


@pytest.mark.race
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_guard_processes_get_the_same_number(racers, race_rounds):
    """The negative control; SQLite's single writer would hide it."""
    _line, given = numbers_given(racers, race_rounds, take_unguarded, take_unguarded)

    assert len(set(given)) < len(given)
