"""System checks: what an installation should know about itself."""

import sqlite3

from django.core.checks import Info, register
from django.db import connections

from crm.pdf import missing_for_pdf
from crm.sqlite import FIRST_SAFE_WAL


@register("database", databases=True)
def journal_of_sqlite(app_configs, databases, **kwargs):
    """Say which journal SQLite uses and why."""
    if not any(connections[alias].vendor == "sqlite" for alias in databases or ()):
        return []
    safe = ".".join(map(str, FIRST_SAFE_WAL))
    return [
        Info(
            f"SQLite {sqlite3.sqlite_version}: write-ahead log from {safe} on, "
            "otherwise the rollback journal.",
            hint="SQLITE_JOURNAL_MODE overrides the choice.",
            id="crm.I001",
        )
    ]


@register("pdf")
def library_for_pdf(app_configs, **kwargs):
    """Say what printing to PDF still needs; without it documents are printed by the browser."""
    missing = missing_for_pdf()
    if not missing:
        return []
    return [Info("No PDF can be made here.", hint=f"To install it: {missing}", id="crm.I002")]
