"""Somebody else at work: saves a contact every 20 ms in a process of his own, and says how long
each save took.

python -m benchmarks.writer DATABASE SCALE     (ends when its input does; prints JSON)
"""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from benchmarks.databases import ROOT, Database
from benchmarks.measure import percentile
from benchmarks.run import open_database

PAUSE = 0.02


class Writer:
    """The process, as a context; `seconds` holds the duration of each save afterwards."""

    def __init__(self, database: Database):
        self._command = ("benchmarks.writer", database.name, database.scale.name)
        self.seconds: list[float] = []

    def __enter__(self) -> "Writer":
        self._process = subprocess.Popen(
            [sys.executable, "-m", *self._command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=os.environ,
        )
        # He writes a line when he has begun.
        self._process.stdout.readline()
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        told, _errors = self._process.communicate()
        self.seconds = json.loads(told)


@dataclass(frozen=True)
class Waits:
    """Milliseconds at p99: beside the work, and alone. The machine itself may be that slow."""

    beside: float
    alone: float


def waits_beside(database: Database, work: Callable[[], None], alone: float = 2) -> Waits:
    """How long the others' saves take at p99 while *work* runs, and how long without it."""
    with Writer(database) as undisturbed:
        time.sleep(alone)
    with Writer(database) as disturbed:
        work()
    return Waits(*(1000 * percentile(writer.seconds, 0.99) for writer in (disturbed, undisturbed)))


def main(name: str, scale: str) -> None:
    driver = open_database(name, scale).driver()
    seconds = [_save(driver, 0)]
    print("begun", flush=True)
    while not select.select([sys.stdin], [], [], PAUSE)[0]:
        seconds.append(_save(driver, len(seconds)))
    driver.close()
    print(json.dumps(seconds))


def _save(driver, number: int) -> float:
    started = time.perf_counter()
    values = {"notes": f"Save {number}", "contact": 3 + number % 1000}
    driver.run("writer", "save", values=values)
    return time.perf_counter() - started


if __name__ == "__main__":
    main(*sys.argv[1:])
