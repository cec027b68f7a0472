"""A step says itself in a sentence."""

from django.utils.translation import gettext as _

from crm.ui.reading import Reading
from segments.criteria import criteria_of
from segments.models import SavedCriteria, SegmentStep
from segments.outcomes import Outcomes

Kind = SegmentStep.Kind


def conditions_in_words(kind: str, query: str, history: str, reading: Reading) -> str:
    """A step that asks, with its conditions as they read today."""
    return _("%(step)s: %(conditions)s") % {
        "step": Kind(kind).label,
        "conditions": criteria_of(query, history, reading.user, reading.now).sentence(),
    }


def saved_in_words(saved: SavedCriteria, reading: Reading) -> list[str]:
    """Saved criteria as sentences, one for each step."""
    return [conditions_in_words(reading=reading, **step) for step in saved.steps]


def sentence_of(step: SegmentStep, reading: Reading) -> str:
    """What *step* did, with its conditions as they read today."""
    what = str(step.get_kind_display())
    if step.kind == Kind.OUTCOME:
        number = step.source.number if step.source else ""
        conditions = "; ".join(filter(None, (number, Outcomes.parse(step.query).sentence())))
        return _("%(step)s: %(conditions)s") % {"step": what, "conditions": conditions}
    if step.query or step.history:
        return conditions_in_words(step.kind, step.query, step.history, reading)
    if step.source is not None:
        return _("%(step)s: %(conditions)s") % {"step": what, "conditions": step.source.number}
    return what
