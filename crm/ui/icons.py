"""Drawings beside words, each made once: a page has dozens of them."""

from functools import cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


@cache
def drawing(name: str, css: str = "") -> SafeString:
    """The drawing *name* of frontend/icons.txt, hidden from screen readers."""
    css = f"icon {css}".rstrip()
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, _sprite(), name
    )


@cache
def row_drawings(name: str) -> tuple[SafeString, SafeString]:
    """The drawing *name* for the first row that shows it, and for the rows after it.

    These point to the first one: the address of the drawings would be 3 KB of a page of 60.
    """
    drawn = '<svg class="icon" aria-hidden="true"><use {}/></svg>'
    first = format_html('id="r-{}" href="{}#{}"', name, _sprite(), name)
    return format_html(drawn, first), format_html(drawn, format_html('href="#r-{}"', name))


@cache
def _sprite() -> str:
    return static("vendor/icons/icons.svg")
