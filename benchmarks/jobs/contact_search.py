"""Finding a contact while typing: two to six letters, without accents."""

import json
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from benchmarks.bench import Bench, opened
from crm.models import User
from crm.text import query_words
from crm.ui.choices import CONTACTS

SAMPLES = 40
QUERY_GOAL, ANSWER_GOAL = 5, 25


def contact_search(bench: Bench) -> None:
    """Every hit has the words that were typed; query and answer are fast at p95."""
    for label, typed in {
        **{f"{letters} letters": _beginnings(bench, letters) for letters in range(2, 7)},
        "3 + 3 letters": _two_words(bench),
        "no hit": ["qx", "zzq", "wxyq", "xqqzw", "qqqqqq"] * 4,
    }.items():
        _check(bench, typed)
        bench.p95(
            f"contact search, {label}: query", lambda t=typed: list(_query_times(t)), QUERY_GOAL
        )
        bench.p95(
            f"contact search, {label}: answer",
            lambda t=typed: list(_answer_times(bench, t)),
            ANSWER_GOAL,
        )


def _beginnings(bench: Bench, letters: int) -> list[str]:
    found = [word for names in _names(bench) for word in names if len(word) >= letters]
    return [word[:letters] for word in found][:SAMPLES]


def _two_words(bench: Bench) -> list[str]:
    return [f"{names[0][:3]} {names[1][:3]}" for names in _names(bench) if len(names) > 1][:SAMPLES]


def _names(bench: Bench) -> list[list[str]]:
    """The folded names of some contacts, from everywhere."""
    step = {"step": bench.scale.contacts // (2 * SAMPLES)}
    return [query_words(name) for (name,) in bench.driver.rows("contact_search", "names", step)]


def _query_times(typed: list[str]) -> Iterator[float]:
    rows = CONTACTS.said(CONTACTS.offered_to(User.objects.get(username="chief")))
    for text in typed:
        started = time.perf_counter()
        CONTACTS.find(rows, text)
        yield time.perf_counter() - started


def _answer_times(bench: Bench, typed: list[str]) -> Iterator[float]:
    for text in typed:
        started = time.perf_counter()
        opened(_answer(bench, text))
        yield time.perf_counter() - started


def _answer(bench: Bench, text: str):
    return bench.chief.get(f"/choices/contacts/?{urlencode({'q': text})}")


def _check(bench: Bench, typed: list[str]) -> None:
    """Hits are those that the floor finds too: as many, up to the most that are shown."""
    for text in typed:
        words = query_words(text)
        values = {f"w{n}": f"% {word}%" for n, word in enumerate(words)}
        name = "two_words" if len(words) == 2 else "one_word"
        expected = {key for (key,) in bench.driver.rows("contact_search", name, values)}
        found = [hit["id"] for hit in json.loads(opened(_answer(bench, text)).body)["results"]]
        if len(found) != min(len(expected), 20) or not expected.issuperset(found):
            raise AssertionError(f"searching {text!r} finds {found}, of {len(expected)} rows")
