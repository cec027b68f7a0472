"""Drawings beside words, each made once: a page has dozens of them."""

from functools import cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


@cache
def drawing(name: str, css: str = "") -> SafeString:
    """The drawing *name* of frontend/icons.txt, hidden from screen readers."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>', css, _sprite(), name
    )


@cache
def _sprite() -> str:
    return static("vendor/icons/icons.svg")
