"""Delete canceled log entries from the command line; docs/purge.md says how to run it."""

from typing import Any

from django.utils import timezone

from crm.actions.delete_in_batches import Rows
from crm.management.deletion import DeletionCommand
from crm.models import AuditRecord, Campaign, Contact, Salesperson
from interactions.actions.purge import last_cancellation, preview_purge, purge, start_purge
from interactions.forms.purge import CanceledEntryFilterSet
from interactions.models import InteractionGroup, InteractionTemplate


class Command(DeletionCommand):
    help = "Deletes canceled interaction log entries with their comments, batch by batch."
    filterset_class = CanceledEntryFilterSet
    named = {
        "contact": (Contact, "number"),
        "company": (Contact, "number"),
        "campaign": (Campaign, "number"),
        "group": (InteractionGroup, "code"),
        "template": (InteractionTemplate, "code"),
        "salesperson": (Salesperson, "code"),
    }
    typed = {
        "number_from": "smallest number of an entry",
        "number_to": "largest number of an entry",
        "date_from": "first day of the interactions, for example 2024-01-01",
        "date_to": "last day of the interactions",
        "canceled_before": "day before which the entries were marked as canceled",
    }
    asked_for = in_a_batch = "entries"

    def count(self, filterset: CanceledEntryFilterSet) -> Rows:
        return preview_purge(entries=filterset.qs, by=None, until=last_cancellation())

    def start(self, filterset: CanceledEntryFilterSet) -> AuditRecord:
        return start_purge(
            entries=filterset.qs,
            by=None,
            now=timezone.now(),
            until=last_cancellation(),
            facts=filterset.facts(),
        )

    def carry_out(self, filterset: CanceledEntryFilterSet, audit: AuditRecord, **how: Any) -> bool:
        return purge(entries=filterset.qs, audit=audit, clock=timezone.now, **how)
