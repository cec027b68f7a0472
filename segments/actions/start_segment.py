"""Starting a segment, and holding an open one while it is changed."""

import datetime
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.access import reach_of, require
from crm.actions.take_number import take_number
from crm.models import MarketingSetup, User
from crm.refusal import Refusal
from segments.models import Segment

VERB = "segments.change_segment"
# What `save()` derives from the values.
DERIVED = ("interaction_description_words", "subject_words", "search_text")


class SegmentNotOpen(Refusal):
    """It is being logged, or was logged, since the page was opened: it never changes again."""

    def __init__(self, segment: Segment):
        super().__init__(
            _("Segment %(no)s can no longer be changed: it is being logged or was logged.")
            % {"no": segment.number}
        )


class ValueRefused(Refusal):
    """A value cannot be kept as it is; the field is named."""


def start_segment(
    *,
    values: dict[str, Any],
    by: User,
    now: datetime.datetime,
    number: str = "",
    follows: Segment | None = None,
    published: bool = True,
) -> Segment:
    """Make an active segment out of *values*, fields of `Segment`; *number* is a typed one.

    The salesperson is the user's own where none is given, the date is today.
    """
    require(reach_of(by, VERB), str(Segment._meta.verbose_name))
    defaults = {"salesperson": by.own_salesperson, "date": timezone.localdate(now)}
    with transaction.atomic():
        series = MarketingSetup.current().segment_series
        segment = Segment(
            **defaults | values,
            number=take_number(
                series=series, on=timezone.localdate(now), typed=number, among=Segment.objects.all()
            ),
            follows=follows,
            created_by=by,
            created_at=now,
            published_at=now if published else None,
        )
        check_values(segment)
        segment.save()
    return segment


def change_segment(*, segment: Segment, values: dict[str, Any], by: User) -> Segment:
    """Give the header of an open segment other *values*: one row, however many lines inherit."""
    with transaction.atomic():
        hold_open(segment)
        for name, value in values.items():
            setattr(segment, name, value)
        check_values(segment, values)
        segment.save(
            update_fields=[*values, "interaction_description_words", "subject_words", "search_text"]
        )
    return segment


def hold_open(segment: Segment) -> None:
    """Lock the header for the rest of the transaction; logging waits for it, or was faster.

    Every change of an open segment begins with this, so nothing changes under a running log.
    """
    held = Segment.objects.filter(pk=segment.pk, batch=None).update(version=F("version") + 1)
    if not held:
        raise SegmentNotOpen(segment)
    segment.refresh_from_db(fields=["version", "batch"])


def check_values(part: Any, only: Collection[str] | None = None) -> None:
    """Ask the fields of a header or a line, or *only* some; a refusal names the field."""
    exclude = {field.name for field in part._meta.fields} - set(only) if only is not None else set()
    try:
        part.clean_fields(exclude=exclude)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise ValueRefused(messages[0], field=name) from error
