"""The folder of what was printed for many: outside of the web root, each file by a secret name."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


def keep_file(prefix: str, suffix: str, write: Callable[[BinaryIO], object]) -> str:
    """Let *write* fill a new file, on the disk when this returns; answer its name."""
    folder = Path(settings.PRINTED_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{prefix}-{secrets.token_hex(8)}{suffix}"
    try:
        with (folder / name).open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        remove_file(name)
        raise
    return name


def path_of(name: str) -> Path:
    """Where the file *name* lies."""
    return Path(settings.PRINTED_ROOT) / name


def remove_file(name: str) -> None:
    """Remove the file *name*; one that is gone already is no matter."""
    if name:
        path_of(name).unlink(missing_ok=True)


def remove_leftovers(prefix: str, *, but: str) -> None:
    """Remove what begins with *prefix*, *but* that one: killed workers leave what no row names."""
    for path in Path(settings.PRINTED_ROOT).glob(f"{prefix}-*"):
        if path.name != but:
            remove_file(path.name)
