"""Make the data set: few rows by the models, many by SQL from a seed, the same on both databases.

Search triggers and indexes are
taken away before the rows come and made again behind them, as with every large import.
"""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from django.contrib.auth.models import Group
from django.core.management.color import no_style
from django.db import connection, transaction

from benchmarks.dataset import words
from benchmarks.scale import Scale
from crm import roles
from crm.models import BusinessRelation, Campaign, Contact, MarketingSetup, Salesperson, Team, User
from crm.search_index import rebuild
from crm.text import fold, search_text
from interactions.models import (
    Cancellation,
    Comment,
    InteractionGroup,
    InteractionLogEntry,
    InteractionTemplate,
)

ROWS = Path(__file__).with_name("rows.sql")
SEED = 20_261_101
FIRST_MOMENT = datetime.datetime(2021, 11, 1, tzinfo=datetime.UTC)
LAST_MOMENT = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
GROUPS, TEMPLATES, CAMPAIGNS, TEAM_SIZE = 8, 40, 20, 10
BIG_TABLES = [
    model._meta.db_table
    for model in (Contact, BusinessRelation, Cancellation, InteractionLogEntry, Comment)
]
SEES_OWN = "Sees own contacts"
SEES_TEAM = "Sees the contacts of the team"


def build(scale: Scale) -> None:
    """Fill the migrated, empty default database."""
    with transaction.atomic():
        make_company(scale)
        sizes = fill_pools() | sizes_of(scale)
        with indexes_aside():
            for statement in statements(sizes):
                _execute(statement)
        drop_pools()
        _advance_sequences()


def vacuum() -> None:
    """Do what autovacuum does by itself within minutes.

    SQLite has no such thing, so its planner knows as little here as in an installation.
    """
    if connection.vendor == "postgresql":
        _execute("SET statement_timeout = 0")
        _execute("VACUUM ANALYZE")


def make_company(scale: Scale) -> None:
    """The people who work here, their rights, and the few rows of set-up."""
    own, team = _narrower_roles()
    teams = Team.objects.bulk_create(
        Team(pk=n, name=f"Tým {n}") for n in range(1, scale.salespeople // TEAM_SIZE + 1)
    )
    for n in range(1, scale.salespeople + 1):
        name = f"Prodejce {n}"
        user = User.objects.create(pk=n, username=f"seller{n}", last_name=name)
        user.groups.add(own if n <= 3 else team if n == 4 else _group(roles.SALESPERSON))
        Salesperson.objects.create(
            pk=n, code=f"P{n}", name=name, user=user, team=teams[n % len(teams)]
        )
    chief = User.objects.create(pk=scale.salespeople + 1, username="chief", last_name="Šéf")
    chief.groups.add(_group(roles.MANAGER), _group(roles.SETUP))
    MarketingSetup.objects.get_or_create(pk=1)
    groups = [
        InteractionGroup.objects.create(pk=n, code=f"S{n}", description=f"Skupina {n}")
        for n in range(1, GROUPS + 1)
    ]
    for n in range(1, TEMPLATES + 1):
        InteractionTemplate.objects.create(
            pk=n, code=f"T{n}", group=groups[(n - 1) % GROUPS], description=f"Šablona {n}"
        )
    for n in range(1, CAMPAIGNS + 1):
        Campaign.objects.create(pk=n, number=f"KA{n}", description=f"Kampaň {n}")


def _narrower_roles() -> tuple[Group, Group]:
    """Salespeople who see less than everything, as an installation may have them."""
    salesperson = _group(roles.SALESPERSON)
    own, _made = Group.objects.get_or_create(name=SEES_OWN)
    own.permissions.set(salesperson.permissions.exclude(codename="see_all"))
    team, _made = Group.objects.get_or_create(name=SEES_TEAM)
    team.permissions.set(own.permissions.all())
    see_all = salesperson.permissions.get(codename="see_all")
    see_team, _made = see_all._meta.model.objects.get_or_create(
        content_type=see_all.content_type, codename="see_team", defaults={"name": "see_team"}
    )
    team.permissions.add(see_team)
    return own, team


def _group(role: str) -> Group:
    return Group.objects.get(name=role)


def sizes_of(scale: Scale) -> dict[str, int]:
    """The numbers that rows.sql names."""
    return {
        "contacts": scale.contacts,
        "entries": scale.entries,
        "salespeople": scale.salespeople,
        "cancellations": scale.cancellations,
        "busy": scale.busy,
        "groups": GROUPS,
        "templates": TEMPLATES,
        "campaigns": CAMPAIGNS,
        "first_second": int(FIRST_MOMENT.timestamp()),
        # The jitter of a moment is three days, and nothing lies behind the last one.
        "span": int((LAST_MOMENT - FIRST_MOMENT).total_seconds()) - 250_000,
    }


def statements(sizes: dict[str, int]) -> Iterator[str]:
    """The statements of rows.sql in the dialect of the database, with the numbers put in."""
    text = re.sub(r"--.*", "", ROWS.read_text())
    text = re.sub(r"MIX\((\w+), (\d+)\)", _mix, text)
    moment = "datetime({}, 'unixepoch')" if connection.vendor == "sqlite" else "to_timestamp({})"
    text = re.sub(r"MOMENT\(([^()]+)\)", lambda found: moment.format(found[1]), text)
    text = re.sub(r":(\w+)", lambda found: str(sizes[found[1]]), text)
    return (statement for statement in map(str.strip, text.split(";")) if statement)


def _mix(found: re.Match) -> str:
    """Arithmetic that both databases do alike; the square breaks every even row of steps."""
    start = f"(({found[1]} * 2654435761 + {int(found[2]) * 104_729 + SEED}) % 2147483647)"
    return f"({start} * {start} % 2147483647 * 48271 % 2147483647)"


def fill_pools() -> dict[str, int]:
    """Temporary tables of words with what they fold to; return how many words each has."""
    people = [(f, s[0]) for f in words.MEN for s in words.SURNAMES]
    people += [(f, s[1]) for f in words.WOMEN for s in words.SURNAMES]
    phrases = list(product(words.DESCRIPTIONS, words.SUBJECTS))
    rare = [(words.RARE_DESCRIPTION, ""), (words.RAREST_DESCRIPTION, "")]
    remarks = words.COMMENTS
    _pool(
        "person",
        ("first_name", "surname", "folded_first_name", "folded_surname"),
        [(first, last, fold(first), fold(last)) for first, last in people],
    )
    _pool("trade", ("name", "folded"), [(name, fold(name)) for name in words.TRADES])
    _pool("city", ("name", "folded"), [(name, fold(name)) for name in words.CITIES])
    _pool(
        "phrase",
        ("description", "subject", "search_text"),
        [(*pair, search_text(*pair)) for pair in phrases + rare],
    )
    _pool("remark", ("text", "search_text"), [(text, search_text(text)) for text in remarks])
    return {
        "people": len(people),
        "trades": len(words.TRADES),
        "cities": len(words.CITIES),
        "phrases": len(phrases),
        "comments": len(remarks),
    }


def _pool(name: str, columns: tuple[str, ...], rows: list[tuple]) -> None:
    declared = ", ".join(f"{column} text" for column in columns)
    places = ", ".join(["%s"] * (len(columns) + 1))
    _execute(f"CREATE TEMPORARY TABLE pool_{name} (i bigint PRIMARY KEY, {declared})")
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO pool_{name} VALUES ({places})",
            [(i, *row) for i, row in enumerate(rows)],
        )


def drop_pools() -> None:
    for name in ("person", "trade", "city", "phrase", "remark"):
        _execute(f"DROP TABLE pool_{name}")


@contextmanager
def indexes_aside() -> Iterator[None]:
    """Take indexes, search triggers and foreign key checks away, and bring them back."""
    make_again, drop = _aside_on_sqlite() if connection.vendor == "sqlite" else _aside_on_postgres()
    for statement in drop:
        _execute(statement)
    yield
    if connection.vendor == "postgresql":
        _execute("SET LOCAL session_replication_role = DEFAULT")
    for statement in make_again:
        _execute(statement)
    for model in (Contact, InteractionLogEntry, Comment):
        rebuild(model._meta.get_field("search_text"))


def _aside_on_sqlite() -> tuple[list[str], list[str]]:
    rows = _fetch(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL "
        "AND type IN ('index', 'trigger') AND sql NOT LIKE 'CREATE UNIQUE%%' "
        f"AND tbl_name IN ({', '.join(['%s'] * len(BIG_TABLES))})",
        BIG_TABLES,
    )
    return [sql for _type, _name, sql in rows], [f'DROP {kind} "{name}"' for kind, name, _ in rows]


def _aside_on_postgres() -> tuple[list[str], list[str]]:
    rows = _fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) "
        "AND schemaname = current_schema() AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
        [BIG_TABLES],
    )
    # A minute is enough for a page, not for an index on millions of rows.
    drop = [
        "SET LOCAL statement_timeout = 0",
        "SET LOCAL maintenance_work_mem = '512MB'",
        "SET LOCAL session_replication_role = replica",
    ]
    return [sql for _, sql in rows], [*drop, *(f'DROP INDEX "{name}"' for name, _ in rows)]


def _advance_sequences() -> None:
    models = [Team, User, Salesperson, Contact, Cancellation, InteractionLogEntry]
    models += [InteractionGroup, InteractionTemplate, Campaign, MarketingSetup]
    for statement in connection.ops.sequence_reset_sql(no_style(), models):
        _execute(statement)


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _fetch(statement: str, parameters: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
