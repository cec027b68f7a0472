"""Deleting all canceled entries: a tenth of the log, at once and at the product's own pace."""

from functools import partial

from django.utils import timezone

from benchmarks.bench import Bench
from benchmarks.measure import Side
from crm.actions.pace import Pace
from interactions.actions.purge import last_cancellation, start_purge
from interactions.actions.purge import purge as purge_entries
from interactions.models import InteractionLogEntry

UNPACED_GOAL, PACED_GOAL = 2, 4
OTHERS_GOAL = 50


def purge(bench: Bench) -> None:
    """What is left is the same; others wait at most 50 ms at p99 while the paced one works."""
    own_pace = Pace.of_database()
    _compare(bench, "purge without pauses", partial(_purge, Pace.alone()), UNPACED_GOAL)
    _compare(bench, "purge at its own pace", partial(_purge, own_pace), PACED_GOAL)
    _afresh(bench)
    bench.others_wait("purge at its own pace", partial(_purge, own_pace), OTHERS_GOAL)
    bench.restore()


def _compare(bench: Bench, job: str, work, goal: float) -> None:
    def left(_result) -> list[tuple]:
        return bench.driver.rows("purge", "left")

    def one_delete() -> None:
        bench.driver.run("purge", "comments", "entries")

    bench.compare(
        job,
        floor=Side(one_delete, left, prepare=lambda: _afresh(bench)),
        candidate=Side(work, left, prepare=lambda: _afresh(bench)),
        goal=goal,
    )


def _afresh(bench: Bench) -> None:
    bench.restore()
    # Connecting is nobody's work here.
    bench.driver.rows("log_list", "a_document")
    InteractionLogEntry.objects.first()


def _purge(pace: Pace) -> None:
    entries = InteractionLogEntry.objects.all()
    audit = start_purge(
        entries=entries, by=None, now=timezone.now(), until=last_cancellation(), facts={}
    )
    if not purge_entries(entries=entries, audit=audit, pace=pace, clock=timezone.now):
        raise RuntimeError("the purge stopped by itself")
