"""New segments out of a logged one: by what came out, and for who is new since."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.access import require
from crm.models import Contact, User
from crm.refusal import Refusal
from segments.actions.build import add_contacts, remove_contacts
from segments.actions.create_follow_up import COPIED, follow_up_values
from segments.actions.reuse_criteria import reuse_criteria
from segments.actions.save_criteria import ASKING
from segments.actions.start_segment import VERB, start_segment
from segments.models import Segment, SegmentLine, SegmentStep
from segments.outcomes import Outcomes


class NobodyToFollow(Refusal):
    """The new segment would be empty; it is not made."""


def follow_outcomes(
    *,
    segment: Segment,
    outcomes: Outcomes,
    by: User,
    now: datetime.datetime,
    copy_interaction: bool = False,
) -> Segment:
    """Start a segment with the contacts of logged *segment* whose interaction came out so.

    Excluded and privacy-blocked contacts are left out and kept with the step.
    """
    require(segment.is_within(by, VERB), str(_("Follow-up by outcome")))
    if not outcomes:
        raise NobodyToFollow(_("Choose at least one outcome."))
    with transaction.atomic():
        values = follow_up_values(segment, copy_interaction=copy_interaction)
        follow_up = start_segment(values=values, by=by, now=now, follows=segment)
        step = add_contacts(
            segment=follow_up,
            contacts=outcomes.contacts(segment.batch_id or 0),
            kind=SegmentStep.Kind.OUTCOME,
            query=outcomes.query,
            source=segment,
            by=by,
            now=now,
        )
        if not step.added:
            raise NobodyToFollow(_("No interaction of this segment came out so."))
    return follow_up


def rerun_for_newcomers(*, segment: Segment, by: User, now: datetime.datetime) -> Segment:
    """Start a segment like logged *segment* for those who match its criteria only since.

    Whoever stands on a segment that it follows, or that follows it, is left out.
    """
    require(segment.is_within(by, VERB), str(_("Rerun for newcomers")))
    asking = segment.steps.filter(kind__in=ASKING).order_by("pk")
    steps = list(asking.values("kind", "query", "history"))
    if not steps:
        raise NobodyToFollow(
            _("This segment was not built by conditions, so nobody can match them anew.")
        )
    with transaction.atomic():
        values = {name: getattr(segment, name) for name in (*COPIED, "campaign", "salesperson")}
        values["description"] = segment.description
        again = start_segment(values=values, by=by, now=now, follows=segment)
        reuse_criteria(steps=steps, segment=again, by=by, now=now)
        known = SegmentLine.objects.kept().filter(segment__in=segment.lineage() - {again.pk})
        remove_contacts(
            segment=again,
            contacts=Contact.objects.filter(pk__in=known.values("contact")),
            kind=SegmentStep.Kind.KNOWN,
            by=by,
            now=now,
        )
        if not again.lines.kept().exists():
            raise NobodyToFollow(_("Nobody new matches the conditions of this segment."))
    return again
