"""The facts of the nouns of this room as columns of a list and of a file."""

from interactions.columns.event import EVENT_COLUMNS
from interactions.columns.log_entry import LOG_ENTRY_COLUMNS
from interactions.columns.postponed import POSTPONED_COLUMNS

__all__ = ["EVENT_COLUMNS", "LOG_ENTRY_COLUMNS", "POSTPONED_COLUMNS"]
