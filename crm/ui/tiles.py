"""Tiles of the home page: which of them somebody sees, each ready to be printed."""

from dataclasses import dataclass

from django.http import HttpRequest

from crm import sockets
from crm.ui.reading import Reading


@dataclass(frozen=True)
class ShownTile:
    """A template with the facts it prints as `tile`."""

    template: str
    facts: dict


def tiles_of(request: HttpRequest, reading: Reading) -> dict[str, list[ShownTile]]:
    """The tiles for the roles of the user by region; one that two roles bring stands once."""
    roles = roles_of(request.user)
    wanted = (
        tile
        for tile in sockets.tiles
        if not tile.roles or request.user.is_superuser or roles.intersection(tile.roles)
    )
    chosen: dict = {}
    for tile in wanted:
        chosen.setdefault(tile.template, tile)
    regions: dict[str, list[ShownTile]] = {"top": [], "main": [], "aside": []}
    for tile in chosen.values():
        facts = tile.context(request, reading)
        if facts is not None:
            regions[tile.region].append(ShownTile(tile.template, facts))
    return regions


def roles_of(user) -> frozenset[str]:
    """The names of the groups somebody belongs to."""
    return frozenset(user.groups.values_list("name", flat=True))
