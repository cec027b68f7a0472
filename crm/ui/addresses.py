"""Addresses: of the cards of many rows, and those that came with a request."""

from functools import cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

HOME = "/"


def card_address(url_name: str, key: int | None) -> str:
    """The address of the card of row *key*, "" for none; fifty `reverse()` a page are slow."""
    return _pattern(url_name).format(key) if key else ""


@cache
def _pattern(url_name: str) -> str:
    return reverse(url_name, args=[0]).replace("/0/", "/{}/")


def local_address(request: HttpRequest, typed: str, default: str = HOME) -> str:
    """*typed* if it leads to a page of this host, else *default*."""
    # Anything else is no address to `redirect`, but the name of a view.
    is_address = typed.startswith(("/", "http://", "https://"))
    local = is_address and url_has_allowed_host_and_scheme(
        typed, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return typed if local else default
