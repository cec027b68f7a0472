"""A deed that lost a deadlock begins again; inside a transaction of the caller it cannot."""

import time

import pytest
from django.db import OperationalError, transaction
from django.db.models import F

from crm.deadlock import outlives_deadlock
from crm.models import AuditRecord
from tests.factories import NOW
from tests.races import RivalFailed, Run


class AsTheDriverTellsIt(Exception):
    def __init__(self, sqlstate):
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def failure(sqlstate):
    error = OperationalError("it was not to be")
    error.__cause__ = AsTheDriverTellsIt(sqlstate)
    return error


def deed_that_fails(*sqlstates):
    """A deed that fails so often, then succeeds."""
    failures = [failure(sqlstate) for sqlstate in sqlstates]

    @outlives_deadlock
    def deed():
        if failures:
            raise failures.pop()
        return "done"

    return deed


@pytest.mark.django_db(transaction=True)
def test_deed_that_lost_begins_again():
    assert deed_that_fails("40P01", "40P01")() == "done"


@pytest.mark.django_db(transaction=True)
def test_deed_that_loses_always_gives_up():
    with pytest.raises(OperationalError):
        deed_that_fails(*["40P01"] * 50)()


@pytest.mark.django_db(transaction=True)
def test_other_failure_passes():
    with pytest.raises(OperationalError):
        deed_that_fails("55P03")()


@pytest.mark.django_db
def test_inside_a_transaction_of_the_caller_the_failure_passes():
    with pytest.raises(OperationalError):
        deed_that_fails("40P01")()


def count_in_order(*pks):
    """Change rows one after the other, slowly enough that a rival meets us in between."""
    with transaction.atomic():
        for pk in pks:
            AuditRecord.objects.filter(pk=pk).update(count=F("count") + 1)
            time.sleep(0.2)


def count_and_outlive(*pks):
    return outlives_deadlock(count_in_order)(*pks)


@pytest.fixture
def rows():
    return [AuditRecord.objects.create(deed="purge_entries", at=NOW) for _ in range(2)]


@pytest.mark.race
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_both_of_two_who_embrace_get_done(racers, rows):
    first, second = (row.pk for row in rows)

    racers.race(Run(count_and_outlive, first, second), Run(count_and_outlive, second, first))

    assert set(AuditRecord.objects.values_list("count", flat=True)) == {2}


@pytest.mark.race
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_without_the_second_attempt_one_fails(racers, rows):
    first, second = (row.pk for row in rows)

    with pytest.raises(RivalFailed, match="deadlock detected"):
        racers.race(Run(count_in_order, first, second), Run(count_in_order, second, first))
