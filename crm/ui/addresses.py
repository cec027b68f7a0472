"""Addresses that came with a request: followed only where they stay on this host."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

HOME = "/"


def local_address(request: HttpRequest, typed: str, default: str = HOME) -> str:
    """*typed* if it leads to a page of this host, else *default*."""
    local = url_has_allowed_host_and_scheme(
        typed, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return typed if local else default
