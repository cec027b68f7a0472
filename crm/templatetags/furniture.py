"""Small parts of every page. These tags and filters need no `{% load %}`."""

from django import template
from django.conf import settings
from django.template import Context
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


@register.simple_tag(takes_context=True)
def constant(context: Context, name: str) -> SafeString:
    """`{% constant "ui/head.html" %}`: a part that is the same for everybody who reads a language.

    It is rendered once a process, so nothing in it may depend on the user or the page.
    """
    key = name, get_language()
    if key not in _constants or settings.DEBUG:
        _constants[key] = get_template(name).render({"frame": context.get("frame")})
    return _constants[key]


_constants: dict[tuple[str, str | None], SafeString] = {}
TOAST_ICONS = {"success": "circle-check", "warning": "alert-triangle", "error": "alert-circle"}


@register.filter
def toast_icon(level: str) -> str:
    """The drawing for a level of messages."""
    return TOAST_ICONS.get(level, "info-circle")


register.filter("offer", offer_of)
