"""What may be asked: one filter of the log for the list, the purge, criteria and exports."""

from interactions.filters.files import has_files, which_have_files
from interactions.filters.log_entry import InteractionLogEntryFilterSet
from interactions.filters.postponed import PostponedFilterSet
from interactions.filters.scope import entries_for, few_contacts_of
from interactions.filters.values import AnyOfFilter, DayFilter, Fact, Period

__all__ = [
    "AnyOfFilter",
    "DayFilter",
    "Fact",
    "InteractionLogEntryFilterSet",
    "Period",
    "PostponedFilterSet",
    "entries_for",
    "few_contacts_of",
    "has_files",
    "which_have_files",
]
