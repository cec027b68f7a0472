"""Floor and candidate by turns, the ratio of each pair, and what comes of it."""

import hashlib
import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from benchmarks.noise import measured_calmly

FEWEST_PAIRS = 5


class RowsDiffer(AssertionError):
    """Floor and candidate did not produce the same rows: their times cannot be compared."""


@dataclass(frozen=True)
class Rows:
    """What a side produced, small enough to be compared: how many rows and their checksum."""

    count: int
    checksum: str

    @classmethod
    def of(cls, rows: Iterable[Hashable]) -> "Rows":
        digest, count = hashlib.sha256(), 0
        for row in rows:
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
            count += 1
        return cls(count, digest.hexdigest()[:16])


@dataclass(frozen=True)
class Side:
    """One side of a comparison: what is timed, and how its rows are read off afterwards.

    `prepare` runs before each turn and is not timed.
    """

    work: Callable[[], Any]
    rows: Callable[[Any], Iterable[Hashable]]
    prepare: Callable[[], None] = field(default=lambda: None)

    def turn(self) -> tuple[float, Any]:
        self.prepare()
        started = time.perf_counter()
        result = self.work()
        return time.perf_counter() - started, result


@dataclass(frozen=True)
class Finding:
    """One line of the table: what was measured, against which goal, and whether it holds."""

    job: str
    database: str
    value: float
    goal: float
    unit: str = "×"
    low: float | None = None
    high: float | None = None
    floor_ms: float | None = None
    candidate_ms: float | None = None
    rows: int | None = None
    noisy: bool = False

    @property
    def holds(self) -> bool:
        return self.value <= self.goal

    def as_json(self) -> dict:
        return asdict(self) | {"holds": self.holds}


def compare(
    job: str, database: str, *, floor: Side, candidate: Side, goal: float, pairs: int = FEWEST_PAIRS
) -> Finding:
    """The median ratio of candidate to floor; raises `RowsDiffer` where the rows differ."""
    if pairs < FEWEST_PAIRS:
        raise ValueError(f"at least {FEWEST_PAIRS} pairs, not {pairs}")
    rows = same_rows(job, floor, candidate)
    times, noisy = measured_calmly(lambda: _alternate(job, floor, candidate, pairs))
    ratios = [mine / bare for bare, mine in times]
    return Finding(
        job=job,
        database=database,
        value=median(ratios),
        goal=goal,
        low=min(ratios),
        high=max(ratios),
        floor_ms=1000 * median(bare for bare, _ in times),
        candidate_ms=1000 * median(mine for _, mine in times),
        rows=rows.count,
        noisy=noisy,
    )


def same_rows(job: str, floor: Side, candidate: Side) -> Rows:
    """Warm both sides up and hold their rows against each other."""
    return _agreed(job, floor, floor.turn()[1], candidate, candidate.turn()[1])


def _alternate(job: str, floor: Side, candidate: Side, pairs: int) -> list[tuple[float, float]]:
    times = []
    for _ in range(pairs):
        bare, expected = floor.turn()
        mine, found = candidate.turn()
        times.append((bare, mine))
    # Once more at the end: what was right while warming up may have become wrong.
    _agreed(job, floor, expected, candidate, found)
    return times


def _agreed(job: str, floor: Side, expected: Any, candidate: Side, found: Any) -> Rows:
    bare, mine = Rows.of(floor.rows(expected)), Rows.of(candidate.rows(found))
    if bare != mine:
        raise RowsDiffer(f"{job}: the floor gives {bare}, the product {mine}")
    return bare


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which *share* of *values* lie: `percentile(times, 0.95)`."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
