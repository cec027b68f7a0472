"""What somebody owes, on the home page: overdue, today, later, and what has no day."""

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.ui.reading import Reading
from crm.ui.table import Badge
from interactions.models import Due, PostponedInteraction
from interactions.postponing import may_resume, waiting_for

MOST_SHOWN = 8
TONES = {Due.OVERDUE: "warns", Due.TODAY: "now"}


@dataclass(frozen=True)
class Line:
    """A postponed interaction in a line."""

    what: str
    hint: str
    when: str
    href: str
    move_href: str
    badges: tuple[Badge, ...]


def my_postponed(request: HttpRequest, reading: Reading) -> dict | None:
    """The tile *My postponed interactions*."""
    if not may_resume(request.user):
        return None
    rows = waiting_for(request.user).select_related("contact", "template").by_due()[:MOST_SHOWN]
    grouped = groupby(rows, key=lambda row: Due.of(row.due_at, reading.today))
    return {
        "groups": [
            (group.label, TONES.get(group, "calm"), [line_of(row, reading) for row in found])
            for group, found in grouped
        ]
    }


def line_of(row: PostponedInteraction, reading: Reading) -> Line:
    """*row* in a line, with what a look at the home page is to tell of it."""
    badges = []
    if row.is_interrupted:
        badges.append(Badge(_("Interrupted"), "yellow"))
    if row.moved:
        hint = ngettext("moved %(n)d time", "moved %(n)d times", row.moved) % {"n": row.moved}
        badges.append(Badge(f"{row.moved}×", "secondary", hint))
    return Line(
        what=str(row),
        hint=str(row.contact) if row.contact and row.description else "",
        when=reading.day_of(row.due_at) if row.due_at else reading.moment(row.saved_at),
        href=row.get_absolute_url(),
        move_href=reverse("postponed_due", args=[row.pk]),
        badges=tuple(badges),
    )
