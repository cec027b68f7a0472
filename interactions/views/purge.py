"""Delete Canceled Interaction Log Entries: ask, show what it would be, delete."""

import uuid
from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from crm.actions.delete_in_batches import Rows
from crm.actions.pace import Pace
from crm.models import AuditRecord
from crm.ui.table import Cell, Column
from crm.views.deletion import DeletionPage
from crm.views.deletion_progress import address_of
from interactions.actions.purge import (
    deletable,
    last_cancellation,
    preview_purge,
    purge,
    start_purge,
)
from interactions.forms.purge import CanceledEntryFilterSet
from interactions.models.log_entry import InteractionLogEntryQuerySet
from interactions.purging import JOB

SAMPLE_COLUMNS = (
    Column(
        name="number",
        label=gettext_lazy("No."),
        fields=("pk",),
        cell=lambda row, reading: Cell(str(row["pk"]), reverse("log_entry", args=[row["pk"]])),
    ),
    Column(
        name="occurred_at",
        label=gettext_lazy("Date and time"),
        fields=("occurred_at",),
        cell=lambda row, reading: reading.moment(row["occurred_at"]),
    ),
    Column(
        name="contact",
        label=gettext_lazy("Contact"),
        fields=("contact__name",),
        cell=lambda row, reading: row["contact__name"],
    ),
    Column(
        name="description",
        label=gettext_lazy("Description"),
        fields=("description",),
        cell=lambda row, reading: row["description"],
    ),
    Column(
        name="canceled",
        label=gettext_lazy("Canceled"),
        fields=("cancellation__at", "cancellation__reason"),
        cell=lambda row, reading: " · ".join(
            filter(None, (reading.moment(row["cancellation__at"]), row["cancellation__reason"]))
        ),
    ),
)
# So few are deleted while the browser waits; it takes less time than finding them.
AT_ONCE = 1_000


class DeleteCanceled(DeletionPage):
    """The job of the log."""

    job = JOB
    filterset_class = CanceledEntryFilterSet
    columns = SAMPLE_COLUMNS
    template_name = "interactions/delete_canceled.html"

    def last_mark(self) -> int:
        return last_cancellation()

    def count(self, filterset: CanceledEntryFilterSet, until: int) -> Rows:
        return preview_purge(entries=filterset.qs, by=self.request.user, until=until)

    def sample(self, filterset: CanceledEntryFilterSet, until: int) -> InteractionLogEntryQuerySet:
        return deletable(filterset.qs, by=self.request.user, until=until).newest_first()

    def words(self, number: int) -> tuple[str, str]:
        sentence = ngettext(
            "%(n)d entry will be deleted.", "%(n)d entries will be deleted.", number
        )
        label = ngettext("Delete %(n)d entry", "Delete %(n)d entries", number)
        return sentence % {"n": number}, label % {"n": number}

    def start(self, filterset: CanceledEntryFilterSet, until: int, key: uuid.UUID) -> AuditRecord:
        return start_purge(
            entries=filterset.qs,
            by=self.request.user,
            now=self.now,
            until=until,
            facts=filterset.facts(),
            form_key=key,
            result_path=partial(address_of, self.job),
        )

    def is_small(self, filterset: CanceledEntryFilterSet, audit: AuditRecord) -> bool:
        return audit.total <= AT_ONCE

    def delete_now(self, filterset: CanceledEntryFilterSet, audit: AuditRecord) -> None:
        entries, pace = filterset.qs, Pace.of_database()
        purge(entries=entries, audit=audit, pace=pace, clock=timezone.now)
