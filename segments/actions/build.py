"""Building a segment in steps: contacts come, go, and the last step can be undone.

Each step is one row and a few set-based statements. A line that goes stays in the table with its
own values, so that it has them when it comes back.
"""

import datetime
from collections.abc import Collection, Iterator

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from crm.access import require
from crm.insert_select import insert_from_select, plan_for_many_rows
from crm.models import Contact, User
from crm.refusal import Refusal
from segments.actions.start_segment import VERB, hold_open
from segments.models import Segment, SegmentLine, SegmentStep, SkippedContact
from segments.models.skipped_contact import never_added, reason_not_to_add

Kind = SegmentStep.Kind
# So many keys are named in one statement.
AT_ONCE = 500


class NothingToUndo(Refusal):
    """No step is left, or the lines of the last one were given by the segment it follows."""


class NotTheLastStep(Refusal):
    """The step that was to be undone is undone already, or another one was taken since."""


class LinesWereChanged(Refusal):
    """Lines that the last step added have own values by now; undoing would throw them away."""

    def __init__(self, count: int):
        super().__init__(_("Lines of the last step that were changed since: %(n)s") % {"n": count})
        self.count = count


def add_contacts(
    *,
    segment: Segment,
    contacts: QuerySet | Collection[int],
    kind: str,
    by: User,
    now: datetime.datetime,
    query: str = "",
    history: str = "",
    source: Segment | None = None,
) -> SegmentStep:
    """Put *contacts*, asked for or named by their keys, on *segment* in one step.

    One that stands there already stays as it is. Excluded and privacy-blocked contacts are not
    added; the step counts them as skipped and keeps whom and why.
    """
    require(segment.is_within(by, VERB), str(_("Add Contacts")))
    with transaction.atomic():
        hold_open(segment)
        plan_for_many_rows()
        step = SegmentStep.objects.create(
            segment=segment, kind=kind, query=query, history=history, source=source, by=by, at=now
        )
        for found in _portions(contacts, by):
            _put(found, step)
        step.save(update_fields=["added", "skipped"])
    return step


def _portions(contacts: QuerySet | Collection[int], by: User) -> Iterator[QuerySet]:
    """What is asked for at once; keys a few hundred at a time."""
    if isinstance(contacts, QuerySet):
        yield contacts.visible_to(by).order_by()
    else:
        keys = sorted(contacts)
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            yield Contact.objects.visible_to(by).filter(pk__in=some).order_by()


def _put(found: QuerySet, step: SegmentStep) -> None:
    """Bring back who was removed, add who was never there, and keep who is left out."""
    wanted = found.exclude(never_added())
    step.added += _revive(step, wanted)
    step.added += insert_from_select(
        SegmentLine,
        # In the order of the contacts, so that inserts stay together.
        wanted.order_by("pk"),
        # Asking beforehand who stands there takes as long as finding whom to add; and here one
        # that matches twice is added once.
        once=("segment", "contact"),
        segment=step.segment_id,
        contact=F("pk"),
        added_in=step.pk,
    )
    # Few are excluded or blocked: each of them is asked, not once more everybody who is found.
    asked = Exists(found.filter(pk=OuterRef("pk")))
    step.skipped += insert_from_select(
        SkippedContact,
        Contact.objects.filter(never_added(), asked).order_by("pk"),
        step=step.pk,
        contact=F("pk"),
        reason=reason_not_to_add(),
    )


def _revive(step: SegmentStep, wanted: QuerySet) -> int:
    """Bring back the removed lines of *wanted* contacts, and note where they stood before."""
    removed = step.segment.lines.exclude(removed_in=None)
    if not removed.exists():
        return 0
    return removed.filter(contact__in=wanted.values("pk")).update(
        added_before=F("added_in"),
        removed_before=F("removed_in"),
        added_in=step,
        removed_in=None,
    )


def remove_contacts(
    *,
    segment: Segment,
    contacts: QuerySet,
    kind: str,
    by: User,
    now: datetime.datetime,
    query: str = "",
    history: str = "",
) -> SegmentStep:
    """Take lines off *segment*: those of *contacts*, or, for *Refine*, all the others."""
    require(segment.is_within(by, VERB), str(_("Reduce Contacts")))
    with transaction.atomic():
        hold_open(segment)
        plan_for_many_rows()
        step = SegmentStep.objects.create(
            segment=segment, kind=kind, query=query, history=history, by=by, at=now
        )
        matching = Q(contact__in=contacts.visible_to(by).order_by().values("pk"))
        chosen = segment.lines.kept().filter(~matching if kind == Kind.REFINE else matching)
        step.removed = chosen.update(removed_in=step)
        step.save(update_fields=["removed"])
    return step


def undo_last_step(
    *, segment: Segment, by: User, seen: int | None = None, even_changed: bool = False
) -> SegmentStep:
    """Undo the last step of *segment*: what it added goes, what it removed comes back as it was.

    *seen* is the key of the step that whoever asks has seen as the last one; another one is left
    alone. Lines it added that have own values by now are thrown away only with *even_changed*.
    Returns the step that was undone; its row is gone.
    """
    require(segment.is_within(by, VERB), str(_("Undo the last step")))
    with transaction.atomic():
        hold_open(segment)
        step = segment.steps.order_by("-pk").first()
        if step is None or step.kind == Kind.FOLLOW_UP:
            raise NothingToUndo(_("There is no step that could be undone."))
        if seen not in (None, step.pk):
            raise NotTheLastStep(_("This step is no longer the last one."))
        new = segment.lines.filter(added_in=step, added_before=None)
        changed = new.filter(version__gt=1).count()
        if changed and not even_changed:
            raise LinesWereChanged(changed)
        new.delete()
        segment.lines.filter(added_in=step).update(
            added_in=F("added_before"),
            removed_in=F("removed_before"),
            added_before=None,
            removed_before=None,
        )
        segment.lines.filter(removed_in=step).update(removed_in=None)
        SegmentStep.objects.filter(pk=step.pk).delete()
    return step
