"""The product's addresses, and one page that does nothing: the floor of every page."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

EMPTY = "/benchmarks/empty/"


def empty_page(request: HttpRequest) -> HttpResponse:
    """Go through every middleware with a signed-in user, and say nothing."""
    return HttpResponse()


urlpatterns = [path(EMPTY[1:], empty_page), path("", include("crm.urls"))]
