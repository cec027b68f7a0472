"""Own values of lines: given to one or to many, and given back to what is inherited."""

from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from crm.access import require
from crm.models import User
from crm.text import search_text
from segments.actions.start_segment import VERB, check_values, hold_open
from segments.models import Segment, SegmentLine

# What another template on a line brings along, so own values of these give way to it.
GIVEN_BY_TEMPLATE = (
    "interaction_description",
    "subject",
    "language",
    "correspondence_type",
    "information_flow",
    "initiated_by",
    "cost",
    "duration",
)
CHANGEABLE = frozenset({*GIVEN_BY_TEMPLATE, "template", "date", "salesperson", "attempt_failed"})


def change_lines(*, segment: Segment, lines: QuerySet, values: dict[str, Any], by: User) -> int:
    """Give the chosen *lines* of *segment* own *values*; None gives back what is inherited.

    Another template takes its values: own values of what a template gives become inherited,
    except those given in the same call. Returns how many lines were changed.
    """
    require(segment.is_within(by, VERB), str(_("Change lines")))
    unknown = values.keys() - CHANGEABLE
    if unknown:
        raise TypeError(f"not values of a line: {sorted(unknown)}")
    if "template" in values:
        values = dict.fromkeys(GIVEN_BY_TEMPLATE) | values
    check_values(SegmentLine(**values), only=values)
    with transaction.atomic():
        hold_open(segment)
        chosen = segment.lines.kept().filter(pk__in=lines.order_by().values("pk"))
        return chosen.update(**values | _words_of(values), version=F("version") + 1)


def _words_of(values: dict[str, Any]) -> dict[str, str | None]:
    return {
        f"{name}_words": None if values[name] is None else search_text(values[name])
        for name in ("interaction_description", "subject")
        if name in values
    }
