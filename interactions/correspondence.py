"""Where letters and cover sheets are offered."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.models import Contact
from crm.sockets import Action, Tie
from crm.ui.addresses import card_address
from interactions.actions.print_letter import RIGHT


def _address(url_name: str) -> Callable[[HttpRequest, Any], str]:
    """The address of the form for a contact or a row of the list, "" where none is written."""

    def href(request: HttpRequest, row: Any) -> str:
        known = row.get if isinstance(row, dict) else lambda name: getattr(row, name)
        if known("privacy_blocked") or not request.user.has_perm(RIGHT):
            return ""
        return card_address(url_name, known("pk"))

    return href


def _tie(contact: Contact) -> str:
    return _("Letters to this contact were printed.") if contact.letters.exists() else ""


ACTIONS = (
    Action(
        order=70,
        noun="contact",
        label=gettext_lazy("Print letter"),
        href=_address("letter_print"),
        icon="printer",
        on_rows=True,
        in_menu=True,
    ),
    Action(
        order=71,
        noun="contact",
        label=gettext_lazy("Print cover sheet"),
        href=_address("cover_sheet_print"),
        icon="file-text",
        on_rows=True,
        in_menu=True,
    ),
)
TIE = Tie(order=15, reason=_tie)
