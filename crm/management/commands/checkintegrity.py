"""Ask of live data whether what must always hold does."""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from crm.sockets import integrity_checks

# So many findings of one check are printed; one broken index makes no scroll.
MOST_PRINTED = 20


class Command(BaseCommand):
    help = "Checks what must always hold, on live data, and changes nothing. Exits with 1 if not."

    @no_translations
    def handle(self, **options: Any) -> None:
        broken = [check.name for check in integrity_checks if not self.holds(check)]
        if broken:
            raise CommandError(f"Does not hold: {', '.join(broken)}.")

    def holds(self, check: Any) -> bool:
        """Print what *check* finds, or that it finds nothing."""
        findings = check.find()
        first = list(islice(findings, MOST_PRINTED))
        more = sum(1 for _finding in findings)
        self.stdout.write(f"{'WRONG' if first else 'ok   '} {check.name}")
        for finding in first:
            self.stdout.write(f"      {finding}")
        if more:
            self.stdout.write(f"      and {more} more")
        return not first
