"""Floors: the same work in SQL, written by hand for the driver alone.

A file holds several statements, each under a line `-- name: what_it_is`; values are named
`:so`. `page/contact` is the statement `page` with `contact` where it says `{condition}`. No
statement is ever made from the product's own queries.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def floor(file: str, name: str) -> str:
    """The statement *name* of floors/*file*.sql."""
    parts = re.split(r"^-- name: (\w+)$", (HERE / f"{file}.sql").read_text(), flags=re.MULTILINE)
    statements = dict(zip(parts[1::2], parts[2::2], strict=True))
    name, _slash, condition = name.partition("/")
    if condition:
        return statements[name].strip().format(condition=statements[condition].strip())
    return statements[name].strip()


class Driver:
    """A connection of the bare driver: nothing of Django between the floor and the database."""

    def __init__(self, connection: Any, *, named: str = ":{}"):
        self.connection = connection
        self._named = named

    def rows(self, file: str, name: str, values: Mapping[str, Any] | None = None) -> list[tuple]:
        """All rows of a floor that reads."""
        return self._execute(file, name, values or {}).fetchall()

    def run(self, file: str, *names: str, values: Mapping[str, Any] | None = None) -> int:
        """Floors that write, in one transaction; return how many rows the last one touched."""
        self.connection.execute("BEGIN IMMEDIATE" if self._named == ":{}" else "BEGIN")
        for name in names:
            cursor = self._execute(file, name, values or {})
        self.connection.execute("COMMIT")
        return cursor.rowcount

    def cursor(self, file: str, name: str, values: Mapping[str, Any] | None = None) -> Any:
        """A cursor that has not been read yet."""
        return self._execute(file, name, values or {})

    def close(self) -> None:
        self.connection.close()

    def _execute(self, file: str, name: str, values: Mapping[str, Any]) -> Any:
        return self.connection.execute(in_dialect(floor(file, name), self._named), values)


@cache
def in_dialect(statement: str, named: str) -> str:
    """*statement* with its values named as the driver wants them."""
    if named == ":{}":
        return statement
    statement = statement.replace("%", "%%")
    return re.sub(r"(?<!:):(\w+)", lambda found: named.format(found[1]), statement)
