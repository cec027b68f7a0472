"""Taking saved steps on another segment, with today's data."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.models import User
from segments.actions.build import add_contacts, remove_contacts
from segments.criteria import CriteriaRefused, criteria_of
from segments.models import Segment, SegmentStep


def reuse_criteria(
    *, steps: Sequence[Mapping[str, Any]], segment: Segment, by: User, now: datetime.datetime
) -> list[SegmentStep]:
    """Take *steps* ("kind", "query", "history" each) on *segment*, all of them or none.

    What they ask is asked today. Raises `CriteriaRefused` where a condition has lost its meaning,
    for example because the salesperson it names is gone.
    """
    with transaction.atomic():
        return [_take(step, segment, by, now) for step in steps]


def _take(
    step: Mapping[str, Any], segment: Segment, by: User, now: datetime.datetime
) -> SegmentStep:
    criteria = criteria_of(step["query"], step["history"], by, now)
    if not criteria.is_understood():
        raise CriteriaRefused(
            _("A condition is not understood any more: %(conditions)s")
            % {"conditions": criteria.sentence()}
        )
    verb = add_contacts if step["kind"] == SegmentStep.Kind.ADD else remove_contacts
    return verb(
        segment=segment,
        contacts=criteria.matching(),
        kind=step["kind"],
        by=by,
        now=now,
        query=criteria.query,
        history=criteria.history,
    )
