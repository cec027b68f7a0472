"""How Rapport opens SQLite: acknowledged means stored, and writers wait instead of failing."""

import sqlite3
from typing import Any

# Older libraries can lose a committed page when the write-ahead log is reset; the rollback
# journal has no such fault (https://sqlite.org/wal.html, "the WAL-reset bug").
FIRST_SAFE_WAL = (3, 51, 3)


def journal_mode(override: str = "") -> str:
    """The journal mode to use: *override*, else WAL where the linked library keeps it safe."""
    return override.upper() or (
        "WAL" if sqlite3.sqlite_version_info >= FIRST_SAFE_WAL else "DELETE"
    )


def sqlite_options(override: str = "") -> dict[str, Any]:
    """`OPTIONS` of the SQLite connection; transactions begin by taking the write lock."""
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            f"PRAGMA journal_mode={journal_mode(override)};"
            "PRAGMA synchronous=FULL;"
            "PRAGMA foreign_keys=ON;"
            "PRAGMA temp_store=MEMORY;"
            "PRAGMA cache_size=-20000;"
        ),
    }
