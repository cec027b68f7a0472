"""Keeping the steps of a segment under a name, and the name's own life."""

import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from crm.access import reach_of, require
from crm.models import User
from crm.refusal import Refusal
from segments.actions.start_segment import VERB, check_values
from segments.models import SavedCriteria, Segment, SegmentStep

# Steps that ask something, and so find others tomorrow; who was pasted or chosen stays the same.
ASKING = (SegmentStep.Kind.ADD, SegmentStep.Kind.REDUCE, SegmentStep.Kind.REFINE)


class NothingToSave(Refusal):
    """No step of the segment asks anything."""


class NameTaken(Refusal):
    """Other criteria are saved under this name."""


def save_criteria(
    *, segment: Segment, name: str, by: User, now: datetime.datetime
) -> SavedCriteria:
    """Keep the asking steps of *segment*, in order, under *name*."""
    require(reach_of(by, VERB), str(_("Save Criteria")))
    steps = list(
        segment.steps.filter(kind__in=ASKING).order_by("pk").values("kind", "query", "history")
    )
    if not steps:
        raise NothingToSave(_("No step of this segment asks for contacts by conditions."))
    return _stored(SavedCriteria(name=name, steps=steps, by=by, at=now))


def rename_criteria(*, criteria: SavedCriteria, name: str, by: User) -> SavedCriteria:
    """Give saved criteria another name."""
    require(criteria.may_be_changed_by(by), str(_("Change saved criteria of others")))
    criteria.name = name
    return _stored(criteria)


def delete_criteria(*, criteria: SavedCriteria, by: User) -> None:
    """Forget saved criteria; segments built with them stay as they are."""
    require(criteria.may_be_changed_by(by), str(_("Change saved criteria of others")))
    SavedCriteria.objects.filter(pk=criteria.pk).delete()


def _stored(criteria: SavedCriteria) -> SavedCriteria:
    check_values(criteria, only=["name"])
    try:
        with transaction.atomic():
            criteria.save()
    except IntegrityError:
        raise NameTaken(_("Criteria of this name are saved already."), field="name") from None
    return criteria
