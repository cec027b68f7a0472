"""Where upper rooms say what they have to do with the entries of the log."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.http import HttpRequest

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


@dataclass(frozen=True, kw_only=True)
class BatchCard:
    """Where a batch of entries has a page: its address, "" where it has none for this user."""

    order: int
    href: Callable[[HttpRequest, Any], str]


entry_ties: Socket[EntryTie] = Socket()
batch_cards: Socket[BatchCard] = Socket()


def card_of_batch(request: HttpRequest, batch: Any) -> str:
    """The page of what was recorded with *batch*, "" where this user may open none."""
    return next(filter(None, (card.href(request, batch) for card in batch_cards)), "")
