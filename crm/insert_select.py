"""Many rows out of others in one statement: what the ORM cannot say by itself."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.models import Model, QuerySet, Value


def insert_from_select(model: type[Model], rows: QuerySet, **columns: Any) -> int:
    """INSERT INTO *model* SELECT … FROM *rows*; answer how many rows that made.

    *columns* names a value or an expression over *rows* for each field; a field that is not
    named gets its default. Nothing is validated, no `save()` and no signal runs: whoever calls
    this has rows that were checked before.
    """
    using = router.db_for_write(model)
    connection = connections[using]
    quote = connection.ops.quote_name
    chosen = {}
    for field in model._meta.concrete_fields:
        if field.name in columns:
            value = columns.pop(field.name)
        elif field.primary_key:
            continue
        else:
            value = field.get_default()
        if not hasattr(value, "resolve_expression"):
            value = Value(value, output_field=field.target_field if field.is_relation else field)
        chosen[field] = value
    if columns:
        raise TypeError(f"{model.__name__} has no {', '.join(columns)}")
    # An alias of its own for each column: a field of *rows* may bear the same name.
    aliases = {f"column_{place}": value for place, value in enumerate(chosen.values())}
    query = rows.annotate(**aliases).values_list(*aliases).query
    try:
        select, parameters = query.get_compiler(using=using).as_sql()
    except EmptyResultSet:
        return 0
    names = ", ".join(quote(field.column or "") for field in chosen)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(model._meta.db_table)} ({names}) {select}", parameters)
        return cursor.rowcount
