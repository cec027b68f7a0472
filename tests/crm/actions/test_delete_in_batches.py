"""How large batches are, and how they follow the time that others have to wait for them."""

import pytest

from crm.actions.delete_in_batches import in_batches
from crm.actions.pace import FEWEST, Pace
from crm.models import Contact
from tests.factories import PersonFactory


def after(pace: Pace, *batches: float) -> int:
    """The size of the batch that follows batches of so many seconds."""
    for seconds in batches:
        pace.rest_after(seconds, stop=lambda: True)
    return pace.size


def test_batches_begin_small_where_others_must_not_wait_long():
    pace = Pace(rows=1_000, longest=0.03)

    assert pace.size == FEWEST


def test_batch_that_was_quicker_than_allowed_is_followed_by_a_larger_one():
    pace = Pace(rows=1_000, longest=0.03)

    assert after(pace, 0.02) == FEWEST * 3 // 2


def test_batch_that_was_very_quick_is_followed_by_one_twice_as_large():
    pace = Pace(rows=1_000, longest=0.03)

    assert after(pace, 0.0001) == 2 * FEWEST


def test_batch_that_took_too_long_is_followed_by_a_smaller_one():
    pace = Pace(rows=1_000, longest=0.03)

    assert after(pace, 0.015, 0.015, 0.12) == FEWEST


def test_batches_stay_within_what_is_wanted_at_most():
    pace = Pace(rows=250, longest=0.03)

    assert after(pace, 0.001, 0.001, 0.001) == 250


def test_batches_keep_their_size_where_nobody_asked_how_long_they_hold():
    pace = Pace(rows=20, rest=0)

    assert after(pace, 0.001, 5) == 20


@pytest.mark.django_db
def test_each_batch_has_as_many_keys_as_are_wanted_by_then():
    keys = sorted(person.pk for person in PersonFactory.create_batch(5))
    pace = Pace(rows=2, rest=0)
    batches = in_batches(Contact.objects.all(), pace)

    first = next(batches)
    pace.size = 3

    assert [first, *batches] == [keys[:2], keys[2:]]
