"""Tiles for who looks after marketing and after the rules: campaigns, and what was canceled."""

from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from crm.models import Campaign
from crm.ui.reading import Reading
from interactions.filters import Fact
from interactions.models import Cancellation, InteractionLogEntry, InteractionTemplate

SHOWN = 6


def cancellations(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    """The last times that entries were marked as canceled: by whom, why, how many still are."""
    visible = InteractionLogEntry.objects.visible_to(request.user)
    seen = Cancellation.objects.filter(Exists(visible.filter(cancellation=OuterRef("pk"))))
    last = list(seen.select_related("by").order_by("-pk")[:SHOWN])
    marked = InteractionLogEntry.objects.filter(cancellation__in=last).order_by()
    numbers = dict(
        marked.values("cancellation")
        .annotate(number=Count("pk"))
        .values_list("cancellation", "number")
    )
    return {
        "lines": [
            {
                "when": reading.moment(row.at),
                "by": str(row.by),
                "reason": row.reason,
                "number": reading.number(numbers[row.pk]),
            }
            for row in last
        ],
        "more": f"{reverse('log_entry_list')}?{urlencode({'status': Fact.CANCELED})}",
    }


def campaigns(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    """Campaigns that run or are planned, with the number of their interactions."""
    current = Campaign.objects.visible_to(request.user).exclude(status=Campaign.Status.DONE)
    rows = list(current.order_by("-starts_on", "number")[:SHOWN])
    entries = InteractionLogEntry.objects.visible_to(request.user)
    of_these = entries.filter(campaign__in=rows).order_by()
    numbers = dict(
        of_these.values("campaign").annotate(number=Count("pk")).values_list("campaign", "number")
    )
    return {
        "lines": [
            {
                "href": row.get_absolute_url(),
                "description": row.description,
                "status": row.get_status_display(),
                "tone": "green" if row.status == Campaign.Status.RUNNING else "blue",
                "days": f"{reading.day(row.starts_on)} – {reading.day(row.ends_on)}",
                "number": reading.number(numbers.get(row.pk, 0)),
            }
            for row in rows
        ],
        "more": reverse("campaign_list"),
    }


def template_gap() -> tuple[str, str] | None:
    """Without a template nobody can write an interaction down."""
    if InteractionTemplate.objects.active().exists():
        return None
    return (
        _("There is no interaction template that may be used."),
        reverse("admin:interactions_interactiontemplate_changelist"),
    )
