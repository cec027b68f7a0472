"""What somebody owes, on the home page: overdue, today, later, and what has no day."""

import datetime
from dataclasses import dataclass, replace
from itertools import groupby

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.models import User
from crm.ui.reading import Reading
from crm.ui.table import Badge
from interactions.models import Due, PostponedInteraction
from interactions.postponing import may_resume, waiting_for

MOST_SHOWN = 8
# For so long the former owner is told where his went.
TOLD_FOR = datetime.timedelta(days=14)
TONES = {Due.OVERDUE: "warns", Due.TODAY: "now"}


@dataclass(frozen=True)
class Line:
    """A postponed interaction in a line."""

    what: str
    hint: str
    when: str
    href: str = ""
    move_href: str = ""
    badges: tuple[Badge, ...] = ()


def my_postponed(request: HttpRequest, reading: Reading) -> dict | None:
    """The tile *My postponed interactions*."""
    if not may_resume(request.user):
        return None
    mine = waiting_for(request.user).select_related("contact", "template", "handed_over_by")
    rows = list(mine.by_due()[:MOST_SHOWN])
    given, gone = _passed_on(request.user, reading)
    grouped = groupby(rows, key=lambda row: Due.of(row.due_at, reading.today))
    owed = [
        (group.label, TONES.get(group, "calm"), [line_of(row, reading) for row in found])
        for group, found in grouped
    ]
    groups = [
        (_("Handed over to you"), "now", given),
        *owed,
        (_("Handed over by you"), "calm", gone),
    ]
    return {"groups": [group for group in groups if group[2]]}


def _passed_on(user: User, reading: Reading) -> tuple[list[Line], list[Line]]:
    """What colleagues have given (it stands among what is owed too), and where one's own went.

    What somebody else has now says no more than its name: the rest is no longer one's to read.
    """
    rows = PostponedInteraction.objects.kept().news_for(user, reading.now - TOLD_FOR)
    given, gone = [], []
    for row in rows.select_related("contact", "template", "owner", "handed_over_by"):
        if row.owner_id == user.pk:
            hint = _("from %(user)s") % {"user": row.handed_over_by}
            given.append(replace(line_of(row, reading), hint=hint))
        else:
            hint, when = _("to %(user)s") % {"user": row.owner}, reading.moment(row.handed_over_at)
            gone.append(Line(what=row.description or _("Without a name"), hint=hint, when=when))
    return given[:MOST_SHOWN], gone[:MOST_SHOWN]


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
