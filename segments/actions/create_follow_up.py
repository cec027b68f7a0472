"""A follow-up segment: the same contacts, nothing else copied unless it is asked for."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from crm.insert_select import Insertion
from crm.models import User
from segments.actions.start_segment import start_segment
from segments.models import Segment, SegmentLine, SegmentStep, SkippedContact
from segments.models.interaction_part import InteractionPart
from segments.models.skipped_contact import never_added, reason_not_to_add

# The interaction part of a header; date and salesperson begin anew.
COPIED = [
    field.name
    for field in InteractionPart._meta.get_fields()
    if field.name not in {"date", "salesperson"} and not field.name.endswith("_words")
] + ["ignore_contact_correspondence_type"]


def start_follow_up(
    *,
    segment: Segment,
    by: User,
    now: datetime.datetime,
    copy_interaction: bool = False,
    published: bool = True,
) -> SegmentStep:
    """Make the header of a segment that follows *segment*; its lines come by `follow`.

    Returns the step that the lines are added in.
    """
    values = follow_up_values(segment, copy_interaction=copy_interaction)
    follow_up = start_segment(values=values, by=by, now=now, follows=segment, published=published)
    return SegmentStep.objects.create(
        segment=follow_up, kind=SegmentStep.Kind.FOLLOW_UP, source=segment, by=by, at=now
    )


def follow_up_values(segment: Segment, *, copy_interaction: bool) -> dict[str, Any]:
    """What the header of a segment that follows *segment* says."""
    values = {
        "description": _("Follow-up on segment %(number)s") % {"number": segment.number},
        "campaign": segment.campaign,
    }
    if copy_interaction:
        values |= {name: getattr(segment, name) for name in COPIED}
    return values


@dataclass(frozen=True)
class Following:
    """The statements that put contacts of lines on the segment of *step*, compiled once.

    Those who only lacked an address follow; values of the lines are not copied. Who is left out
    is kept with the step, and why.
    """

    step: SegmentStep
    left_out: Insertion
    put_on: Insertion

    @classmethod
    def of(cls, *, lines: QuerySet, step: SegmentStep) -> "Following":
        nobody = never_added("contact__")
        return cls(
            step,
            Insertion(
                SkippedContact,
                lines.filter(nobody).order_by("pk"),
                step=step.pk,
                contact=F("contact"),
                reason=reason_not_to_add("contact__"),
            ),
            Insertion(
                SegmentLine,
                lines.exclude(nobody).order_by("pk"),
                segment=step.segment_id,
                contact=F("contact"),
                added_in=step.pk,
            ),
        )

    def run(self, **bounds: int) -> None:
        """Let the contacts of the lines between *bounds* follow, and count them in the step."""
        skipped, added = self.left_out.run(**bounds), self.put_on.run(**bounds)
        SegmentStep.objects.filter(pk=self.step.pk).update(
            added=F("added") + added, skipped=F("skipped") + skipped
        )


def follow(*, lines: QuerySet, step: SegmentStep) -> None:
    """Put the contacts of *lines* on the segment of *step*, except those nobody may follow."""
    Following.of(lines=lines, step=step).run()
