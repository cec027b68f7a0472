"""Delete canceled logged segments from the command line; docs/purge.md says how to run it."""

from typing import Any

from django.utils import timezone

from crm.actions.delete_in_batches import Rows
from crm.management.deletion import DeletionCommand
from crm.models import AuditRecord, Campaign, Salesperson
from interactions.actions.purge import last_cancellation
from interactions.models import InteractionTemplate
from segments.actions.delete_canceled_segments import (
    clear_away_leftovers,
    delete_canceled_segments,
    preview_segment_deletion,
    start_segment_deletion,
)
from segments.forms.delete_canceled import CanceledSegmentFilterSet


class Command(DeletionCommand):
    help = "Deletes canceled logged segments, with their entries or without, batch by batch."
    filterset_class = CanceledSegmentFilterSet
    named = {
        "salesperson": (Salesperson, "code"),
        "campaign": (Campaign, "number"),
        "template": (InteractionTemplate, "code"),
    }
    typed = {
        "logged_from": "first day on which the segments were logged, for example 2024-01-01",
        "logged_to": "last day on which the segments were logged",
        "canceled_before": "day before which the segments were marked as canceled",
        "entries": "keep (default): the entries stay in the log, canceled; delete: they go too",
    }
    asked_for = "segments"
    in_a_batch = "lines or entries"

    def count(self, filterset: CanceledSegmentFilterSet) -> Rows:
        return preview_segment_deletion(
            segments=filterset.qs,
            by=None,
            until=last_cancellation(),
            with_entries=filterset.with_entries,
        )

    def start(self, filterset: CanceledSegmentFilterSet) -> AuditRecord:
        return start_segment_deletion(
            segments=filterset.qs,
            by=None,
            now=timezone.now(),
            until=last_cancellation(),
            with_entries=filterset.with_entries,
            facts=filterset.facts(),
        )

    def carry_out(
        self, filterset: CanceledSegmentFilterSet, audit: AuditRecord, **how: Any
    ) -> bool:
        return delete_canceled_segments(
            segments=filterset.qs, audit=audit, clock=timezone.now, **how
        )

    def clear_away(self, **how: Any) -> bool:
        return clear_away_leftovers(clock=timezone.now, **how)
