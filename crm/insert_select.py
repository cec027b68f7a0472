"""Many rows out of others in one statement: what the ORM cannot say by itself.

A statement can be compiled once and run often, each time between other keys: compiling a long one
takes longer than running it over a few hundred rows.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection, connections, router
from django.db.models import Model, QuerySet, Value
from django.db.models.sql import InsertQuery

from crm.prepared import Slot, Statement

# The bounds of a step: a statement with them in its conditions runs between two keys.
AFTER, UP_TO = Slot("after"), Slot("up_to")


class Insertion(Statement):
    """INSERT INTO *model* SELECT … FROM *rows*.

    *columns* names a value or an expression over *rows* for each field; a field that is not
    named gets its default. Nothing is validated, no `save()` and no signal runs: whoever uses
    this has rows that were checked before.

    *once* names the fields of a unique constraint: a row that would stand there twice is left
    out. SQLite wants a condition in *rows* then, else it takes the clause for one of a join.
    """

    def __init__(
        self, model: type[Model], rows: QuerySet, once: Sequence[str] = (), **columns: Any
    ):
        chosen = {}
        for field in model._meta.concrete_fields:
            if field.name in columns:
                value = columns.pop(field.name)
            elif field.primary_key:
                continue
            else:
                value = field.get_default()
            if not hasattr(value, "resolve_expression"):
                value = Value(
                    value, output_field=field.target_field if field.is_relation else field
                )
            chosen[field] = value
        if columns:
            raise TypeError(f"{model.__name__} has no {', '.join(columns)}")
        # An alias of its own for each column: a field of *rows* may bear the same name.
        aliases = {f"column_{place}": value for place, value in enumerate(chosen.values())}
        super().__init__(model, rows.annotate(**aliases).values_list(*aliases))
        quote = self._connection.ops.quote_name
        names = ", ".join(quote(field.column or "") for field in chosen)
        if self._sql:
            self._sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) {self._sql}"
        if self._sql and once:
            fields = ", ".join(quote(model._meta.get_field(name).column or "") for name in once)
            self._sql += f" ON CONFLICT ({fields}) DO NOTHING"

    def run(self, **values: Any) -> int:
        """Insert with *values* in their slots, and answer how many rows that made."""
        if not self._sql:
            return 0
        with self._connection.cursor() as cursor:
            self._execute(cursor, values)
            return cursor.rowcount


def insert_from_select(
    model: type[Model], rows: QuerySet, once: Sequence[str] = (), **columns: Any
) -> int:
    """Insert at once what an `Insertion` says; answer how many rows that made."""
    return Insertion(model, rows, once, **columns).run()


def plan_for_many_rows() -> None:
    """Let PostgreSQL merge sorted rows for the rest of this transaction.

    Pages of fifty rows never need it and are spared weighing it (`crm/settings.py`); to ask each of
    a hundred thousand rows by an index takes a third longer.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_mergejoin = on")


def insert_values(model: type[Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert *rows* of plain values for the fields *names*, through one prepared statement."""
    connection = connections[router.db_for_write(model)]
    query = InsertQuery(model)
    fields: Any = [model._meta.get_field(name) for name in names]
    query.insert_values(fields, [model()], raw=True)
    [(statement, _values)] = query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
