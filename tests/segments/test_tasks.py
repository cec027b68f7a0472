"""A long logging in the background: handed over, gone on with, taken up after a kill."""

import datetime
from unittest import mock

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from interactions.models import InteractionBatch, InteractionLogEntry
from segments import tasks
from segments.actions.log_segment import log_segment
from segments.actions.logging_steps import run_step
from segments.actions.take_back import take_back_logging
from segments.models import Segment
from segments.tasks import go_on_logging, take_up_loggings
from tests.factories import NOW
from tests.races import start_command
from tests.segments.logged import segment_with_lines

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _long_way(monkeypatch):
    """Let every segment go in steps of two lines, as if it were long."""
    monkeypatch.setattr("segments.actions.log_segment.ONE_STEP", {"sqlite": 0, "postgresql": 0})
    monkeypatch.setattr("segments.actions.logging_steps.WIDTH", {"sqlite": 2, "postgresql": 2})


@pytest.fixture
def segment(marketer):
    return segment_with_lines(5, salesperson=marketer.own_salesperson)


@pytest.fixture
def batch(segment, marketer):
    """A logging of which the first step is done, and nobody is at it."""
    batch = log_segment(segment=segment, by=marketer, now=NOW)
    run_step(batch=batch, now=NOW, size=2)
    return batch


def waiting():
    return [result.args_kwargs["args"] for result in DBTaskResult.objects.filter(status="READY")]


def test_ok_hands_a_long_segment_to_the_worker(visitor, segment):
    answer = visitor.post(reverse("segment_log", args=[segment.pk]), {})

    segment.refresh_from_db()
    assert answer.url == reverse("segment_progress", args=[segment.pk])
    assert waiting() == [[segment.batch_id]]


def test_nothing_is_handed_over_where_logging_is_refused(visitor, segment):
    down = mock.patch("segments.views.logging.hand_to_worker", side_effect=OperationalError)
    with down, pytest.raises(OperationalError):
        visitor.post(reverse("segment_log", args=[segment.pk]), {})

    segment.refresh_from_db()
    assert segment.is_open


def test_a_piece_leaves_the_rest_for_later(batch, monkeypatch):
    monkeypatch.setattr(tasks, "PIECE", -1)

    go_on_logging.call(batch.pk)

    assert waiting() == [[batch.pk]]


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_starts_takes_up_what_a_killed_one_left(batch):
    killed = go_on_logging.enqueue(batch.pk)
    DBTaskResult.objects.filter(pk=killed.id).update(status="RUNNING")

    worker = start_command("db_worker", "--batch", "--no-startup-delay", "--no-reload")
    worker.communicate(timeout=60)

    batch.refresh_from_db()
    assert batch.finished_at is not None
    assert InteractionLogEntry.objects.count() == 5


def test_taking_up_twice_hands_over_once(batch):
    take_up_loggings()
    take_up_loggings()

    assert waiting() == [[batch.pk]]


def test_what_was_taken_back_is_not_taken_up(batch, segment, marketer):
    segment.refresh_from_db()
    take_back_logging(segment=segment, by=marketer, now=NOW)

    take_up_loggings()

    assert waiting() == []


def test_a_database_that_refuses_is_tried_again_later(batch):
    full = mock.patch.object(tasks, "run_steps", side_effect=OperationalError("disk full"))
    with full, pytest.raises(OperationalError):
        go_on_logging.call(batch.pk)

    [later] = DBTaskResult.objects.all()
    assert later.args_kwargs["args"] == [batch.pk]
    assert later.run_after > timezone.now()


# What people see of it.


def shown(visitor, segment):
    return visitor.get(reverse("segment_progress", args=[segment.pk])).content.decode()


def test_the_page_tells_what_is_done_and_how_fast(visitor, segment, batch):
    now = timezone.now()
    InteractionBatch.objects.update(started_at=now - datetime.timedelta(seconds=1))
    go_on_logging.enqueue(batch.pk)

    page = shown(visitor, segment)

    assert "Logging: 2 of 5, about 1\u00a0min left" in page
    assert "Interactions a second: " in page
    assert "Go on" not in page


def test_a_logging_that_nobody_works_on_can_be_gone_on_with(visitor, segment, batch):
    page = shown(visitor, segment)
    visitor.post(reverse("segment_continuation", args=[segment.pk]))

    assert "Nobody works on this at the moment." in page
    assert waiting() == [[batch.pk]]


def test_a_task_of_a_killed_worker_counts_as_nobody(visitor, segment, batch):
    killed = go_on_logging.enqueue(batch.pk)
    an_hour_ago = timezone.now() - datetime.timedelta(hours=1)
    DBTaskResult.objects.filter(pk=killed.id).update(status="RUNNING", started_at=an_hour_ago)

    assert "Nobody works on this at the moment." in shown(visitor, segment)


@pytest.mark.parametrize("page", ["home", "segment_list"])
def test_a_logging_is_found_again(visitor, segment, batch, page):
    assert (
        reverse("segment_progress", args=[segment.pk])
        in visitor.get(reverse(page)).content.decode()
    )


def test_a_finished_one_leads_to_the_logged_segment(visitor, segment, batch):
    go_on_logging.call(batch.pk)

    answer = visitor.get(
        reverse("segment_progress", args=[segment.pk]), headers={"HX-Request": "true"}
    )

    assert answer.headers["HX-Redirect"] == reverse("logged_segment", args=[segment.pk])


def test_taking_back_makes_it_active_again(visitor, segment, batch):
    answer = visitor.post(reverse("segment_take_back", args=[segment.pk]), follow=True)

    assert f"Segment {segment.number} is active again." in answer.content.decode()
    assert Segment.objects.get().is_open


def test_today_is_one_click_away(visitor, segment):
    page = visitor.get(reverse("segment_log", args=[segment.pk])).content.decode()

    visitor.post(reverse("segment_today", args=[segment.pk]))

    segment.refresh_from_db()
    assert reverse("segment_today", args=[segment.pk]) in page
    assert segment.date == timezone.localdate()
