"""Whether the machine was calm while something was measured."""

import time
from collections.abc import Callable
from statistics import median
from typing import TypeVar

# How much slower or faster a fixed piece of work may become between before and after.
CALM = 1.3
REPEATS = 2
Result = TypeVar("Result")


def spin(rounds: int = 5) -> float:
    """Seconds that a fixed piece of arithmetic takes now."""
    return median(_one_spin() for _ in range(rounds))


def _one_spin() -> float:
    started = time.perf_counter()
    total = 0
    for number in range(200_000):
        total += number & 7
    return time.perf_counter() - started


def measured_calmly(
    measure: Callable[[], Result], spin: Callable[[], float] = spin
) -> tuple[Result, bool]:
    """What *measure* found and whether it is noisy; a noisy one is repeated, at most twice."""
    for _ in range(REPEATS + 1):
        before = spin()
        result = measure()
        after = spin()
        if max(before, after) <= CALM * min(before, after):
            return result, False
    return result, True
