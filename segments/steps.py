"""A step says itself in a sentence."""

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from segments.criteria import Criteria
from segments.models import SegmentStep

Kind = SegmentStep.Kind


def sentence_of(step: SegmentStep, request: HttpRequest) -> str:
    """What *step* did, with its conditions as they read today."""
    what = str(step.get_kind_display())
    if step.query or step.history:
        data = QueryDict("&".join(filter(None, (step.query, step.history))))
        return _("%(step)s: %(conditions)s") % {
            "step": what,
            "conditions": Criteria(data, request).sentence(),
        }
    if step.source is not None:
        return _("%(step)s: %(conditions)s") % {"step": what, "conditions": step.source.number}
    return what
