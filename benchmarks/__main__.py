"""Measure everything on both databases, print the table, write bench-results/, exit 1 where a
goal is missed.

    python -m benchmarks [--scale small|default|medium|large] [--db sqlite|postgresql] [JOB …]

PostgreSQL is the server that DATABASE_URL names, else a throw-away cluster made of the
installed programs. Where there is neither, the table says "not run".
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.databases import ROOT, Database, Postgres, Sqlite
from benchmarks.report import Report
from benchmarks.scale import SCALES
from tests.postgres_cluster import find_programs, postgres_cluster

RESULTS = ROOT / "bench-results"


def main(arguments: list[str]) -> int:
    asked = parse(arguments)
    os.environ["BENCHMARK_RUN"] = str(os.getpid())
    report = Report(asked.scale)
    scale = SCALES[asked.scale]
    if asked.db != "postgresql":
        if scale.only_postgresql:
            report.not_run.append(f"SQLite: the scale {scale.name} is PostgreSQL's alone")
        else:
            measure(Sqlite(scale), asked.jobs, report)
    if asked.db != "sqlite":
        with postgres_server() as server:
            if server:
                os.environ["BENCHMARK_SERVER"] = server
                measure(Postgres(scale, server), asked.jobs, report)
            else:
                report.not_run.append(
                    "PostgreSQL: it is not installed, DATABASE_URL names no server"
                )
    path = RESULTS / f"{asked.scale}.json"
    report.write(path)
    print(f"\n{report.table()}\nWritten to {path.relative_to(ROOT)}")
    return report.exit_code


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    scale = os.environ.get("SCALE") or "default"
    parser.add_argument("--scale", choices=SCALES, default=scale)
    parser.add_argument("--db", choices=["sqlite", "postgresql"])
    parser.add_argument("jobs", nargs="*", metavar="JOB")
    asked = parser.parse_args(arguments)
    if asked.scale not in SCALES:
        parser.error(f"SCALE is one of {', '.join(SCALES)}, not {asked.scale}")
    return asked


@contextmanager
def postgres_server() -> Iterator[str | None]:
    """The address of a server, or None; a cluster made here goes with the run."""
    named = os.environ.get("DATABASE_URL", "")
    programs = find_programs()
    if named.startswith("postgres"):
        yield named
    elif programs:
        with postgres_cluster(programs) as url:
            yield url
    else:
        yield None


def measure(database: Database, jobs: list[str], report: Report) -> None:
    """Let a process of its own measure *jobs* on *database*; a process that dies is a failure."""
    print(f"\n===== {database.name}, {database.scale.name} =====", flush=True)
    try:
        database.prepare()
    except subprocess.CalledProcessError as error:
        report.failures.append(f"{database.name}: the data set could not be made ({error})")
        return
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "found.json"
        command = [sys.executable, "-m", "benchmarks.run", database.name, database.scale.name]
        finished = subprocess.run([*command, str(result), *jobs], cwd=ROOT, check=False)
        if result.exists():
            report.add(json.loads(result.read_text()))
        else:
            report.failures.append(f"{database.name}: the run ended with {finished.returncode}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
