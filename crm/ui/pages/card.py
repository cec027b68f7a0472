from collections.abc import Callable
from typing import ClassVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from crm import sockets
from crm.ui.pages.page import Page


class CardPage(Page):
    """One object: identity and actions on top, panels from every room below.

    A subclass names its `template_name` and its doorkeeper `load(request, pk)`.
    """

    template_name: ClassVar[str] = "generic/card.html"
    load: ClassVar[Callable[[HttpRequest, int], Model]]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.object = type(self).load(request, pk)
        return render(request, self.template_name, self.get_context())

    def facts(self) -> dict:
        """What this card's own template needs besides the object."""
        return {}

    def get_context(self) -> dict:
        noun = self.object._meta.model_name
        actions = card_actions(self.request, self.object, noun)
        return {
            "object": self.object,
            "reading": self.reading,
            "actions": [each for each in actions if not each[0].in_menu],
            "actions_in_menu": [each for each in actions if each[0].in_menu],
            "main_panels": card_panels(self.request, self.object, noun, "main"),
            "aside_panels": card_panels(self.request, self.object, noun, "aside"),
            **self.facts(),
        }


def card_actions(request: HttpRequest, obj: Model, noun: str) -> list[tuple[sockets.Action, str]]:
    """The buttons of a card with their addresses, those that are offered to this user."""
    found = (
        (action, action.href(request, obj)) for action in sockets.actions if action.noun == noun
    )
    return [(action, href) for action, href in found if href]


def card_panels(request: HttpRequest, obj: Model, noun: str, region: str) -> list[tuple[str, dict]]:
    """Template and context of each panel that has something to show."""
    found = (
        (panel.template, panel.context(request, obj))
        for panel in sockets.panels
        if panel.noun == noun and panel.region == region
    )
    return [(template, context) for template, context in found if context is not None]
