"""The card of a contact with ten thousand interactions: a person, and his company."""

import re

from django.urls import reverse

from benchmarks.bench import PAGE_PAIRS, Bench, opened
from benchmarks.measure import Side
from benchmarks.site import Answer

GOAL = 3
# The busy person of the data set, and the company he belongs to.
CARDS = {"person": 2, "company": 1}


def contact_card(bench: Bench) -> None:
    """The twenty newest stand on it, at most three times as long as they take by SQL."""
    for kind, contact in CARDS.items():
        _card(bench, kind, contact)


def _card(bench: Bench, kind: str, contact: int) -> None:
    address, values = reverse("contact", args=[contact]), {"contact": contact}

    def rows_and_empty_page() -> list[tuple]:
        bench.driver.rows("contact_card", "contact", values)
        rows = bench.driver.rows("contact_card", f"timeline/{kind}", values)
        bench.chief.empty()
        return rows

    bench.compare(
        f"contact card, {kind} with {bench.scale.busy} interactions",
        floor=Side(rows_and_empty_page, lambda rows: [row[0] for row in rows]),
        candidate=Side(lambda: bench.chief.get(address), lambda answer: moments(opened(answer))),
        goal=GOAL,
        pairs=PAGE_PAIRS,
    )


def moments(answer: Answer) -> list[int]:
    """The keys of the entries in the timeline, in their order."""
    return [int(key) for key in re.findall(r'class="moment-name" href="/\w+/(\d+)/', answer.text)]
