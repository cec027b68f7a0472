"""The full-text index behind `SearchTextField`: word starts, the same on both databases.

SQLite: an external-content FTS5 table kept by triggers. PostgreSQL: a trigram index.
Both are made after every migration, because a rebuilt SQLite table loses its triggers.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models
from django.db.backends.utils import CursorWrapper
from django.db.models import Lookup, Subquery

from crm.text import query_words

# So many rows are read to learn whether words are frequent.
NEWEST = 2_000
_FTS = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5(
        {column}, content='{table}', content_rowid='id', tokenize='unicode61', prefix='2 3')""",
    "DROP TRIGGER IF EXISTS {index}_insert",
    """CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN
        INSERT INTO {index}(rowid, {column}) VALUES (new.id, new.{column}); END""",
    "DROP TRIGGER IF EXISTS {index}_delete",
    """CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN
        INSERT INTO {index}({index}, rowid, {column})
        VALUES ('delete', old.id, old.{column}); END""",
    "DROP TRIGGER IF EXISTS {index}_update",
    """CREATE TRIGGER {index}_update AFTER UPDATE OF {column} ON {table}
        WHEN old.{column} IS NOT new.{column} BEGIN
        INSERT INTO {index}({index}, rowid, {column})
        VALUES ('delete', old.id, old.{column});
        INSERT INTO {index}(rowid, {column}) VALUES (new.id, new.{column}); END""",
)
_TRIGRAMS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS {index} ON {table} USING gin ({column} gin_trgm_ops)",
)


class SearchTextField(models.TextField):
    """A column holding `crm.text.search_text(…)`; ask it with the lookup `words`."""

    def __init__(self, **kwargs):
        super().__init__(**{"editable": False, "default": "", "blank": True} | kwargs)


@SearchTextField.register_lookup
class Words(Lookup):
    """Every word of the query begins a word of the text; a query without words finds nothing."""

    lookup_name = "words"
    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        wanted = query_words(self.rhs)
        if not wanted:
            return "1 = 0", []
        field = self.lhs.target
        table, index = self.lhs.alias, index_name(field)
        quote = connection.ops.quote_name
        matching = f"SELECT rowid FROM {quote(index)} WHERE {quote(index)} MATCH %s"  # noqa: S608
        return f"{quote(table)}.{quote('id')} IN ({matching})", [_match(wanted)]

    def as_postgresql(self, compiler, connection):
        wanted = query_words(self.rhs)
        if not wanted:
            return "1 = 0", []
        lhs, params = self.process_lhs(compiler, connection)
        return (
            " AND ".join([f"{lhs} LIKE %s"] * len(wanted)),
            [p for word in wanted for p in (*params, _like(word))],
        )


@SearchTextField.register_lookup
class ReadWords(Words):
    """The same question asked of each row that is read anyhow: for words that are frequent."""

    lookup_name = "read_words"

    def as_sqlite(self, compiler, connection):
        return self.as_postgresql(compiler, connection)


def _match(words: list[str]) -> str:
    return " ".join(f'"{word}"*' for word in words)


def _like(word: str) -> str:
    return f"% {word}%"


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
        statement, its_params = _rows_with(field, column, wanted, using)
        statements.append(statement)
        params += its_params
    with connections[using].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements) + " LIMIT %s", [*params, most])
        return [key for (key,) in cursor.fetchall()]


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


def _rows_with(
    field: SearchTextField, column: str, wanted: list[str], using: str
) -> tuple[str, list[str]]:
    """The statement that reads *column* of the rows with the words *wanted*."""
    connection = connections[using]
    quote = connection.ops.quote_name
    table = quote(field.model._meta.db_table)
    if connection.vendor == "sqlite":
        index = quote(index_name(field))
        statement = (
            f"SELECT t.{quote(column)} FROM {index} AS f "  # noqa: S608 - our own names
            f"CROSS JOIN {table} AS t ON t.id = f.rowid WHERE {index} MATCH %s"
        )
        return statement, [_match(wanted)]
    conditions = " AND ".join([f"{quote(field.column or '')} LIKE %s"] * len(wanted))
    statement = f"SELECT {quote(column)} FROM {table} WHERE {conditions}"  # noqa: S608
    return statement, list(map(_like, wanted))


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


def index_name(field: models.Field) -> str:
    """The name of the index of *field*: the FTS table or the trigram index."""
    return f"{field.model._meta.db_table}_words"


def search_fields(app: AppConfig) -> list[SearchTextField]:
    """The searchable columns of one room; history tables keep copies that nobody searches."""
    return [
        field
        for model in app.get_models()
        for field in model._meta.local_fields
        if isinstance(field, SearchTextField) and not hasattr(model, "instance_type")
    ]


def ensure_search_index(field: SearchTextField, using: str) -> None:
    """Make the index of *field* if it is missing, and its triggers anew; safe to repeat."""
    connection = connections[using]
    names = {
        "index": index_name(field),
        "table": field.model._meta.db_table,
        "column": field.column,
    }
    is_new = names["index"] not in connection.introspection.table_names()
    with connection.cursor() as cursor:
        for statement in _TRIGRAMS if connection.vendor == "postgresql" else _FTS:
            cursor.execute(statement.format(**names))
    if is_new:
        rebuild(field, using)


def rebuild(field: SearchTextField, using: str = "default") -> None:
    """Fill the SQLite index anew from its table; PostgreSQL keeps its own."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        index = index_name(field)
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")  # noqa: S608


def index_problems(field: SearchTextField, using: str = DEFAULT_DB_ALIAS) -> Iterator[str]:
    """What is wrong between a searchable column and its index, in sentences."""
    connection = connections[using]
    problems = _fts_problems if connection.vendor == "sqlite" else _trigram_problems
    with connection.cursor() as cursor:
        yield from problems(cursor, field)


def _fts_problems(cursor: CursorWrapper, field: SearchTextField) -> Iterator[str]:
    table, index = field.model._meta.db_table, index_name(field)
    cursor.execute("SELECT count(*) FROM sqlite_master WHERE tbl_name = %s", [index])
    if not cursor.fetchone()[0]:
        yield f"{index} does not exist"
        return
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    triggers = {name for (name,) in cursor.fetchall()}
    for deed in ("insert", "delete", "update"):
        if f"{index}_{deed}" not in triggers:
            yield f"{index} is not told when a row is affected by {deed}"
    # The shadow table has a row for each document, which the index itself reads from its table.
    for missing, from_here, there in (
        ("not in the index", table, f"{index}_docsize"),
        ("in the index only", f"{index}_docsize", table),
    ):
        cursor.execute(
            f"SELECT count(*) FROM {from_here} WHERE id NOT IN (SELECT id FROM {there})"  # noqa: S608
        )
        number = cursor.fetchone()[0]
        if number:
            yield f"{index}: {number} rows are {missing}"
    try:
        # Compares every word with the table; it takes the lock of a writer, and writes nothing.
        cursor.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    except DatabaseError:
        yield f"{index}: its words are not those of the table"


def _trigram_problems(cursor: CursorWrapper, field: SearchTextField) -> Iterator[str]:
    index = index_name(field)
    cursor.execute(
        "SELECT indisvalid AND indisready FROM pg_index WHERE indexrelid = to_regclass(%s)", [index]
    )
    found = cursor.fetchone()
    if found is None:
        yield f"{index} does not exist"
    elif not found[0]:
        yield f"{index} is not valid"


def ensure_search_indexes(sender: AppConfig, using: str, **kwargs) -> None:
    """Receiver of `post_migrate`: the indexes of the migrated room stand, whatever happened."""
    existing = connections[using].introspection.table_names()
    for field in search_fields(sender):
        if field.model._meta.db_table in existing:
            ensure_search_index(field, using)
