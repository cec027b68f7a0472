"""Who may do what, in three widths: own, team, all.

A verb that reaches over rows has up to three permissions, `<verb>_own`, `<verb>_team` and
`<verb>_all`; the widest one a user holds is his reach. What he *sees* is asked the same way
with `crm.see_team` and `crm.see_all`.
"""

from enum import IntEnum
from typing import Any

from django.core.exceptions import PermissionDenied


class Reach(IntEnum):
    """How far a right goes; wider compares greater, and `NONE` is false."""

    NONE = 0
    OWN = 1
    TEAM = 2
    ALL = 3


def reach_of(user: Any, verb: str) -> Reach:
    """The widest permission *user* holds for *verb*, for example `interactions.cancel`."""
    for reach in (Reach.ALL, Reach.TEAM, Reach.OWN):
        if user.has_perm(f"{verb}_{reach.name.lower()}"):
            return reach
    return Reach.NONE


class MissingRight(PermissionDenied):
    """A page or an action was refused; *right* is its name in the words of the user."""

    def __init__(self, right: str):
        super().__init__(str(right))
        self.right = right


def require(condition: Any, right: str) -> None:
    """Raise `MissingRight(right)` unless *condition* holds. Call it before the first write."""
    if not condition:
        raise MissingRight(right)
