"""Remove what killed processes left of files; docs/installation.md says when to run it."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, no_translations
from django.utils import timezone

from crm.actions.remove_unused_files import Unused, count_unused, remove_unused_files


class Command(BaseCommand):
    help = (
        "Removes files that nothing refers to, and bytes in FILES_ROOT that belong to no file. "
        "Exit codes: 0 done, 1 an error, 2 wrong usage."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, remove nothing")

    @no_translations
    def handle(self, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            self.stdout.write(f"To remove: {_in_words(count_unused(now=now))}.")
        else:
            self.stdout.write(f"Removed: {_in_words(remove_unused_files(now=now))}.")


def _in_words(unused: Unused) -> str:
    return f"{unused.files} files of nothing, bytes of no file at {unused.places} places"
