"""Answers to typing: what a choice offers, as JSON."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from crm.ui.choices import MOST_RESULTS, Choices


@require_GET
def choices(request: HttpRequest, source: Choices) -> JsonResponse:
    """At most `MOST_RESULTS` rows of *source* that begin with the words of `q`.

    `all` adds those that new work may not choose: a filter asks for them.
    """
    everything = request.GET.get("all") == "1"
    rows = source.visible_to(request.user) if everything else source.offered_to(request.user)
    rows = source.said(rows)
    text = request.GET.get("q", "").strip()[:200]
    found = source.find(rows, text) if text else rows[:MOST_RESULTS]
    return JsonResponse(
        {"results": [{"id": r.pk, "text": str(r), "hint": source.hint(r)} for r in found]}
    )
