"""Delete Canceled Logged Segments: ask, show what it would be, delete."""

import uuid
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from crm.actions.delete_in_batches import Rows
from crm.actions.pace import Pace
from crm.models import AuditRecord
from crm.ui.addresses import card_address
from crm.ui.table import Cell, Column
from crm.views.deletion import DeletionPage
from crm.views.deletion_progress import address_of
from interactions.actions.purge import last_cancellation
from segments.actions.delete_canceled_segments import (
    deletable_segments,
    delete_canceled_segments,
    preview_segment_deletion,
    start_segment_deletion,
)
from segments.columns import LOGGED_SEGMENT_COLUMNS
from segments.forms.delete_canceled import CanceledSegmentFilterSet
from segments.models import SegmentLine
from segments.models.segment import SegmentQuerySet
from segments.purging import JOB

SAMPLE_COLUMNS = (
    Column(
        name="number",
        label=gettext_lazy("Number"),
        fields=("number",),
        cell=lambda row, reading: Cell(row["number"], card_address("logged_segment", row["pk"])),
    ),
    *(
        column
        for column in LOGGED_SEGMENT_COLUMNS
        if column.name in {"description", "logged", "entries"}
    ),
    Column(
        name="canceled",
        label=gettext_lazy("Canceled"),
        fields=("batch__cancellation__at", "batch__cancellation__reason"),
        cell=lambda row, reading: " · ".join(
            filter(
                None,
                (
                    reading.moment(row["batch__cancellation__at"]),
                    row["batch__cancellation__reason"],
                ),
            )
        ),
    ),
)
# With so few lines it is deleted while the browser waits.
LINES_AT_ONCE = 1_000


class DeleteCanceledSegments(DeletionPage):
    """The job of the segments."""

    job = JOB
    filterset_class = CanceledSegmentFilterSet
    columns = SAMPLE_COLUMNS
    template_name = "segments/delete_canceled.html"

    def last_mark(self) -> int:
        return last_cancellation()

    def count(self, filterset: CanceledSegmentFilterSet, until: int) -> Rows:
        return preview_segment_deletion(
            segments=filterset.qs,
            by=self.request.user,
            until=until,
            with_entries=filterset.with_entries,
        )

    def sample(self, filterset: CanceledSegmentFilterSet, until: int) -> SegmentQuerySet:
        doomed = deletable_segments(filterset.qs, by=self.request.user, until=until)
        return doomed.order_by("-batch__finished_at", "-pk")

    def words(self, number: int) -> tuple[str, str]:
        sentence = ngettext(
            "%(n)d segment will be deleted.", "%(n)d segments will be deleted.", number
        )
        label = ngettext("Delete %(n)d segment", "Delete %(n)d segments", number)
        return sentence % {"n": number}, label % {"n": number}

    def start(self, filterset: CanceledSegmentFilterSet, until: int, key: uuid.UUID) -> AuditRecord:
        return start_segment_deletion(
            segments=filterset.qs,
            by=self.request.user,
            now=self.now,
            until=until,
            with_entries=filterset.with_entries,
            facts=filterset.facts(),
            form_key=key,
            result_path=partial(address_of, self.job),
        )

    def is_small(self, filterset: CanceledSegmentFilterSet, audit: AuditRecord) -> bool:
        doomed = deletable_segments(filterset.qs, by=audit.by, until=audit.facts["until"])
        lines = SegmentLine.objects.filter(segment__in=doomed.order_by().values("pk"))
        return lines[: LINES_AT_ONCE + 1].count() <= LINES_AT_ONCE

    def delete_now(self, filterset: CanceledSegmentFilterSet, audit: AuditRecord) -> None:
        delete_canceled_segments(
            segments=filterset.qs, audit=audit, pace=Pace.of_database(), clock=timezone.now
        )
