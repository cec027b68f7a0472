"""Search for page or report: the page, and the list that drops down while one types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from crm.search import Asked, answer, directory


@require_safe
def tell_me(request: HttpRequest) -> HttpResponse:
    """What `q` leads to; without words every page there is."""
    asked = Asked(request.user, request.GET.get("q", ""))
    groups = answer(asked)
    total = sum(len(group.hits) for group in groups)
    context = {"asked": asked.text, "groups": groups, "total": total}
    if request.htmx:
        response = render(request, "crm/search_palette.html", context)
    else:
        context["directory"] = [] if asked.words else directory(request.user)
        response = render(request, "crm/search.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
