"""How a database would answer, said in its own words."""

from contextlib import contextmanager

from django.db import connection


def plan_of(queryset, *, may_sort: bool = False) -> str:
    """Return the plan of a query whose order an index has to give, unless it may sort."""
    return plan_of_statement(*queryset.query.sql_with_params(), may_sort=may_sort)


def plan_of_statement(sql: str, params=(), *, may_sort: bool = False) -> str:
    """Return the plan of a statement as it would be asked of a large table.

    PostgreSQL reads small tables whole and sorts few rows, whatever indexes there are. It is kept
    from both, so that what it does is what the indexes allow, by no chance of their statistics.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute(f"SET LOCAL enable_sort = {'on' if may_sort else 'off'}")
        word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{word} {sql}", params)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@contextmanager
def statements():
    """Collect what is asked inside, as pairs of a statement and its parameters."""
    asked = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked
