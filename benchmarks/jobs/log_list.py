"""Interaction log entries: the newest fifty, the last page, each filter, each scope."""

import datetime
import re
import time
from collections.abc import Iterator
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

from django.urls import reverse

from benchmarks.bench import Bench, opened
from benchmarks.site import Answer
from crm.text import query_words

# A parameter of the page and the floor's condition that asks the same.
FILTERS = {
    "contact=2": "contact",
    "company=1": "company",
    "salesperson=7": "salesperson",
    "template=5": "template",
    "group=3": "group",
    "status=canceled": "canceled",
    "status=standing": "standing",
    "status=failed": "failed",
    "evaluation=5": "evaluation",
    "flow=inbound": "flow",
    "correspondence=email": "correspondence",
    "source=document": "source",
    "campaign=3": "campaign",
    "recorded_by=6": "recorded_by",
}
SCOPES = {
    "own 0.1 %": ("seller3", "own_tenth"),
    "own 5 %": ("seller2", "own_five"),
    "own 30 %": ("seller1", "own_thirty"),
    "team": ("seller4", "team"),
}
# Words that every fifth, every ten-thousandth and every hundred-thousandth entry has, and none.
TEXTS = ("nabid", "term", "kalibrace", "gyro", "nabid term", "kalibrace nabid", "qqxq")
TEXT_GOAL = 50
# The last page may not cost more than the first: what is above one is the noise of pages.
DEPTH_GOAL = 1.25
TEXT_SAMPLES = 5


def log_list(bench: Bench) -> None:
    """Each page holds the floor's fifty rows, at most three times as long as they take."""
    first = _page(bench, "newest", "", "page/all")
    last = _page(bench, "last page", "last=1", "last_page/all")
    bench.limit(
        "log list, last page to first",
        last.candidate_ms / first.candidate_ms,
        DEPTH_GOAL,
        "×",
        noisy=first.noisy or last.noisy,
    )
    for query, condition in FILTERS.items():
        _page(bench, query, query, f"page/{condition}")
    _days(bench)
    [(document,)] = bench.driver.rows("log_list", "a_document")
    _page(bench, "document", f"document={document}", "page/document")
    for label, (username, condition) in SCOPES.items():
        visitor = bench.visitor(username)
        _page(bench, label, "", f"page/{condition}", visitor=visitor)
        _page(bench, f"{label}, last page", "last=1", f"last_page/{condition}", visitor=visitor)
    for text in TEXTS:
        _text(bench, text)


def _page(bench: Bench, label: str, query: str, floor: str, values: dict | None = None, **more):
    return bench.page(
        f"log list, {label}",
        f"{reverse('log_entry_list')}?{query}",
        floor=("log_list", floor, values or {}),
        shown=keys_shown,
        **more,
    )


def _days(bench: Bench) -> None:
    """A month, its first page and its last, where two upper bounds could lead astray."""
    zone = ZoneInfo("Europe/Prague")
    values = {
        "first": _moment(bench, datetime.datetime(2023, 5, 1, tzinfo=zone)),
        "beyond": _moment(bench, datetime.datetime(2023, 6, 1, tzinfo=zone)),
    }
    query = "date_from=2023-05-01&date_to=2023-05-31"
    _page(bench, "a month", query, "page/days", values)
    _page(bench, "a month, last page", f"{query}&last=1", "last_page/days", values)


def _moment(bench: Bench, moment: datetime.datetime) -> datetime.datetime | str:
    """*moment* as the bare driver wants it: SQLite keeps text."""
    if bench.database.name == "PostgreSQL":
        return moment
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")


def _text(bench: Bench, text: str) -> None:
    """What is found has the words, is as much as can be shown, and comes within 50 ms."""
    words = query_words(text)
    values = {f"w{n}": f"% {word}%" for n, word in enumerate(words)}
    condition = "two_words" if len(words) == 2 else "one_word"
    found = {key for (key,) in bench.driver.rows("log_list", f"words/{condition}", values)}
    address = f"{reverse('log_entry_list')}?q={quote_plus(text)}"
    shown = keys_shown(opened(bench.chief.get(address)))
    if len(shown) != min(50, len(found)) or not found.issuperset(shown):
        raise AssertionError(f"searching {text!r} shows {len(shown)} of {len(found)} entries")
    for label, page in (("", ""), (", last page", "&last=1")):
        bench.p95(
            f"log list, words “{text}”{label}",
            lambda address=address + page: list(_times(bench, address)),
            TEXT_GOAL,
        )


def _times(bench: Bench, address: str) -> Iterator[float]:
    for _ in range(TEXT_SAMPLES):
        started = time.perf_counter()
        opened(bench.chief.get(address))
        yield time.perf_counter() - started


def keys_shown(answer: Answer) -> list[int]:
    """The keys of the rows of a list, in their order."""
    table = answer.text.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = table.split("<tr")[1:]
    return [int(re.search(r'value="(\d+)"|href="/\w+/(\d+)/', row).expand(r"\1\2")) for row in rows]
