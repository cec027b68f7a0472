"""The pages that say what went wrong and what to do, and keep what was typed."""

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template import loader
from django.utils.functional import SimpleLazyObject

from crm.access import MissingRight
from crm.ui.context import BareFrame
from crm.ui.reopening import Typed, refused
from crm.views.access import administrators


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: nothing of the request can be trusted, so nothing of it is shown."""
    return _bare(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: which right is missing, and who can give it."""
    right = exception.right if isinstance(exception, MissingRight) else ""
    typed = _typed(request)
    context = {"right": right, "administrators": administrators(), "typed": typed}
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the address leads nowhere, or to a row this user does not see."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 where it is the database that cannot answer now."""
    if isinstance(sys.exc_info()[1], OperationalError):
        response = _bare(request, "503.html", status=503)
        response.headers["Retry-After"] = "10"
        return response
    return _bare(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is not valid (any more): its text is shown and can be reopened."""
    return render(request, "csrf.html", {"typed": refused(request)}, status=403)


def _bare(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    """A page that asks neither database nor session."""
    # The token is a cookie: without it the button that opens the text in a form would be refused.
    token = SimpleLazyObject(lambda: get_token(request))
    context = {"frame": BareFrame(request), "typed": _typed(request), "csrf_token": token}
    return HttpResponse(loader.render_to_string(template, context), status=status)


def _typed(request: HttpRequest) -> Typed | None:
    """What was typed, if the request can still be read."""
    try:
        return refused(request) if request.method == "POST" else None
    except Exception:  # noqa: BLE001 - whatever broke the page must not break this one
        return None
