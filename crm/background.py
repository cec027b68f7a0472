"""The one place that knows where background tasks come from: Django itself from version 6 on."""

import datetime
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q

if find_spec("django.tasks"):
    from django.tasks import task  # type: ignore[import-not-found, unused-ignore]
else:
    from django_tasks import task  # type: ignore[no-redef, unused-ignore]

__all__ = ["is_due", "is_under_way", "is_waiting", "task", "wake"]


def is_waiting(work: Any, *args: Any) -> bool:
    """Whether the task *work* with *args* is enqueued and nobody has begun it."""
    return _results(work, args).filter(status="READY").exists()


def is_under_way(work: Any, *args: Any, since: datetime.datetime) -> bool:
    """Whether *work* with *args* is enqueued, or was begun *since* then and has not ended.

    What a killed worker had begun counts as running for ever: so *since*.
    """
    alive = Q(status="READY") | Q(status="RUNNING", started_at__gt=since)
    return _results(work, args).filter(alive).exists()


def wake(work: Any) -> None:
    """Let *work*, which takes nothing, run soon: once for all who ask before it has begun.

    In the transaction of the caller. A run that waits already is held until that has ended, so it
    begins when there is what it was called for; one that has begun may have looked before.
    """
    with transaction.atomic():
        ready = _model().objects.ready().filter(_of(work, ()))
        if ready.get_locked() is None:
            work.enqueue()


def is_due(work: Any, *, by: datetime.datetime) -> bool:
    """Whether *work*, which takes nothing, is to begin *by* then."""
    found = _model().objects.filter(_of(work, ()), status="READY", run_after__lte=by)
    return found.exists() or _model().objects.ready().filter(_of(work, ())).exists()


def _results(work: Any, args: tuple) -> Any:
    return _model().objects.filter(_of(work, args))


def _of(work: Any, args: tuple) -> Q:
    return Q(task_path=work.module_path, args_kwargs__args=list(args))


def _model() -> Any:
    # Asked for by name: tasks are declared before the models are there.
    return apps.get_model("django_tasks_database", "DBTaskResult")
