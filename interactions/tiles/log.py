"""Tiles with interactions: the last ones, and those that went badly."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from crm.access import reach_of
from crm.ui.reading import Reading
from crm.ui.table import Badge
from interactions.badges import badges_of
from interactions.figures import Circle, Span
from interactions.filters import Period
from interactions.models import Evaluation, InteractionLogEntry
from interactions.models.log_entry import InteractionLogEntryQuerySet
from interactions.timeline import icon_of

SHOWN = 8
BAD = (Evaluation.VERY_NEGATIVE, Evaluation.NEGATIVE)


@dataclass(frozen=True)
class Line:
    """An entry in a tile, ready to be printed."""

    href: str
    icon: str
    what: str
    contact: str
    contact_href: str
    hint: str
    when: str
    badges: list[Badge]


def recent_log(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    """The last entries: one's own, or with `?log=all` everybody's."""
    own = request.user.own_salesperson
    shows_all = own is None or request.GET.get("log") == "all"
    entries = InteractionLogEntry.objects.visible_to(request.user)
    if not shows_all:
        entries = entries.filter(salesperson=own)
    query = "" if shows_all else f"?{urlencode({'salesperson': own.pk})}"
    return {
        "lines": list(_lines(entries.newest_first(), reading, with_owner=shows_all)),
        "has_own": own is not None,
        "shows_all": shows_all,
        "may_record": bool(reach_of(request.user, "interactions.record")),
        "more": f"{reverse('log_entry_list')}{query}",
    }


def negative_evaluations(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    """What went badly this week."""
    span = Span.of_days(*Period.THIS_WEEK.days(reading.today))
    entries = Circle.of(request.user).entries_for(request.user).standing()
    bad = entries.filter(
        evaluation__in=BAD, occurred_at__gte=span.begins, occurred_at__lt=span.ends
    )
    query = [("period", Period.THIS_WEEK), *(("evaluation", value.value) for value in BAD)]
    return {
        "lines": list(_lines(bad.newest_first(), reading)),
        "more": f"{reverse('log_entry_list')}?{urlencode(query)}",
    }


def _lines(
    entries: InteractionLogEntryQuerySet, reading: Reading, *, with_owner: bool = True
) -> Iterable[Line]:
    related = ("contact__company", "template", "salesperson", "cancellation__by")
    for entry in entries.select_related(*related)[:SHOWN]:
        owner = entry.salesperson if with_owner else None
        yield Line(
            href=entry.get_absolute_url(),
            icon=icon_of(entry.correspondence_type, entry.information_flow),
            what=entry.description,
            contact=entry.contact.name,
            contact_href=entry.contact.get_absolute_url(),
            hint=" · ".join(map(str, filter(None, (entry.contact.company, owner)))),
            when=reading.moment(entry.occurred_at),
            badges=badges_of(entry, reading),
        )
