"""Where upper rooms plug in what the ground floor shows without knowing it.

Each room plugs in from `plugs.py`, imported by its `AppConfig.ready()`. A socket keeps its
plugs sorted by `order`, so that what people see does not depend on the order of imports.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.http import HttpRequest

Plug = TypeVar("Plug")


class Socket(Generic[Plug]):
    """A sorted list of plugs of one kind."""

    def __init__(self) -> None:
        self._plugs: list[Plug] = []

    def plug(self, *plugs: Plug) -> None:
        self._plugs = sorted([*self._plugs, *plugs], key=lambda plug: plug.order)

    def __iter__(self) -> Iterator[Plug]:
        return iter(self._plugs)


def anybody(user: Any) -> bool:
    """The rule of an entry that every signed-in user may open."""
    return True


@dataclass(frozen=True, kw_only=True, eq=False)
class Page:
    """A page or job: an entry of the menu and of the search.

    `group` is one of the menu's groups (`crm.ui.context.MENU_GROUPS`), or blank where only the
    search leads there. `synonyms` are further words people use for it, in any language. `right`
    says in words what is needed where `allowed` answers no. `in_top_bar` makes it a button
    beside the search as well, at hand from everywhere.
    """

    order: int
    name: str  # lazily translated
    url_name: str
    query: str = ""
    group: str = ""
    icon: str = ""
    synonyms: tuple[str, ...] = ()
    allowed: Callable[[Any], bool] = anybody
    right: str = ""
    count: Callable[[Any], int] | None = None
    go_key: str = ""
    in_top_bar: bool = False


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of a card: a template and what it needs to know.

    `noun` is the model name of the card's object, `region` is "main" or "aside". A panel
    whose `context` answers None is not shown.
    """

    order: int
    noun: str
    template: str
    context: Callable[[HttpRequest, Any], dict | None]
    region: str = "main"


@dataclass(frozen=True, kw_only=True)
class Action:
    """A button of a card or of a row: where it leads for an object, "" where it is not offered.

    A card has room for few: what is done now and then waits there `in_menu`.
    """

    order: int
    noun: str
    label: str
    href: Callable[[HttpRequest, Any], str]
    icon: str = ""
    primary: bool = False
    on_rows: bool = False
    in_menu: bool = False
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class RowsAction:
    """What can be done with the selected rows of every list of a noun.

    The rows, or the filter of the list, are posted to the page `url_name`.
    """

    order: int
    noun: str
    label: str
    url_name: str
    icon: str = ""
    allowed: Callable[[Any], bool] = anybody


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A part of the home page. `roles` are group names; empty stands for everybody.

    `context` gets the request and the reading (`crm.ui.reading`); where it answers None the
    tile is not shown. `region` is "top" (over the whole page), "main" or "aside".
    """

    order: int
    template: str
    context: Callable[[HttpRequest, Any], dict | None]
    roles: tuple[str, ...] = ()
    region: str = "main"


@dataclass(frozen=True, kw_only=True)
class SetupGap:
    """What an installation still lacks: a sentence and the page that mends it, or None."""

    order: int
    find: Callable[[], tuple[str, str] | None]


@dataclass(frozen=True)
class Hit:
    """One answer of the search; `refused` says why it leads nowhere.

    `kind` is the heading it stands under; the smaller its `rank`, the better it fits.
    """

    label: str
    href: str
    kind: str
    hint: str = ""
    icon: str = ""
    refused: str = ""
    rank: int = 3


@dataclass(frozen=True, kw_only=True)
class SearchSource:
    """Where the search finds records: the hits for what was asked (`crm.search.Asked`).

    Only what the asking user may see is a hit.
    """

    order: int
    find: Callable[[Any], list[Hit]]


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A part of the demo story: `tell` tells it once the chapters before it are told.

    Where the story is wanted larger, `copy` multiplies what was told, chapter by chapter again.
    """

    order: int
    tell: Callable[..., None]
    copy: Callable[..., None]


@dataclass(frozen=True, kw_only=True)
class ContactFacts:
    """Numbers about a contact that an upper room computes and the card shows: label and value.

    A value may be safe markup, where a number is too dear to be computed before the page opens.
    """

    order: int
    read: Callable[[HttpRequest, Any], list[tuple[str, str]]] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Tie:
    """Why a contact cannot be deleted: a sentence, or "" where nothing ties it."""

    order: int
    reason: Callable[[Any], str]


@dataclass(frozen=True, kw_only=True)
class IntegrityCheck:
    """What must always hold and can be read off the data.

    `find` yields a sentence for each row, or kind of rows, where it does not hold.
    """

    order: int
    name: str
    find: Callable[[], Iterator[str]]


@dataclass(frozen=True, kw_only=True)
class Recorder:
    """Who records what is printed and sent: whether it has a rule for a kind of document.

    `rules_url_name` is the page where rules are set.
    """

    order: int
    will_record: Callable[[str], bool]
    rules_url_name: str = ""


@dataclass(frozen=True, kw_only=True)
class DeletionJob:
    """A job that deletes rows for good, and is watched while it does.

    `deed` is that of its audit records. Its page is `url_name`, the progress of one deletion
    `<url_name>_progress`, going on with it `<url_name>_continuation`; `list_url_name` lists what
    was not deleted. `told` says what an audit record really removed, `work` hands it to the
    worker by its key.
    """

    order: int
    deed: str
    heading: str  # lazily translated, as all words here
    right: str
    allowed: Callable[[Any], bool]
    url_name: str
    list_heading: str
    list_url_name: str
    everything: str
    told: Callable[[Any], str]
    work: Callable[[int], Any]
    rate_label: str = ""


@dataclass(frozen=True, kw_only=True)
class InterruptedWork:
    """Long work that goes on by itself: `take_up` hands to the worker what nobody works on."""

    order: int
    take_up: Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class MailWriter:
    """Who knows what a mail of a mailing says: `write(mail, now)` answers subject and text.

    It raises a `Refusal` that says why the mail may not leave any more, and answers None for a
    mail that somebody else writes. `files(mail)` answers the stored files that go with it.
    """

    order: int
    write: Callable[[Any, datetime.datetime], tuple[str, str] | None]
    files: Callable[[Any], list[Any]] = lambda mail: []


pages: Socket[Page] = Socket()
panels: Socket[Panel] = Socket()
actions: Socket[Action] = Socket()
rows_actions: Socket[RowsAction] = Socket()
tiles: Socket[Tile] = Socket()
setup_gaps: Socket[SetupGap] = Socket()
search_sources: Socket[SearchSource] = Socket()
demo_chapters: Socket[Chapter] = Socket()
contact_facts: Socket[ContactFacts] = Socket()
contact_ties: Socket[Tie] = Socket()
integrity_checks: Socket[IntegrityCheck] = Socket()
deletion_jobs: Socket[DeletionJob] = Socket()
interrupted_work: Socket[InterruptedWork] = Socket()
recorders: Socket[Recorder] = Socket()
mail_writers: Socket[MailWriter] = Socket()


def will_record(kind: str) -> bool:
    """Whether printing or sending something of this `DocumentKind` leaves an interaction.

    Where it does not, *Log interaction* is off and the dialog says so.
    """
    return any(recorder.will_record(kind) for recorder in recorders)
