"""What may be asked of the log: one filter for the list, the purge, criteria and exports."""

from interactions.filters.log_entry import InteractionLogEntryFilterSet
from interactions.filters.scope import entries_for, few_contacts_of
from interactions.filters.values import AnyOfFilter, DayFilter, Fact, Period

__all__ = [
    "AnyOfFilter",
    "DayFilter",
    "Fact",
    "InteractionLogEntryFilterSet",
    "Period",
    "entries_for",
    "few_contacts_of",
]
