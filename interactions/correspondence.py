"""Where letters and cover sheets are offered."""

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.models import Contact
from crm.sockets import Action, Tie
from interactions.actions.print_letter import RIGHT


def _address(url_name: str) -> Callable[[HttpRequest, Contact], str]:
    """The address of the form for a contact, "" where none is written."""

    def href(request: HttpRequest, contact: Contact) -> str:
        if contact.privacy_blocked or not request.user.has_perm(RIGHT):
            return ""
        return reverse(url_name, args=[contact.pk])

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
        in_menu=True,
    ),
    Action(
        order=71,
        noun="contact",
        label=gettext_lazy("Print cover sheet"),
        href=_address("cover_sheet_print"),
        icon="file-text",
        in_menu=True,
    ),
)
TIE = Tie(order=15, reason=_tie)
