"""Small parts of every page. These tags and filters need no `{% load %}`."""

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from crm.ui.icons import drawing
from crm.ui.messages import offer_of

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """`{% icon "phone" %}`: a drawing beside a word; names are those of frontend/icons.txt.

    It is hidden from screen readers: a button with nothing but an icon has a label of its own.
    """
    return drawing(name, css)


@register.simple_tag
def constant(name: str, **props: Hashable) -> SafeString:
    """`{% constant "ui/sidebar.html" menu=frame.menu %}`: a part that says its *props* only.

    It is rendered once a process for each language and props, so nothing else of the user or
    the page may stand in it.
    """
    render = _rendered.__wrapped__ if settings.DEBUG else _rendered
    return render(name, get_language(), tuple(props.items()))


# The menu differs by rights, page and counts.
@lru_cache(maxsize=1024)
def _rendered(
    name: str, language: str | None, props: tuple[tuple[str, Hashable], ...]
) -> SafeString:
    return get_template(name).render(dict(props))


TOAST_ICONS = {"success": "circle-check", "warning": "alert-triangle", "error": "alert-circle"}


@register.filter
def toast_icon(level: str) -> str:
    """The drawing for a level of messages."""
    return TOAST_ICONS.get(level, "info-circle")


register.filter("offer", offer_of)
