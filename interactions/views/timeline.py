"""Parts of a contact's card that are asked for when they are wanted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from crm.ui.reading import Reading
from crm.views.access import get_contact
from interactions.panels.contact import entries_of, sums_in_words
from interactions.timeline import timeline_of


@require_safe
def contact_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """The older part of what happened with a contact."""
    contact = get_contact(request, pk)
    if not request.htmx:
        return redirect(contact)
    timeline = timeline_of(contact, request, older_than=request.GET.get("older", ""))
    context = {"timeline": timeline, "contact": contact}
    return render(request, "interactions/_timeline_page.html", context)


@require_safe
def contact_sums(request: HttpRequest, pk: int) -> HttpResponse:
    """Number, cost and duration of a contact's interactions that count."""
    contact = get_contact(request, pk)
    if not request.htmx:
        return redirect(contact)
    sums = sums_in_words(entries_of(request, contact).standing(), Reading.of_request(request))
    return render(request, "interactions/_sums.html", {"sums": sums})
