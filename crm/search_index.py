"""The full-text index behind `SearchTextField`: word starts, the same on both databases.

SQLite: an external-content FTS5 table kept by triggers. PostgreSQL: a trigram index.
Both are made after every migration, because a rebuilt SQLite table loses its triggers.
"""

from collections.abc import Iterator

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models
from django.db.backends.utils import CursorWrapper
from django.db.models import Lookup

from crm.text import query_words

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
        return f"{quote(table)}.{quote('id')} IN ({matching})", [match_pattern(wanted)]

    def as_postgresql(self, compiler, connection):
        wanted = query_words(self.rhs)
        if not wanted:
            return "1 = 0", []
        lhs, params = self.process_lhs(compiler, connection)
        return (
            " AND ".join([f"{lhs} LIKE %s"] * len(wanted)),
            [p for word in wanted for p in (*params, like_pattern(word))],
        )


@SearchTextField.register_lookup
class ReadWords(Words):
    """The same question asked of each row that is read anyhow: for words that are frequent."""

    lookup_name = "read_words"

    def as_sqlite(self, compiler, connection):
        return self.as_postgresql(compiler, connection)


def match_pattern(words: list[str]) -> str:
    """*words* as SQLite's index is asked for them."""
    return " ".join(f'"{word}"*' for word in words)


def like_pattern(word: str) -> str:
    """*word* as the beginning of a word in a searchable text."""
    return f"% {word}%"


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
