"""The worker is woken for the mail queue: once for many mails, and never too early."""

import datetime

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from crm import tasks
from crm.models import OutgoingMail
from tests.factories import OutgoingMailFactory

HOUR = datetime.timedelta(hours=1)


def wake_ups():
    return DBTaskResult.objects.filter(task_path=tasks.deliver.module_path)


@pytest.mark.django_db
def test_one_wake_up_serves_all_who_queue_mails_before_it_begins():
    for _ in range(5):
        tasks.wake_delivery()

    assert wake_ups().get().status == "READY"


@pytest.mark.django_db
def test_one_that_has_begun_serves_nobody_else():
    tasks.wake_delivery()
    wake_ups().update(status="RUNNING")

    tasks.wake_delivery()

    assert sorted(wake_ups().values_list("status", flat=True)) == ["READY", "RUNNING"]


@pytest.mark.django_db
def test_one_that_is_to_begin_later_is_not_waited_for():
    tasks.deliver.using(run_after=timezone.now() + HOUR).enqueue()

    tasks.wake_delivery()

    assert wake_ups().count() == 2


@pytest.mark.django_db
def test_a_mail_that_waits_is_come_back_to_once_however_many_looked_at_it():
    OutgoingMailFactory(not_before=timezone.now() + HOUR)

    for _ in range(3):
        tasks.deliver.func()

    assert wake_ups().get().run_after == OutgoingMail.objects.get().not_before


@pytest.mark.django_db
def test_who_is_to_come_sooner_is_come_back_to_as_well():
    tasks.deliver.using(run_after=timezone.now() + 2 * HOUR).enqueue()
    mail = OutgoingMailFactory(not_before=timezone.now() + HOUR)

    tasks.deliver.func()

    assert wake_ups().count() == 2
    assert mail.not_before in set(wake_ups().values_list("run_after", flat=True))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_wake_up_that_serves_a_mail_does_not_begin_before_the_mail_is_stored():
    tasks.wake_delivery()

    with transaction.atomic():
        tasks.wake_delivery()
        while_it_is_written = ready_elsewhere()

    assert while_it_is_written == 0
    assert ready_elsewhere() == 1


def ready_elsewhere():
    """How many wake-ups a worker would find now: it passes over those that are held."""
    worker = connection.copy()
    try:
        with worker.cursor() as cursor:
            table = DBTaskResult._meta.db_table
            cursor.execute(f"SELECT id FROM {table} FOR UPDATE SKIP LOCKED")
            return len(cursor.fetchall())
    finally:
        worker.close()
