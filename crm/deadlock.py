"""Two deeds that change the same rows in different orders: PostgreSQL ends one, it begins again."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, transaction

Params = ParamSpec("Params")
Result = TypeVar("Result")

DEADLOCK_DETECTED = "40P01"
ATTEMPTS = 5


def outlives_deadlock(deed: Callable[Params, Result]) -> Callable[Params, Result]:
    """Make *deed*, one whole transaction, begin again when it lost a deadlock.

    Nothing of the lost attempt remains, so the repetition is the deed. Inside a transaction of
    the caller the exception passes: only who began it can begin it again.
    """

    @wraps(deed)
    def outliving(*args: Params.args, **kwargs: Params.kwargs) -> Result:
        for _attempt in range(ATTEMPTS - 1):
            try:
                return deed(*args, **kwargs)
            except OperationalError as error:
                if not _is_deadlock(error) or transaction.get_connection().in_atomic_block:
                    raise
        return deed(*args, **kwargs)

    return outliving


def _is_deadlock(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", "") == DEADLOCK_DETECTED
