"""Delete canceled log entries from the command line; docs/purge.md says how to run it."""

import argparse
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.utils import timezone

from crm.models import Campaign, Contact, Salesperson
from crm.refusal import Refusal
from interactions.actions.purge import (
    NothingToDelete,
    Pace,
    Rows,
    last_cancellation,
    preview_purge,
    purge,
    start_purge,
)
from interactions.forms.purge import CanceledEntryFilterSet, facts_of, strict_filter
from interactions.models import InteractionGroup, InteractionTemplate

WRONG_USAGE, INTERRUPTED = 2, 3
MOST_ROWS = 20_000
LONGEST_REST = 60

# The questions of the page: what is named by its number or code, and what is typed.
NAMED = {
    "contact": (Contact, "number"),
    "company": (Contact, "number"),
    "campaign": (Campaign, "number"),
    "group": (InteractionGroup, "code"),
    "template": (InteractionTemplate, "code"),
    "salesperson": (Salesperson, "code"),
}
TYPED = {
    "number_from": "smallest number of an entry",
    "number_to": "largest number of an entry",
    "date_from": "first day of the interactions, for example 2024-01-01",
    "date_to": "last day of the interactions",
    "canceled_before": "day before which the entries were marked as canceled",
}
# Who works on the command line chooses among everything.
EVERYBODY = SimpleNamespace(is_authenticated=True, scope=None)


class Command(BaseCommand):
    help = "Deletes canceled interaction log entries with their comments, batch by batch."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        filters = parser.add_argument_group("which entries", "none of these: all canceled ones")
        for name, (_model, field) in NAMED.items():
            filters.add_argument(
                _option(name), metavar=field.upper(), help=f"{field} of the {name}"
            )
        for name, told in TYPED.items():
            filters.add_argument(_option(name), metavar="VALUE", help=told)
        parser.add_argument("--dry-run", action="store_true", help="count, delete nothing")
        parser.add_argument(
            "--batch-size",
            type=_within(int, 1, MOST_ROWS),
            metavar="ROWS",
            help="entries in one transaction (default: 1000 on SQLite, 5000 on PostgreSQL)",
        )
        parser.add_argument(
            "--pause",
            type=_within(float, 0, LONGEST_REST),
            metavar="SECONDS",
            help="rest after a batch (default: as long as it took on SQLite, none on PostgreSQL)",
        )

    @no_translations
    def handle(self, **options: Any) -> None:
        filterset = _filter(options)
        if options["dry_run"]:
            until = last_cancellation()
            self.say(preview_purge(entries=filterset.qs, by=None, until=until))
            self.stdout.write("Dry run: nothing was deleted.")
        else:
            self.delete(filterset, _pace(options))

    def delete(self, filterset: CanceledEntryFilterSet, pace: Pace) -> None:
        """Delete, and say how much it was; a signal ends it after the batch under way."""
        entries, gone = filterset.qs, Rows()
        now, until, facts = timezone.now(), last_cancellation(), facts_of(filterset)
        try:
            audit = start_purge(entries=entries, by=None, now=now, until=until, facts=facts)
        except NothingToDelete as nothing:
            self.stdout.write(nothing.message)
            return
        self.stdout.write(f"Audit record {audit.pk}: {audit.total} entries to delete.")
        with _interruption() as stop:
            done = purge(
                entries=entries,
                audit=audit,
                pace=pace,
                clock=timezone.now,
                stop=stop,
                progress=gone.update,
            )
        self.say(gone)
        if not done:
            raise CommandError("Interrupted. Run it again for the rest.", returncode=INTERRUPTED)
        self.stdout.write("Done.")

    def say(self, rows: Rows) -> None:
        for kind, number in rows.items():
            self.stdout.write(f"{kind}: {number}")


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _within(kind: Callable[[str], Any], least: float, most: float) -> Callable[[str], Any]:
    """A number between two bounds; argparse tells the others."""

    def number(text: str) -> Any:
        value = kind(text)
        # Written so that NaN is outside.
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text} is not between {least} and {most}")
        return value

    return number


def _pace(options: dict[str, Any]) -> Pace:
    own = Pace.of_database()
    rest = own.rest if options["pause"] is None else options["pause"]
    return Pace(options["batch_size"] or own.rows, rest)


def _filter(options: dict[str, Any]) -> CanceledEntryFilterSet:
    """The filter that the options ask for; one that is not understood is wrong usage."""
    given = {name: options[name] for name in (*NAMED, *TYPED) if options[name] is not None}
    for name, text in given.items():
        if not text.strip():
            raise CommandError(f"{_option(name)} has no value.", returncode=WRONG_USAGE)
    query = {name: _key(name, text) if name in NAMED else text for name, text in given.items()}
    try:
        return strict_filter(urlencode(query), EVERYBODY)
    except Refusal as refusal:
        raise CommandError(refusal.message, returncode=WRONG_USAGE) from refusal


def _key(name: str, text: str) -> int:
    """The key of the row that *text* names exactly: nothing is deleted by a guess."""
    model, field = NAMED[name]
    row = model.objects.filter(**{field: text}).first() if "\0" not in text else None
    if row is None:
        raise CommandError(f"No {name} has the {field} {text!r}.", returncode=WRONG_USAGE)
    return row.pk


@contextmanager
def _interruption() -> Iterator[Callable[[], bool]]:
    """A question: did Ctrl-C or a polite kill ask to stop? They do nothing else meanwhile."""
    received: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda got, frame: received.append(got)) for number in numbers]
    try:
        yield lambda: bool(received)
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
