"""The one place that knows where background tasks come from: Django itself from version 6 on."""

from importlib.util import find_spec

if find_spec("django.tasks"):
    from django.tasks import task  # type: ignore[import-not-found, unused-ignore]
else:
    from django_tasks import task  # type: ignore[no-redef, unused-ignore]

__all__ = ["task"]
