"""Statements that are written once and run often, each time with other values.

Django writes the SQL of a queryset anew whenever it is asked, which takes longer than the answer
of a small question. What every page or every step asks is written down once a process.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
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


class QuerySlot(Slot):
    """The place of a query, without brackets, that is named when the statement runs."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return self.mark, [self]

    @property
    def mark(self) -> str:
        """What stands in the SQL until then."""
        return f"/*{self.name}*/"


class Statement:
    """A queryset of plain values as SQL of the database that *model* is written to."""

    def __init__(self, model: type[Model], rows: QuerySet):
        self._alias = router.db_for_write(model)
        self._rows = rows
        try:
            self._sql, self._parameters = self._compiler().as_sql()
        except EmptyResultSet:
            self._sql, self._parameters = "", ()

    @property
    def _connection(self) -> Any:
        return connections[self._alias]

    def _compiler(self) -> Any:
        return self._rows.query.get_compiler(using=self._alias)

    def _execute(self, cursor: Any, values: Mapping[str, Any]) -> None:
        sql, parameters = self._sql, []
        for each in self._parameters:
            if isinstance(each, QuerySlot):
                compiler = values[each.name].query.get_compiler(using=self._alias)
                query, its_parameters = compiler.as_sql()
                sql = sql.replace(each.mark, query)
                parameters += its_parameters
            elif isinstance(each, Slot):
                parameters.append(self._adapted(values[each.name]))
            else:
                parameters.append(each)
        cursor.execute(sql, parameters)

    def _adapted(self, value: Any) -> Any:
        """*value* as the database stores it: SQLite keeps moments as text."""
        if isinstance(value, datetime.datetime):
            return self._connection.ops.adapt_datetimefield_value(value)
        return value


class Selection(Statement):
    """What a queryset of plain values answers."""

    def run(self, **values: Any) -> list[tuple]:
        """All rows as the driver gives them, with *values* in their slots."""
        if not self._sql:
            return []
        with self._connection.cursor() as cursor:
            self._execute(cursor, values)
            return cursor.fetchall()

    def converted(self, **values: Any) -> Iterable[Sequence[Any]]:
        """The same with every value as its field has it: SQLite keeps moments as text."""
        rows = self.run(**values)
        return self._compiler().apply_converters(rows, self._converters)

    @cached_property
    def _converters(self) -> dict:
        compiler = self._compiler()
        compiler.as_sql()
        return compiler.get_converters([column for column, *_ in compiler.select])


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
