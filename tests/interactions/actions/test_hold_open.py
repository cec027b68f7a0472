"""The mark of an open form: made at once, taken back by the form that made it."""

import datetime

import pytest

from interactions.actions.hold_open import hold_open, let_go
from interactions.models.postponed_interaction import OPEN_FOR
from interactions.postponing import waiting_for
from tests.factories import NOW, PostponedInteractionFactory, seller

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def row():
    return PostponedInteractionFactory()


def hold(row, now=NOW, by=None):
    return hold_open(form_key=row.form_key, by=by or row.owner, now=now)


def is_open(row, now):
    row.refresh_from_db()
    return row.is_open(now)


def test_an_open_form_is_marked_and_goes_on_without_a_new_version(row):
    assert hold(row)

    assert is_open(row, NOW)
    assert row.version == 1


def test_the_mark_goes_by_itself(row):
    hold(row)

    assert not is_open(row, NOW + OPEN_FOR)


def test_a_form_that_is_left_takes_its_mark_away(row):
    hold(row)

    assert let_go(form_key=row.form_key, by=row.owner, opened_at=NOW)
    assert not is_open(row, NOW)


def test_a_form_that_is_left_leaves_the_mark_of_another_tab(row):
    hold(row)
    hold(row, NOW + MINUTE)

    assert not let_go(form_key=row.form_key, by=row.owner, opened_at=NOW)
    assert is_open(row, NOW + MINUTE)


def test_who_does_not_see_it_marks_nothing(row):
    assert not hold(row, by=seller())
    assert not is_open(row, NOW)


def test_what_is_open_is_not_counted_in_the_menu(row, time_machine):
    time_machine.move_to(NOW, tick=False)
    hold(row)

    assert not waiting_for(row.owner).exists()
