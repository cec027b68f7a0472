"""A PostgreSQL cluster of our own that lives as long as a `with` block."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Debian keeps the server's programs off the PATH, Homebrew keeps versioned ones off it.
PROGRAM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
# initdb and postgres refuse to run as root.
LESSER_USERS = ("postgres", "nobody")
# The cluster is thrown away: it need not survive the loss of power.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "127.0.0.1",
    "timezone": "UTC",
}


def find_programs() -> Path | None:
    """Return the newest folder that holds PostgreSQL's server programs."""
    folders = [folder for pattern in PROGRAM_FOLDERS for folder in Path("/").glob(pattern[1:])]
    folders.sort(key=lambda folder: [int(part) for part in _digits(folder)], reverse=True)
    on_path = shutil.which("pg_ctl")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return next((folder for folder in folders if _is_complete(folder)), None)


@contextmanager
def postgres_cluster(programs: Path, **settings: str) -> Iterator[str]:
    """Make a cluster with *settings*, yield its DATABASE_URL, remove the cluster."""
    user = _lesser_user() if os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="rapport-postgres-"))
    if user:
        shutil.chown(home, user)
    port = _free_port()
    options = SETTINGS | settings | {"port": str(port), "unix_socket_directories": str(home)}
    try:
        _run(programs / "initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "-D", "data", home=home, user=user)  # fmt: skip
        _run(programs / "pg_ctl", "-D", "data", "-l", "log", "-w", "start",
             "-o", " ".join(f"-c {name}={value}" for name, value in options.items()),
             home=home, user=user)  # fmt: skip
        yield f"postgres://postgres@127.0.0.1:{port}/rapport"
    finally:
        if (home / "data" / "postmaster.pid").exists():
            _run(programs / "pg_ctl", "-D", "data", "-m", "immediate", "stop", home=home, user=user)
        shutil.rmtree(home, ignore_errors=True)


def _run(*command: str | Path, home: Path, user: str | None) -> None:
    """Run a program of PostgreSQL in the cluster's home, quietly unless it fails."""
    environment = {name: value for name, value in os.environ.items() if name[:2] != "PG"}
    group = pwd.getpwnam(user).pw_gid if user else None
    finished = subprocess.run(
        command,
        cwd=home,
        env=environment | {"HOME": str(home)},
        user=user,
        group=group,
        extra_groups=[] if user else None,
        stdout=(home / "commands").open("a"),
        stderr=subprocess.STDOUT,
        check=False,
    )
    if finished.returncode:
        told = [path.read_text() for path in (home / "commands", home / "log") if path.exists()]
        raise RuntimeError(f"{Path(command[0]).name} failed:\n" + "\n".join(told))


def _is_complete(folder: Path) -> bool:
    return all((folder / program).exists() for program in ("initdb", "pg_ctl", "postgres"))


def _digits(folder: Path) -> list[str]:
    return "".join(letter if letter.isdigit() else " " for letter in str(folder)).split()


def _lesser_user() -> str:
    users = {entry.pw_name for entry in pwd.getpwall()}
    return next(user for user in LESSER_USERS if user in users)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
