"""What is said of steps and of what they would find."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from crm.ui.messages import tell
from crm.ui.reading import Reading
from segments.models import SegmentStep

Kind = SegmentStep.Kind
REMOVING = (Kind.REDUCE, Kind.REFINE, Kind.REMOVE, Kind.KNOWN)
COUNTED_UP_TO = 1_000


def tell_step(request: HttpRequest, step: SegmentStep, *, asked: int = 0) -> None:
    """Say what a step did, with its undo; *asked* is how many it was asked to add."""
    address = reverse("segment_undo", args=[step.segment_id])
    tell(request, step_in_words(step, asked), undo=(_("Undo"), f"{address}?step={step.pk}"))


def step_in_words(step: SegmentStep, asked: int = 0) -> str:
    """How many came, went, stood there before and were left out."""
    return "; ".join(_said(step, asked))


def _said(step: SegmentStep, asked: int) -> Iterator[str]:
    if step.kind in REMOVING:
        text, count = ngettext_lazy("%(n)d line removed", "%(n)d lines removed", "n"), step.removed
    else:
        text, count = ngettext_lazy("%(n)d contact added", "%(n)d contacts added", "n"), step.added
    yield str(text % {"n": count})
    if (there := asked - step.added - step.skipped) > 0:
        yield _("already on the segment: %(n)d") % {"n": there}
    if step.skipped:
        text = ngettext_lazy(
            "%(n)d skipped: excluded from segments or blocked",
            "%(n)d skipped: excluded from segments or blocked",
            "n",
        )
        yield str(text % {"n": step.skipped})


def counted(rows: QuerySet, reading: Reading) -> str:
    """How many, counted up to a thousand."""
    count = rows.order_by().values("pk")[: COUNTED_UP_TO + 1].count()
    said = reading.number(min(count, COUNTED_UP_TO))
    return f"{said}+" if count > COUNTED_UP_TO else said
