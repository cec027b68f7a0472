"""Run the suite on SQLite, then on PostgreSQL, and say in the last lines what did not run.

    python -m tests.on_every_database [arguments of pytest]

PostgreSQL is the one that DATABASE_URL names, else a throw-away cluster made of the installed
programs. With RAPPORT_NO_SKIP=1 whatever cannot run is a failure.
"""

import os
import signal
import subprocess
import sys
import time

from tests.chromium import why_no_browser_tests
from tests.postgres_cluster import find_programs, postgres_cluster

WORKERS = os.environ.get("WORKERS", "2")
NO_TESTS_COLLECTED = 5


def main(arguments: list[str]) -> int:
    # A polite kill removes the cluster, as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    outcomes = {"SQLite": run("SQLite", arguments, sqlite_url())}
    not_run = [f"browser tests: {why}" for why in [why_no_browser_tests()] if why]
    named = os.environ.get("DATABASE_URL", "")
    programs = find_programs()
    if named.startswith("postgres"):
        outcomes["PostgreSQL"] = run("PostgreSQL", arguments, named)
    elif programs:
        # Statistics that come at a moment of their own choosing make plans differ between two runs.
        with postgres_cluster(programs, autovacuum="off") as url:
            outcomes["PostgreSQL"] = run("PostgreSQL", arguments, url)
    else:
        not_run.append("everything on PostgreSQL: it is not installed, DATABASE_URL names none")
    return report(outcomes, not_run)


def sqlite_url() -> str | None:
    """Return the SQLite database that the environment names, None for the default one."""
    named = os.environ.get("DATABASE_URL", "")
    return named if named.startswith("sqlite") else None


def run(database: str, arguments: list[str], url: str | None) -> tuple[int, float]:
    """Run pytest once; return its exit code and its seconds."""
    print(f"\n===== {database} =====", flush=True)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if url:
        environment["DATABASE_URL"] = url
    started = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-n", WORKERS, *arguments]
    code = subprocess.run(command, env=environment, check=False).returncode
    return code, time.monotonic() - started


def report(outcomes: dict[str, tuple[int, float]], not_run: list[str]) -> int:
    """Print the last lines and return the exit code of the whole."""
    print()
    for database, (code, seconds) in outcomes.items():
        told = {0: "passed", NO_TESTS_COLLECTED: "nothing to run"}.get(code, "FAILED")
        print(f"{database}: {told} in {seconds:.0f} s")
    for gap in not_run:
        print(f"Did not run: {gap}")
    failed = any(code not in {0, NO_TESTS_COLLECTED} for code, _ in outcomes.values())
    return int(failed or (bool(not_run) and os.environ.get("RAPPORT_NO_SKIP") == "1"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
