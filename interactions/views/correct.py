"""Correcting an entry begins on the form that creates one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from interactions.views.access import get_log_entry
from interactions.views.way_back import where_from


@require_safe
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the form with the values of the entry; it says itself where that is refused."""
    entry = get_log_entry(request, pk)
    query = {"corrects": entry.pk}
    if back := where_from(request):
        query["next"] = back
    return redirect(f"{reverse('interaction_new')}?{urlencode(query)}")
