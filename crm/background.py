"""The one place that knows where background tasks come from: Django itself from version 6 on."""

import datetime
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import Q

if find_spec("django.tasks"):
    from django.tasks import task  # type: ignore[import-not-found, unused-ignore]
else:
    from django_tasks import task  # type: ignore[no-redef, unused-ignore]

__all__ = ["is_under_way", "is_waiting", "task"]


def is_waiting(work: Any, *args: Any) -> bool:
    """Whether the task *work* with *args* is enqueued and nobody has begun it."""
    return _results(work, args).filter(status="READY").exists()


def is_under_way(work: Any, *args: Any, since: datetime.datetime) -> bool:
    """Whether *work* with *args* is enqueued, or was begun *since* then and has not ended.

    What a killed worker had begun counts as running for ever: so *since*.
    """
    alive = Q(status="READY") | Q(status="RUNNING", started_at__gt=since)
    return _results(work, args).filter(alive).exists()


def _results(work: Any, args: tuple) -> Any:
    # Asked for by name: tasks are declared before the models are there.
    results = apps.get_model("django_tasks_database", "DBTaskResult").objects
    return results.filter(task_path=work.module_path, args_kwargs__args=list(args))
