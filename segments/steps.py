"""A step says itself in a sentence."""

from django.utils.translation import gettext as _

from crm.ui.reading import Reading
from segments.criteria import criteria_of
from segments.models import SegmentStep

Kind = SegmentStep.Kind


def sentence_of(step: SegmentStep, reading: Reading) -> str:
    """What *step* did, with its conditions as they read today."""
    what = str(step.get_kind_display())
    if step.query or step.history:
        criteria = criteria_of(step.query, step.history, reading.user, reading.now)
        return _("%(step)s: %(conditions)s") % {
            "step": what,
            "conditions": criteria.sentence(),
        }
    if step.source is not None:
        return _("%(step)s: %(conditions)s") % {"step": what, "conditions": step.source.number}
    return what
