"""Removing what killed processes left behind: files of nothing, and bytes of no file."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from crm.actions.store_file import release_files
from crm.file_store import all_places, remove_bytes
from crm.models import StoredFile

# Bytes are written before their row is: what is younger may be on its way.
ON_ITS_WAY = datetime.timedelta(hours=1)
SLICE = 500


@dataclass(frozen=True)
class Unused:
    """How many *files* nothing refers to, and at how many *places* lie bytes of no file."""

    files: int
    places: int


def unknown_places(now: datetime.datetime) -> Iterator[str]:
    """Places at which bytes lie that no row knows."""
    old = (place for place, written in all_places() if written < now - ON_ITS_WAY)
    while batch := list(islice(old, SLICE)):
        known = set(StoredFile.objects.filter(place__in=batch).values_list("place", flat=True))
        yield from (place for place in batch if place not in known)


def count_unused(*, now: datetime.datetime) -> Unused:
    """What `remove_unused_files` would remove now."""
    places = sum(1 for _place in unknown_places(now))
    return Unused(StoredFile.objects.unused().count(), places)


def remove_unused_files(*, now: datetime.datetime) -> Unused:
    """Remove files that nothing refers to, and bytes that no row knows; how many went."""
    files = 0
    while keys := list(StoredFile.objects.unused().values_list("pk", flat=True)[:SLICE]):
        gone = release_files(keys)
        files += gone
        if not gone:
            break
    places = list(unknown_places(now))
    remove_bytes(places)
    return Unused(files, len(places))
