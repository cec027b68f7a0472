"""What HTTP must know before a view runs: preferences of the user, and whether he is signed in."""

import zoneinfo
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from crm.ui.reopening import remember_typist
from crm.views.sign_in import sign_in_keeping_text


class PreferencesMiddleware:
    """Language and zone: the user's own, else the cookie or the browser, else the company's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = (user.is_authenticated and user.language) or (
            translation.get_language_from_request(request)
        )
        zone = (user.is_authenticated and user.time_zone) or settings.TIME_ZONE
        request.LANGUAGE_CODE = language
        with translation.override(language), timezone.override(_zone(zone)):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every page wants a sign-in; a form sent after the session ended keeps its text."""

    def handle_no_permission(self, request, view_func):
        if request.method == "POST":
            return sign_in_keeping_text(request)
        if request.headers.get("HX-Request"):
            # A part of a page: the whole page goes to the sign-in and comes back.
            page = urlsplit(request.headers.get("HX-Current-URL", ""))
            back = page._replace(scheme="", netloc="", fragment="").geturl() or "/"
            return HttpResponseClientRedirect(redirect_to_login(back).url)
        return super().handle_no_permission(request, view_func)

    def process_response(self, request, response):
        remember_typist(request, response)
        return response


def _zone(name: str) -> zoneinfo.ZoneInfo:
    """The zone of that name; the company's where the system does not know it any more."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
