"""What somebody owes, on the home page: overdue, today, later, and what has no day."""

from itertools import groupby

from django.http import HttpRequest

from crm.ui.reading import Reading
from interactions.models import Due, PostponedInteraction
from interactions.postponed_news import MOST_SHOWN, line_of, news_of
from interactions.postponing import may_resume

TONES = {Due.OVERDUE: "warns", Due.TODAY: "now"}


def my_postponed(request: HttpRequest, reading: Reading) -> dict | None:
    """The tile *My postponed interactions*.

    Also what a form holds open: its browser may have died just now.
    """
    if not may_resume(request.user):
        return None
    mine = PostponedInteraction.objects.filter(owner=request.user).kept().with_over(reading.now)
    rows = list(mine.select_related("contact", "template").by_due()[:MOST_SHOWN])
    came, went = news_of(request.user, reading)
    grouped = groupby(rows, key=lambda row: Due.of(row.due_at, reading.today))
    owed = [
        (group.label, TONES.get(group, "calm"), [line_of(row, reading) for row in found])
        for group, found in grouped
    ]
    return {"groups": [*came, *owed, *went]}
