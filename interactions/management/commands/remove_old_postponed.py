"""Remove interrupted interactions that nobody came back to; docs/purge.md says how to run it."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from crm.management.deletion import WRONG_USAGE
from interactions.actions.remove_old_postponed import (
    Removable,
    count_removable,
    remove_old_postponed,
)

SHORTEST = 7


class Command(BaseCommand):
    help = (
        "Removes interactions that were interrupted long ago, and deleted ones that cannot be "
        "taken back any more. Exit codes: 0 done, 1 an error, 2 wrong usage."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, remove nothing")
        parser.add_argument(
            "--days",
            type=int,
            default=settings.INTERRUPTED_KEPT_DAYS,
            help="interrupted for longer than this (default: INTERRUPTED_KEPT_DAYS, %(default)s)",
        )

    @no_translations
    def handle(self, **options: Any) -> None:
        now, days = timezone.now(), options["days"]
        if not SHORTEST <= days <= 36_500:
            raise CommandError(f"--days lies between {SHORTEST} and 36500.", returncode=WRONG_USAGE)
        found = count_removable(now=now, days=days)
        self.stdout.write(f"To remove: {_in_words(found)}.")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was removed.")
        elif found.total or found.files:
            removed = remove_old_postponed(now=now, days=days)
            self.stdout.write(f"Removed: {_in_words(removed)}.")


def _in_words(rows: Removable) -> str:
    files = f", {rows.files} files of forms" if rows.files else ""
    return f"{rows.interrupted} interrupted, {rows.deleted} deleted{files}"
