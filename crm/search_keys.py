"""Which rows have the words that somebody typed, asked before any row is read."""

from collections.abc import Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Subquery

from crm.search_index import SearchTextField, index_name, like_pattern, match_pattern
from crm.text import query_words

# So many rows are read to learn whether words are frequent.
NEWEST = 2_000


def keys_with_words(
    sources: Iterable[tuple[SearchTextField, str]],
    text: str,
    most: int,
    using: str = DEFAULT_DB_ALIAS,
) -> list[int]:
    """A probe: what stands in a column of the rows with the words of *text*, *most* at most.

    *sources* are pairs of a searchable field and such a column of its table, for example a
    foreign key. Rows come in no order, and the search ends as soon as there are enough.
    """
    wanted = query_words(text)
    if not wanted:
        return []
    statements, params = [], []
    for field, column in sources:
        statement, its_params = _rows_with(field, [column], wanted, using)
        statements.append(statement)
        params += its_params
    return _keys(" UNION ALL ".join(statements) + " LIMIT %s", [*params, most], using)


def first_with_words(
    field: SearchTextField,
    sorted_by: str,
    text: str,
    most: int,
    using: str = DEFAULT_DB_ALIAS,
) -> list[int]:
    """The same probe of one table, its keys in the order of the column *sorted_by*."""
    wanted = query_words(text)
    if not wanted:
        return []
    statement, params = _rows_with(field, ["id", sorted_by], wanted, using)
    place = connections[using].ops.quote_name(sorted_by)
    # As a subquery in FROM SQLite would merge it with the rest, and sort all that have the words.
    statement = (
        f"WITH found AS MATERIALIZED ({statement} LIMIT %s) "  # noqa: S608 - our own names
        f"SELECT id FROM found ORDER BY {place}, id"
    )
    return _keys(statement, [*params, most], using)


def keys_named(
    number: models.Field,
    sorted_by: models.Field | None,
    text: str,
    most: int,
    using: str = DEFAULT_DB_ALIAS,
) -> tuple[list[int], list[int]]:
    """The keys of the rows whose *number* is *text*, and of the first *most* that begin with it.

    *sorted_by* holds what the rows are sorted by, folded; without it none begin with anything.
    """
    connection = connections[using]
    quote = connection.ops.quote_name
    table = quote(number.model._meta.db_table)
    numbers = sorted({text, text.upper()})
    places = ", ".join(["%s"] * len(numbers))
    statement = f"SELECT id, 1 FROM {table} WHERE {quote(number.column or '')} IN ({places})"  # noqa: S608
    params: list[Any] = [*numbers]
    folded = " ".join(query_words(text))
    if sorted_by is not None and folded:
        column = quote(sorted_by.column or "")
        after, before = bounds_of_beginning(folded)
        conditions = f"{column} >= %s AND {column} LIKE %s"
        params += [after, f"{folded}%"]
        if before:
            conditions += f" AND {column} < %s"
            params.append(before)
        # SQLite wants no brackets around a part of a union.
        first = f"SELECT id FROM {table} WHERE {conditions} ORDER BY {column}, id LIMIT %s"  # noqa: S608
        statement += f" UNION ALL SELECT id, 0 FROM ({first}) AS first"  # noqa: S608
        params.append(most)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        found = cursor.fetchall()
    return (
        [key for key, is_named in found if is_named],
        [key for key, is_named in found if not is_named],
    )


def bounds_of_beginning(folded: str) -> tuple[str, str]:
    """Where texts that begin with *folded* stand among sorted ones: from, and before ("": the end).

    What follows on z or 9 sorts differently on each database: the letter before them is raised.
    """
    raised = folded.rstrip("z9 ")
    return folded, raised[:-1] + chr(ord(raised[-1]) + 1) if raised else ""


def are_frequent(field: SearchTextField, text: str, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether one in a hundred of the newest rows has the words of *text*.

    Only PostgreSQL is asked: before the first hit it collects all of them (20 ms for 200,000),
    while SQLite ends as soon as there are enough.
    """
    wanted = query_words(text)
    if not wanted or connections[using].vendor == "sqlite":
        return False
    rows = field.model._default_manager.using(using).order_by("-pk")
    newest = rows.filter(pk__gt=Subquery(rows.values("pk")[:1]) - NEWEST)
    return newest.filter(**{f"{field.name}__read_words": text}).count() >= NEWEST / 100


def is_met_at_once(text: str) -> bool:
    """Whether nearly any row has the words of *text*: no word, or single letters."""
    return all(len(word) == 1 for word in query_words(text))


def _rows_with(
    field: SearchTextField, columns: list[str], wanted: list[str], using: str
) -> tuple[str, list[Any]]:
    """The statement that reads *columns* of the rows with the words *wanted*."""
    connection = connections[using]
    quote = connection.ops.quote_name
    table = quote(field.model._meta.db_table)
    read = ", ".join(f"t.{quote(column)}" for column in columns)
    if connection.vendor == "sqlite":
        index = quote(index_name(field))
        statement = (
            f"SELECT {read} FROM {index} AS f "  # noqa: S608 - our own names
            f"CROSS JOIN {table} AS t ON t.id = f.rowid WHERE {index} MATCH %s"
        )
        return statement, [match_pattern(wanted)]
    conditions = " AND ".join([f"{quote(field.column or '')} LIKE %s"] * len(wanted))
    statement = f"SELECT {read} FROM {table} AS t WHERE {conditions}"  # noqa: S608
    return statement, list(map(like_pattern, wanted))


def _keys(statement: str, params: list[Any], using: str) -> list[int]:
    with connections[using].cursor() as cursor:
        cursor.execute(statement, params)
        return [key for (key,) in cursor.fetchall()]
