"""Log a segment from the command line; docs/segments.md says how to run it."""

import argparse
import datetime
from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import transaction
from django.utils import timezone

from crm.access import MissingRight
from crm.actions.pace import Pace
from crm.actions.take_number import NumberRefused
from crm.forms.dates import parse_day
from crm.management.deletion import (
    INTERRUPTED,
    LONGEST_REST,
    WRONG_USAGE,
    interruption,
    within,
)
from crm.models import User
from crm.refusal import Refusal
from crm.text import is_key
from interactions.models import InteractionBatch
from segments.actions.log_segment import (
    LogOptions,
    LogPreview,
    log_segment,
    preview_log,
    what_is_missing,
)
from segments.actions.logging_steps import (
    own_pace,
    pace_alone,
    run_steps,
    unfinished_loggings,
)
from segments.actions.start_segment import change_segment
from segments.models import Segment
from segments.models.segment_line import Skipped
from segments.tasks import hand_to_worker

REFUSED = 4


class Command(BaseCommand):
    help = (
        "Logs a segment: exit code 0 logged, 1 an error, 2 wrong usage, 3 interrupted (the worker "
        "or another run goes on), 4 refused and nothing recorded."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("segment", help="number or id of the segment")
        parser.add_argument("--date", help="date of the interactions, for example 2026-11-03")
        parser.add_argument(
            "--by", metavar="USERNAME", help="who logs (default: who created the segment)"
        )
        parser.add_argument("--follow-up", action="store_true", help="create a follow-up segment")
        parser.add_argument(
            "--copy-interaction", action="store_true", help="and give it the interaction part"
        )
        parser.add_argument("--send-emails", action="store_true", help="send the e-mails of it")
        parser.add_argument("--dry-run", action="store_true", help="say what would be recorded")
        parser.add_argument(
            "--pause",
            type=within(float, 0, LONGEST_REST),
            metavar="SECONDS",
            help="rest after each step of a long segment (default: on SQLite as long as the step "
            "took; 0 says that nobody else is at work, and makes the steps wide)",
        )

    @no_translations
    def handle(self, **options: Any) -> None:
        segment = _segment(options["segment"])
        by, day = _user(options["by"], segment), _day(options["date"])
        batch = unfinished_loggings().filter(segment=segment).first()
        if batch is not None and not options["dry_run"]:
            self.stdout.write(f"Segment {segment.number} is being logged; going on with it.")
        else:
            try:
                batch = self.begin(segment, by, day, options)
            except (Refusal, MissingRight) as refusal:
                raise CommandError(_said(refusal), returncode=REFUSED) from refusal
        if batch is None:
            self.stdout.write("Dry run: nothing was recorded.")
        else:
            self.go_on(segment, batch, options["pause"])

    @transaction.atomic
    def begin(
        self, segment: Segment, by: User, day: datetime.date | None, options: dict[str, Any]
    ) -> InteractionBatch | None:
        """Show what would be recorded and log it; None where it was only to be shown."""
        if day is not None and day != segment.date:
            change_segment(segment=segment, values={"date": day}, by=by)
        self.show(segment, preview_log(segment=segment, by=by))
        if options["dry_run"]:
            transaction.set_rollback(True)
            return None
        return _log(segment, by, options)

    def show(self, segment: Segment, preview: LogPreview) -> None:
        """What logging would do, and what keeps it from being done."""
        self.stdout.write(f"Segment {segment.number}: {preview.recorded} interactions to record.")
        self.stdout.write(f"Date: {segment.date or '-'}")
        self.stdout.write(f"Cost: {preview.cost}")
        self.stdout.write(f"Duration (min): {preview.duration}")
        if preview.emails:
            self.stdout.write(f"By e-mail: {preview.emails}")
        for reason, count in preview.skipped.items():
            self.stdout.write(f"Skipped, {Skipped(reason).label}: {count}")
        for sentence in what_is_missing(segment, preview):
            self.stdout.write(f"Missing: {sentence}")

    def go_on(self, segment: Segment, batch: InteractionBatch, rest: float | None) -> None:
        """Do the steps of a long one here; a signal ends it after the step under way."""
        with interruption() as stop:
            run_steps(batch=batch, now=timezone.now(), pace=_pace(rest), stop=stop)
        batch.refresh_from_db()
        if batch.finished_at is None:
            raise CommandError("Interrupted. Run it again for the rest.", returncode=INTERRUPTED)
        self.stdout.write(f"Segment {segment.number} logged. Interactions: {batch.total}.")
        for follow_up in Segment.objects.filter(follows=segment, created_at__gte=batch.started_at):
            self.stdout.write(f"Follow-up segment {follow_up.number} created.")


def _pace(rest: float | None) -> Pace:
    if rest == 0:
        return pace_alone()
    return own_pace() if rest is None else replace(own_pace(), rest=rest)


def _log(segment: Segment, by: User, options: dict[str, Any]) -> InteractionBatch:
    return log_segment(
        segment=segment,
        by=by,
        now=timezone.now(),
        options=LogOptions(
            create_follow_up=options["follow_up"],
            copy_interaction=options["copy_interaction"],
            send_emails=options["send_emails"],
        ),
        hand_over=hand_to_worker,
    )


def _segment(text: str) -> Segment:
    """The segment of this number; where none has it, the one with this id."""
    segments = Segment.objects.filter(deletion=None).exclude(published_at=None)
    segment = segments.filter(number=text).first() if "\0" not in text else None
    if segment is None and is_key(text):
        segment = segments.filter(pk=int(text)).first()
    if segment is None:
        raise CommandError(f"No segment has the number or id {text!r}.", returncode=WRONG_USAGE)
    return segment


def _user(name: str | None, segment: Segment) -> User:
    if name is None:
        return segment.created_by
    user = User.objects.filter(username=name, is_active=True).first() if "\0" not in name else None
    if user is None:
        raise CommandError(f"Nobody has the username {name!r}.", returncode=WRONG_USAGE)
    return user


def _day(text: str | None) -> datetime.date | None:
    if text is None:
        return None
    day = parse_day(text, timezone.localdate())
    if day is None or not 1900 <= day.year <= 2199:
        raise CommandError(f"{text!r} is not a date.", returncode=WRONG_USAGE)
    return day


def _said(refusal: Exception) -> str:
    if isinstance(refusal, MissingRight):
        return f"The right is missing: {refusal.right}"
    if isinstance(refusal, NumberRefused):
        return f"No follow-up segment can be numbered: {refusal}"
    return str(refusal)
