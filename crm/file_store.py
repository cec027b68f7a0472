"""Where the bytes of files lie: outside of what is served, under names that nobody can guess."""

import datetime
import os
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

import structlog
from django.core.files import File
from django.core.files.storage import Storage, storages

log = structlog.get_logger()


def store() -> Storage:
    """The storage that the setting FILES_ROOT leads to."""
    return storages["files"]


def keep_bytes(content: File) -> str:
    """Write *content* where it survives a power cut, and answer its place."""
    key = uuid.uuid4().hex
    place = store().save(f"{key[:2]}/{key}", content)
    path = Path(store().path(place))
    # The bytes, their name in the folder, and the folder's name.
    for each in (path, path.parent, path.parent.parent):
        _to_the_disk(each)
    return place


def _to_the_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_bytes(places: Iterable[str]) -> None:
    """Remove what lies at *places*; what cannot be removed stays, to be named by a check."""
    for place in places:
        try:
            store().delete(place)
        except OSError as error:
            log.warning("file_not_removed", place=place, error=str(error))


def all_places() -> Iterator[tuple[str, datetime.datetime]]:
    """Every place at which something lies, with the moment of its writing."""
    storage = store()
    if not storage.exists("."):
        return
    folders, _files = storage.listdir(".")
    for folder in sorted(folders):
        _inner, names = storage.listdir(folder)
        for name in sorted(names):
            place = f"{folder}/{name}"
            yield place, storage.get_modified_time(place)
