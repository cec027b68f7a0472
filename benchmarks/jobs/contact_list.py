"""Contacts: the first fifty by name, the last page, filters, scopes, words."""

import time
from collections.abc import Iterator

from django.urls import reverse

from benchmarks.bench import Bench, opened
from benchmarks.jobs.log_list import DEPTH_GOAL, TEXT_GOAL, TEXT_SAMPLES, keys_shown

PAGES = {
    "companies": ("type=company", "companies"),
    "customers": ("relation=customer", "customers"),
    "salesperson": ("salesperson=7", "salesperson"),
}
SCOPES = {"own 0.1 %": ("seller3", "own_tenth"), "own 30 %": ("seller1", "own_thirty")}
TEXTS = ("no", "zem", "kovo", "dvorakova", "qqxq")


def contact_list(bench: Bench) -> None:
    """Each page holds the floor's fifty rows, at most three times as long as they take."""
    first = _page(bench, "first page", "", "page/all")
    last = _page(bench, "last page", "last=1", "last_page/all")
    bench.limit(
        "contact list, last page to first",
        last.candidate_ms / first.candidate_ms,
        DEPTH_GOAL,
        "×",
        noisy=first.noisy or last.noisy,
    )
    for label, (query, condition) in PAGES.items():
        _page(bench, label, query, f"page/{condition}")
    for label, (username, condition) in SCOPES.items():
        _page(bench, label, "", f"page/{condition}", visitor=bench.visitor(username))
    for text in TEXTS:
        _text(bench, text)


def _page(bench: Bench, label: str, query: str, floor: str, **more):
    return bench.page(
        f"contact list, {label}",
        f"{reverse('contact_list')}?{query}",
        floor=("contact_list", floor, {}),
        shown=keys_shown,
        **more,
    )


def _text(bench: Bench, text: str) -> None:
    address = f"{reverse('contact_list')}?q={text}"
    found = {key for (key,) in bench.driver.rows("contact_list", "words", {"w0": f"% {text}%"})}
    shown = keys_shown(opened(bench.chief.get(address)))
    if len(shown) != min(50, len(found)) or not found.issuperset(shown):
        raise AssertionError(f"searching {text!r} shows {len(shown)} of {len(found)} contacts")
    bench.p95(f"contact list, words “{text}”", lambda: list(_times(bench, address)), TEXT_GOAL)


def _times(bench: Bench, address: str) -> Iterator[float]:
    for _ in range(TEXT_SAMPLES):
        started = time.perf_counter()
        opened(bench.chief.get(address))
        yield time.perf_counter() - started
