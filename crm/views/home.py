"""The home page: tiles of every room, chosen by the roles of who looks."""

from babel.dates import format_date
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from crm.ui.pages import Page
from crm.ui.tiles import tiles_of

# The day comes before the month, as everywhere in the product.
_LOCALES = {"en": "en_GB", "cs": "cs"}


class Home(Page):
    """What happened, and what is to be done next."""

    def get(self, request: HttpRequest) -> HttpResponse:
        language = self.reading.language
        return render(
            request,
            "crm/home.html",
            {
                "tiles": tiles_of(request, self.reading),
                "today": format_date(self.reading.today, "full", locale=_LOCALES[language]),
            },
        )
