"""Rows by their keys where these are known already."""

from collections.abc import Collection

from django.db.models import BooleanField, F, Func, Q


def among(name: str, keys: Collection[int]) -> Func | Q:
    """The condition that the key in the field *name* is one of *keys*.

    They stand in the statement as they are. As parameters of `__in` each is prepared, bound and
    checked for itself: for two hundred keys that took as long as finding their rows, twice.
    """
    if not keys:
        return Q(pk__in=())
    return Func(
        F(name),
        template="%(expressions)s IN (%(keys)s)",
        keys=", ".join(str(int(key)) for key in keys),
        output_field=BooleanField(),
    )
