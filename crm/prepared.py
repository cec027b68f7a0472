"""Statements that are written once and run often, each time with other values.

Django writes the SQL of a queryset anew whenever it is asked, which takes longer than the answer
of a small question. What every page or every step asks is written down once a process.
"""

import datetime
from collections.abc import Callable, Mapping
from functools import cache
from inspect import signature
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.models import Expression, Model, QuerySet


class Slot(Expression):
    """The place in a queryset of a value that is named when its statement runs."""

    def __init__(self, name: str):
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class Statement:
    """A queryset of plain values as SQL of the database that *model* is written to."""

    def __init__(self, model: type[Model], rows: QuerySet):
        self._alias = router.db_for_write(model)
        try:
            compiler = rows.query.get_compiler(using=self._alias)
            self._sql, self._parameters = compiler.as_sql()
        except EmptyResultSet:
            self._sql, self._parameters = "", ()

    @property
    def _connection(self) -> Any:
        return connections[self._alias]

    def _execute(self, cursor: Any, values: Mapping[str, Any]) -> None:
        adapted = {name: self._adapted(value) for name, value in values.items()}
        cursor.execute(
            self._sql,
            [adapted[each.name] if isinstance(each, Slot) else each for each in self._parameters],
        )

    def _adapted(self, value: Any) -> Any:
        """*value* as the database stores it: SQLite keeps moments as text."""
        if isinstance(value, datetime.datetime):
            return self._connection.ops.adapt_datetimefield_value(value)
        return value


class Selection(Statement):
    """What a queryset of plain values answers, as the driver gives it."""

    def run(self, **values: Any) -> list[tuple]:
        """All rows, with *values* in their slots."""
        if not self._sql:
            return []
        with self._connection.cursor() as cursor:
            self._execute(cursor, values)
            return cursor.fetchall()


def prepared(build: Callable[..., QuerySet]) -> Callable[..., list[tuple]]:
    """A function that builds a queryset of plain values out of slots, called with values.

        @prepared
        def numbers_of(salesperson):
            return Contact.objects.filter(salesperson=salesperson).values_list("number")

        numbers_of(salesperson=7)

    The function runs once a process, with a `Slot` for each of its parameters. What it builds may
    depend on nothing else: no user, no language, no setting.
    """

    @cache
    def selection() -> Selection:
        rows = build(**{name: Slot(name) for name in signature(build).parameters})
        return Selection(rows.model, rows)

    def answer(**values: Any) -> list[tuple]:
        return selection().run(**values)

    return answer
