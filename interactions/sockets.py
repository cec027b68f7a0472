"""Where upper rooms say what becomes of their rows when a log entry is deleted."""

from dataclasses import dataclass
from enum import Enum

from crm.sockets import Socket


class Fate(Enum):
    """What becomes of a row that refers to a deleted entry."""

    DELETED = "it is part of the entry and goes with it"
    BLANKED = "it stays and refers to nothing"


@dataclass(frozen=True, kw_only=True)
class EntryTie:
    """The decision about one relation to a log entry, named "app.Model.field".

    Each relation has one (a test looks for those without); ties are followed by `order`, so that
    a row goes before what it refers to itself.
    """

    order: int
    relation: str
    fate: Fate


entry_ties: Socket[EntryTie] = Socket()
