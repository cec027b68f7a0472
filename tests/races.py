"""Processes that race for the same rows, and processes that are killed in the middle.

A race test names what each rival does and looks at what is left:

    @pytest.mark.race
    @pytest.mark.django_db(transaction=True)
    def test_of_two_who_cancel_one_wins(racers, race_rounds):
        for _ in range(race_rounds):
            entry = LogEntryFactory()

            first, second = racers.race(Run(cancel, entry.pk), Run(cancel, entry.pk))

            assert {first.value, second.value} == {0, 1}

`cancel` is a function of a test module. It runs in a process of its own with a connection of
its own to the database under test (a file, or PostgreSQL), so it takes and returns plain values
such as keys. The processes live as long as the session; a race costs milliseconds. A rival that
ends in a `Refusal` has its name in `outcome.refusal`; any other exception fails the test.

For a negative control the function switches its guard off itself:

    def cancel_unguarded(pk):
        with mock.patch.object(InteractionLogEntryQuerySet, "standing", lambda self: self):
            return cancel(pk)

A crash test starts a command on the same database with `start_command("name", …)` and kills
it when `killed_after(process, seconds)` says so.
"""

import multiprocessing
import os
import random
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

PROJECT = Path(__file__).resolve().parent.parent
# How far apart rivals start at most: enough to try every order of their first statements.
STAGGER = 0.002
# Longer than the busy timeout of SQLite: who waits for a lock is not called hung.
PATIENCE = 60


@dataclass(frozen=True, init=False)
class Run:
    """What one rival does: a module-level function and its plain arguments."""

    function: Callable[..., Any]
    args: tuple
    kwargs: dict

    def __init__(self, function: Callable[..., Any], *args: Any, **kwargs: Any):
        object.__setattr__(self, "function", function)
        object.__setattr__(self, "args", args)
        object.__setattr__(self, "kwargs", kwargs)


@dataclass(frozen=True)
class Outcome:
    """How a run ended: what it returned, or the name of the `Refusal` that stopped it."""

    value: Any = None
    refusal: str = ""
    failure: str = field(default="", repr=False)


class RivalFailed(Exception):
    """A rival ended in an exception that is no refusal; the message is its traceback."""


class Racers:
    """Processes that wait at the line, one for each rival of the largest race so far."""

    def __init__(self, environment: dict[str, str]):
        self._environment = environment
        self._context = multiprocessing.get_context("spawn")
        self._lanes: list = []
        self._processes: list = []
        self._chance = random.Random(0)

    def race(self, *runs: Run) -> list[Outcome]:
        """Start all *runs* at once and return their outcomes in the same order."""
        while len(self._lanes) < len(runs):
            self._add_lane()
        lanes = self._lanes[: len(runs)]
        for lane, run in zip(lanes, runs, strict=True):
            lane.send(run)
        for lane in lanes:
            self._receive(lane)
        for lane in self._chance.sample(lanes, len(lanes)):
            lane.send(self._chance.uniform(0, STAGGER))
        outcomes = [self._receive(lane) for lane in lanes]
        for outcome in outcomes:
            if outcome.failure:
                raise RivalFailed(outcome.failure)
        return outcomes

    def close(self) -> None:
        """Send everybody home; the database can be removed after this."""
        for lane in self._lanes:
            with suppress(BrokenPipeError):
                lane.send(None)
        for process in self._processes:
            process.join(PATIENCE)
            process.kill()

    def _add_lane(self) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_lane, args=(theirs, self._environment), daemon=True)
        process.start()
        theirs.close()
        self._lanes.append(ours)
        self._processes.append(process)

    @staticmethod
    def _receive(lane) -> Any:
        if not lane.poll(PATIENCE):
            raise RivalFailed(f"no answer within {PATIENCE} seconds")
        return lane.recv()


def _lane(pipe, environment: dict[str, str]) -> None:
    """Run what is sent, until None is: the whole life of a racing process."""
    os.environ |= environment
    import django

    django.setup()
    from django.db import connection

    while (run := pipe.recv()) is not None:
        connection.ensure_connection()
        pipe.send("ready")
        time.sleep(pipe.recv())
        pipe.send(_outcome_of(run))
    connection.close()


def _outcome_of(run: Run) -> Outcome:
    from crm.refusal import Refusal

    try:
        return Outcome(run.function(*run.args, **run.kwargs))
    except Refusal as refusal:
        return Outcome(refusal=type(refusal).__name__)
    except Exception:  # noqa: BLE001 - whatever it is, the test that asked shall show it
        return Outcome(failure=traceback.format_exc())


def environment_under_test() -> dict[str, str]:
    """What another process needs to open the database and the files of the running tests."""
    from django.conf import settings
    from django.db import connection

    opened = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{opened['NAME']}"
    else:
        user, password = quote(opened["USER"]), quote(opened["PASSWORD"], safe="")
        place = f"{opened['HOST']}:{opened['PORT'] or 5432}"
        url = f"postgres://{user}{':' if password else ''}{password}@{place}/{opened['NAME']}"
    return {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": url,
        "FILES_UNDER_TEST": str(settings.FILES_ROOT),
    }


@pytest.fixture(scope="session")
def racers(django_db_setup):
    """Processes that race on the database under test; see the top of this module."""
    racers = Racers(environment_under_test())
    yield racers
    racers.close()


def start_command(*arguments: str) -> subprocess.Popen:
    """Start `manage.py` with *arguments* on the database under test; its output is kept."""
    return _start(str(PROJECT / "manage.py"), *arguments)


def start_code(code: str, *arguments: str, told: bool = False) -> subprocess.Popen:
    """Start Python with *code* instead, for a command whose guard is switched off.

    Where it is *told* what to do, its standard input is open.
    """
    return _start("-c", code, *arguments, stdin=subprocess.PIPE if told else None)


def _start(*arguments: str, stdin: int | None = None) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=os.environ | environment_under_test() | {"PYTHONUNBUFFERED": "1"},
        cwd=PROJECT,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def killed_after(process: subprocess.Popen, seconds: float) -> bool:
    """Kill *process* with -9 once *seconds* have passed; False if it had ended by then."""
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return True
    return False
