"""What commands that delete rows for good have in common; docs/purge.md says how to run them."""

import argparse
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db.models import Model

from crm.actions.delete_in_batches import Rows
from crm.actions.pace import Pace
from crm.forms.deletion import DeletionFilterSet, strictly
from crm.models import AuditRecord
from crm.refusal import Refusal

WRONG_USAGE, INTERRUPTED = 2, 3
MOST_ROWS = 20_000
LONGEST_REST = 60
# Who works on the command line chooses among everything.
EVERYBODY = SimpleNamespace(is_authenticated=True, scope=None)


class DeletionCommand(BaseCommand):
    """Filters, `--dry-run`, pace, exit codes: 0 done, 1 an error, 2 wrong usage, 3 interrupted.

    *named* are the questions answered by the number or code of a row, *typed* those answered as
    on the page; *asked_for* and *in_a_batch* are the rows in the words of the help.
    """

    filterset_class: ClassVar[type[DeletionFilterSet]]
    named: ClassVar[dict[str, tuple[type[Model], str]]]
    typed: ClassVar[dict[str, str]]
    asked_for: ClassVar[str]
    in_a_batch: ClassVar[str]

    # What a command says for itself.

    def count(self, filterset: Any) -> Rows:
        """How many rows of each kind would go."""
        raise NotImplementedError

    def start(self, filterset: Any) -> AuditRecord:
        """Announce the deletion, or refuse where there is nothing to delete."""
        raise NotImplementedError

    def carry_out(self, filterset: Any, audit: AuditRecord, **how: Any) -> bool:
        """Delete with `pace`, `stop` and `progress`; False where it was stopped."""
        raise NotImplementedError

    def clear_away(self, **how: Any) -> bool:
        """Delete what killed runs left behind, where they can leave anything."""
        return True

    # What all commands share.

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        filters = parser.add_argument_group(
            f"which {self.asked_for}", "none of these: all canceled ones"
        )
        for name, (_model, field) in self.named.items():
            filters.add_argument(
                _option(name), metavar=field.upper(), help=f"{field} of the {name}"
            )
        for name, told in self.typed.items():
            filters.add_argument(_option(name), metavar="VALUE", help=told)
        parser.add_argument("--dry-run", action="store_true", help="count, delete nothing")
        parser.add_argument(
            "--batch-size",
            type=within(int, 1, MOST_ROWS),
            metavar="ROWS",
            help=f"{self.in_a_batch} in one transaction "
            "(default: 1000 on SQLite, 5000 on PostgreSQL, 20000 with --pause 0)",
        )
        parser.add_argument(
            "--pause",
            type=within(float, 0, LONGEST_REST),
            metavar="SECONDS",
            help="rest after a batch (default: as long as it took on SQLite, none on PostgreSQL)",
        )

    @no_translations
    def handle(self, **options: Any) -> None:
        filterset = self.filter_of(options)
        if options["dry_run"]:
            self.say(self.count(filterset))
            self.stdout.write("Dry run: nothing was deleted.")
        else:
            self.delete(filterset, _pace(options))

    def delete(self, filterset: DeletionFilterSet, pace: Pace) -> None:
        """Delete, and say how much it was; a signal ends it after the batch under way."""
        gone = Rows()
        try:
            audit = self.start(filterset)
        except Refusal as nothing:
            with interruption() as stop:
                self.clear_away(pace=pace, stop=stop)
            self.stdout.write(nothing.message)
            return
        self.stdout.write(f"Audit record {audit.pk}: {audit.total} {self.asked_for} to delete.")
        with interruption() as stop:
            done = self.carry_out(filterset, audit, pace=pace, stop=stop, progress=gone.update)
        self.say(gone)
        if not done:
            raise CommandError("Interrupted. Run it again for the rest.", returncode=INTERRUPTED)
        self.stdout.write("Done.")

    def say(self, rows: Rows) -> None:
        """Every kind of row of which there are any."""
        for kind, number in rows.items():
            if number:
                self.stdout.write(f"{kind}: {number}")

    def filter_of(self, options: dict[str, Any]) -> DeletionFilterSet:
        """The filter that the options ask for; one that is not understood is wrong usage."""
        questions = (*self.named, *self.typed)
        given = {name: options[name] for name in questions if options[name] is not None}
        for name, text in given.items():
            if not text.strip():
                raise CommandError(f"{_option(name)} has no value.", returncode=WRONG_USAGE)
        query = {
            name: self.key_of(name, text) if name in self.named else text
            for name, text in given.items()
        }
        try:
            return strictly(self.filterset_class, urlencode(query), EVERYBODY)
        except Refusal as refusal:
            raise CommandError(refusal.message, returncode=WRONG_USAGE) from refusal

    def key_of(self, name: str, text: str) -> int:
        """The key of the row that *text* names exactly: nothing is deleted by a guess."""
        model, field = self.named[name]
        rows = model._default_manager.filter(**{field: text}) if "\0" not in text else None
        row = rows.first() if rows is not None else None
        if row is None:
            raise CommandError(f"No {name} has the {field} {text!r}.", returncode=WRONG_USAGE)
        return row.pk


@contextmanager
def interruption() -> Iterator[Callable[[], bool]]:
    """A question: did Ctrl-C or a polite kill ask to stop? They do nothing else meanwhile."""
    received: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda got, frame: received.append(got)) for number in numbers]
    try:
        yield lambda: bool(received)
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def within(kind: Callable[[str], Any], least: float, most: float) -> Callable[[str], Any]:
    """A number between two bounds; argparse tells the others."""

    def number(text: str) -> Any:
        value = kind(text)
        # Written so that NaN is outside.
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text} is not between {least} and {most}")
        return value

    return number


def _pace(options: dict[str, Any]) -> Pace:
    own = Pace.alone() if options["pause"] == 0 else Pace.of_database()
    rest = own.rest if options["pause"] is None else options["pause"]
    size = options["batch_size"]
    return Pace(size, rest) if size else replace(own, rest=rest)
