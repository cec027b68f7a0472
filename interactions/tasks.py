"""What the worker does for the interactions, one short piece after the other."""

import datetime
import time
import zoneinfo

from django.conf import settings
from django.utils import timezone

from crm.actions.pace import Pace
from crm.background import is_under_way, is_waiting, task
from crm.models import AuditRecord, User
from interactions.actions.print_letters import ask_for_letters, print_letters, remove_printed
from interactions.actions.purge import purge
from interactions.forms.purge import strict_filter
from interactions.models import InteractionBatch, LetterRun

# So long a piece keeps the worker from other tasks, and from ending when it is asked to.
PIECE = 20
# A piece that runs for so long was begun by a worker that is no more.
LONGEST_PIECE = datetime.timedelta(minutes=5)
# Letters wait so long for a logging that has not ended.
WAIT = datetime.timedelta(seconds=10)


@task()
def delete_canceled(pk: int) -> None:
    """Go on with the deletion that the audit record *pk* announced; what is left comes later."""
    audit = AuditRecord.objects.select_related("by").get(pk=pk)
    if audit.is_finished:
        return
    ends = time.monotonic() + PIECE
    # The filter is asked with the reach its author has now, and with the midnights he meant.
    with timezone.override(zoneinfo.ZoneInfo(audit.facts["time_zone"])):
        done = purge(
            entries=strict_filter(audit.facts["filter"], audit.by).qs,
            audit=audit,
            pace=Pace.of_database(),
            clock=timezone.now,
            stop=lambda: time.monotonic() > ends,
        )
    if not done:
        delete_canceled.enqueue(pk)


@task()
def go_on_printing(pk: int) -> None:
    """Go on with the letters *pk* where their last step ended; what is left comes later."""
    run = LetterRun.objects.select_related("batch").get(pk=pk)
    ends = time.monotonic() + PIECE
    if print_letters(run=run, clock=timezone.now, stop=lambda: time.monotonic() > ends):
        removal = timezone.now() + datetime.timedelta(days=settings.PRINTED_KEPT_DAYS)
        remove_letters.using(run_after=removal).enqueue(pk)
        return
    later = None if run.batch.finished_at else timezone.now() + WAIT
    if not is_waiting(go_on_printing, pk):
        go_on_printing.using(run_after=later).enqueue(pk)


@task()
def remove_letters(pk: int) -> None:
    """Remove the file of printed letters when its time is over."""
    run = LetterRun.objects.exclude(finished_at=None).filter(pk=pk).first()
    if run is not None:
        remove_printed(run=run, now=timezone.now())


def start_letters(batch: InteractionBatch, *, by: User, now: datetime.datetime) -> LetterRun:
    """Let the worker print the letters of *batch*, as soon as it is logged."""
    run = ask_for_letters(batch=batch, by=by, now=now)
    hand_printing_to_worker(run)
    return run


def hand_printing_to_worker(run: LetterRun) -> None:
    """Let the worker go on with *run*, once, however often this is asked for."""
    if not is_waiting(go_on_printing, run.pk):
        go_on_printing.enqueue(run.pk)


def is_printed_now(run: LetterRun, now: datetime.datetime) -> bool:
    """Whether the worker is at *run* or is about to be."""
    return is_under_way(go_on_printing, run.pk, since=now - LONGEST_PIECE)


def take_up_printing() -> None:
    """Hand to the worker what a killed one left: where another one is at it, one of them wins."""
    for run in LetterRun.objects.filter(finished_at=None, batch__taken_back_at=None):
        hand_printing_to_worker(run)
