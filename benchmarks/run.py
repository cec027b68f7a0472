"""Measure jobs on one database, in a process of its own, and write what was found as JSON.

python -m benchmarks.run DATABASE SCALE RESULT [JOB …]
"""

import json
import os
import sys
import traceback
from pathlib import Path

import django

from benchmarks.databases import Database, Postgres, Sqlite
from benchmarks.scale import SCALES


def main(name: str, scale: str, result: str, *wanted: str) -> None:
    database = open_database(name, scale)
    os.environ |= {
        "DATABASE_URL": database.work_url,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
    }
    django.setup()
    # The models can be imported from here on.
    from benchmarks.bench import Bench  # noqa: PLC0415
    from benchmarks.jobs import JOBS  # noqa: PLC0415

    bench, failures = Bench(database), []
    try:
        database.restore()
        for job in wanted or JOBS:
            try:
                JOBS[job](bench)
            # Whatever goes wrong in one job fails the run and lets the others speak.
            except Exception as error:  # noqa: BLE001
                traceback.print_exc()
                failures.append(f"{job} on {name}: {type(error).__name__}: {error}")
    finally:
        bench.disconnect()
        database.drop()
    found = [finding.as_json() for finding in bench.findings]
    Path(result).write_text(
        json.dumps({"findings": found, "failures": failures, "not_run": []}), encoding="utf-8"
    )


def open_database(name: str, scale: str) -> Database:
    if name == Sqlite.name:
        return Sqlite(SCALES[scale])
    return Postgres(SCALES[scale], os.environ["BENCHMARK_SERVER"])


if __name__ == "__main__":
    main(*sys.argv[1:])
