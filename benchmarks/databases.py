"""The two databases: where a data set is kept, and a fresh copy of it to work on."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from abc import ABC, abstractmethod
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from benchmarks.floors import Driver
from benchmarks.scale import Scale
from crm.sqlite import sqlite_options

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "var" / "benchmarks"
# Whatever decides which rows a data set holds and how they are stored.
MADE_FROM = (
    *sorted(ROOT.glob("*/migrations/*.py")),
    ROOT / "crm" / "search_index.py",
    *sorted((ROOT / "benchmarks" / "dataset").iterdir()),
    ROOT / "benchmarks" / "scale.py",
)


def fingerprint() -> str:
    """A name for the data sets that today's migrations and seeds make."""
    digest = hashlib.sha256()
    for path in MADE_FROM:
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


class Database(ABC):
    """One of the databases that Rapport runs on, seen from a benchmark."""

    name: str

    def __init__(self, scale: Scale):
        self.scale = scale

    @property
    @abstractmethod
    def work_url(self) -> str:
        """The DATABASE_URL of the copy to work on."""

    @abstractmethod
    def prepare(self) -> None:
        """Make the data set unless it is kept from another run."""

    @abstractmethod
    def restore(self) -> None:
        """Put a fresh copy of the data set where `work_url` points; nobody may be connected."""

    @abstractmethod
    def drop(self) -> None:
        """Remove the copy."""

    @abstractmethod
    def driver(self) -> Driver:
        """A bare connection to the copy, opened as the product opens its own."""

    def _build(self, url: str) -> None:
        print(f"Building the data set {self.scale.name} for {self.name} …", flush=True)
        subprocess.run(
            [sys.executable, "-m", "benchmarks.dataset", self.scale.name],
            env=os.environ | {"DATABASE_URL": url},
            cwd=ROOT,
            check=True,
        )


class Sqlite(Database):
    """A file; a copy of a file."""

    name = "SQLite"

    @property
    def kept(self) -> Path:
        return CACHE / f"{self.scale.name}-{fingerprint()}.sqlite3"

    @property
    def work(self) -> Path:
        return CACHE / f"work-{os.environ['BENCHMARK_RUN']}.sqlite3"

    @property
    def work_url(self) -> str:
        return f"sqlite:///{self.work}"

    def prepare(self) -> None:
        if self.kept.exists():
            return
        CACHE.mkdir(parents=True, exist_ok=True)
        for outdated in CACHE.glob(f"{self.scale.name}-*.sqlite3"):
            outdated.unlink()
        building = CACHE / f"building-{os.getpid()}.sqlite3"
        self._build(f"sqlite:///{building}")
        building.rename(self.kept)

    def restore(self) -> None:
        self.drop()
        shutil.copyfile(self.kept, self.work)
        # Else the first commits wait until the disk has written the copy.
        with self.work.open("rb") as copy:
            os.fsync(copy.fileno())

    def drop(self) -> None:
        for leftover in self.work.parent.glob(f"{self.work.name}*"):
            leftover.unlink()

    def driver(self) -> Driver:
        connection = sqlite3.connect(self.work, isolation_level=None, timeout=20)
        connection.executescript(sqlite_options()["init_command"])
        return Driver(connection)


class Postgres(Database):
    """A database on a server; a copy made of it as a template."""

    name = "PostgreSQL"

    def __init__(self, scale: Scale, server: str):
        super().__init__(scale)
        self.server = server

    @property
    def kept(self) -> str:
        return f"rapport_bench_{self.scale.name}_{fingerprint()}"

    @property
    def work(self) -> str:
        return f"rapport_bench_work_{os.environ['BENCHMARK_RUN']}"

    @property
    def work_url(self) -> str:
        return self._url(self.work)

    def prepare(self) -> None:
        with self._maintenance() as server:
            names = {name for (name,) in server.execute("SELECT datname FROM pg_database")}
            if self.kept in names:
                return
            for outdated in names:
                if outdated.startswith(f"rapport_bench_{self.scale.name}_"):
                    server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(outdated)))
            building = f"rapport_bench_building_{os.getpid()}"
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
            self._build(self._url(building))
            server.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(building), sql.Identifier(self.kept)
                )
            )

    def restore(self) -> None:
        self.drop()
        with self._maintenance() as server:
            # Older servers copy files by themselves and know no other way.
            quick = " STRATEGY FILE_COPY" if server.info.server_version >= 150_000 else ""
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}" + quick).format(
                    sql.Identifier(self.work), sql.Identifier(self.kept)
                )
            )

    def drop(self) -> None:
        with self._maintenance() as server:
            server.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.work))
            )

    def driver(self) -> Driver:
        connection = psycopg.connect(
            self.work_url, autocommit=True, options="-c work_mem=4MB -c timezone=UTC"
        )
        return Driver(connection, named="%({})s")

    def _maintenance(self) -> psycopg.Connection:
        return psycopg.connect(self._url("postgres"), autocommit=True)

    def _url(self, database: str) -> str:
        return urlunsplit(urlsplit(self.server)._replace(path=f"/{database}"))
