"""Printing the letters of a segment is killed with -9 at any moment: each is printed once."""

import os
import random
import signal
import time
from contextlib import contextmanager

import pytest
from django.utils import timezone
from pypdf import PdfReader

from crm import roles
from crm.printed_files import path_of
from interactions.actions.print_letters import ask_for_letters
from interactions.models import InteractionLogEntry, Letter, LetterPart, LetterRun
from segments.actions.log_segment import log_segment
from tests.factories import (
    NOW,
    InteractionTemplateFactory,
    PersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    SegmentStepFactory,
    TemplateTextFactory,
    UserFactory,
)
from tests.races import start_code

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]

NAMES = ("Adam", "Bára", "Cyril", "Dana", "Emil", "Filip", "Gita", "Hana")
STEP = 3
# A worker that has loaded everything: each line it is told is done by a child, to be killed.
WORKER = f"""
import os, signal, sys
from contextlib import nullcontext
from functools import reduce
from types import SimpleNamespace
import django
django.setup()
import weasyprint
from django.utils import timezone
from interactions.actions import print_letters as module
from interactions.models import LetterRun

def die_after(path):
    *owners, name = path.split(".")
    owner = reduce(getattr, owners, module)
    done = getattr(owner, name)
    def do_and_die(*args, **kwargs):
        done(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(owner, name, do_and_die)

def work(pk, moment):
    if moment:
        die_after(moment)
    run = LetterRun.objects.get(pk=pk)
    done = module.print_letters(run=run, clock=timezone.now, size={STEP})
    os._exit(0 if done else 1)

HOOK
for line in sys.stdin:
    pk, _, moment = line.strip().partition(" ")
    child = os.fork()
    if not child:
        work(int(pk), moment)
    print(child, flush=True)
    sys.stdin.readline()
    print(os.waitpid(child, 0)[1], flush=True)
"""
# Statements are stored one by one, and what a kill leaves between two is half a step.
WITHOUT_TRANSACTION = "module.transaction = SimpleNamespace(atomic=nullcontext)"

IN_A_STEP = ("_next_entries", "_part", "Letter.objects.bulk_create", "LetterPart.objects.create")


class Worker:
    """The process whose children print, and die."""

    def __init__(self, process):
        self._process = process

    def begin(self, run, moment=""):
        """The child that prints *run* from now on; it dies by itself once *moment* has passed."""
        self._say(f"{run.pk} {moment}")
        return int(self._process.stdout.readline())

    def end(self):
        """Wait for the child: whether it came to its end, and all is printed."""
        # Until it is asked for, its number is given to nobody else.
        self._say("end")
        status = int(self._process.stdout.readline())
        assert status in {0, signal.SIGKILL}
        return status == 0

    def print(self, run, moment=""):
        self.begin(run, moment)
        return self.end()

    def _say(self, line):
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()


@contextmanager
def worker(hook="pass"):
    process = start_code(WORKER.replace("HOOK", hook), told=True)
    yield Worker(process)
    process.stdin.close()
    process.wait(timeout=60)
    process.stdout.close()
    process.stderr.close()


@pytest.fixture(autouse=True)
def printed_root(settings, tmp_path, monkeypatch):
    settings.PRINTED_ROOT = tmp_path / "printed"
    monkeypatch.setenv("PRINTED_ROOT", str(settings.PRINTED_ROOT))


@pytest.fixture
def run():
    """The letters of a segment that was just logged, waiting to be printed."""
    template = InteractionTemplateFactory(correspondence_type="letter", language="en")
    TemplateTextFactory(template=template, language="en", body="Come, {first_name}.")
    by = UserFactory(role=roles.MARKETING)
    segment = SegmentFactory(template=template, created_by=by)
    step = SegmentStepFactory(segment=segment, by=by)
    for name in NAMES:
        contact = PersonFactory(first_name=name, salutation="", language="en")
        SegmentLineFactory(segment=segment, contact=contact, added_in=step)
    batch = log_segment(segment=segment, by=by, now=NOW)
    return ask_for_letters(batch=batch, by=by, now=NOW)


def ask_again(run):
    """Forget all that was printed, and ask for it anew."""
    Letter.objects.all().delete()
    LetterRun.objects.all().delete()
    return ask_for_letters(batch=run.batch, by=run.by, now=timezone.now())


def pages_in(file):
    return [page.extract_text() for page in PdfReader(path_of(file)).pages]


def is_whole(run):
    """Whether just the entries up to the watermark have their letter and their page, each once."""
    run.refresh_from_db()
    entries = InteractionLogEntry.objects.order_by("pk")
    done = list(entries.filter(pk__lte=run.watermark).values_list("pk", flat=True))
    parts = LetterPart.objects.filter(run=run).values_list("file", flat=True)
    files = [run.file] if run.finished_at else list(parts)
    pages = [page for file in files for page in pages_in(file)]
    return (
        entries.count() == len(NAMES)
        and list(Letter.objects.order_by("entry").values_list("entry", flat=True)) == done
        and run.letters == run.pages == len(done) == len(pages)
        and all(f"Come, {name}." in page for name, page in zip(NAMES, pages, strict=False))
        and (run.finished_at is None or (done != [] and not parts.exists()))
    )


def is_printed(run):
    run.refresh_from_db()
    return run.finished_at is not None and run.letters == len(NAMES)


def test_killed_at_every_boundary_each_letter_is_printed_once(run):
    with worker() as printing:
        while LetterRun.objects.get().letters < len(NAMES):
            for moment in (*IN_A_STEP, "_print_step"):
                assert not printing.print(run, moment)
                assert is_whole(run)
        for moment in ("_joined", "_finish"):
            assert not printing.print(run, moment)
            assert is_whole(run)

        assert printing.print(run)

    assert is_whole(run)
    assert is_printed(run)


def test_killed_at_random_each_letter_is_printed_once(run, kills):
    dice, killed = random.Random(kills), 0
    with worker() as printing:
        begun = time.monotonic()
        assert printing.print(run)
        whole = time.monotonic() - begun
        while killed < kills:
            assert is_whole(run)
            if is_printed(run):
                run = ask_again(run)
            child = printing.begin(run)
            time.sleep(dice.uniform(0, whole / 2))
            os.kill(child, signal.SIGKILL)
            killed += not printing.end()

        assert printing.print(run)

    assert is_whole(run)
    assert is_printed(run)


def test_what_killed_workers_left_is_removed_when_all_is_printed(run):
    with worker() as printing:
        for _ in range(2):
            printing.print(run, "_part")
        assert len(list(path_of("").iterdir())) == 2

        assert printing.print(run)

    assert [each.name for each in path_of("").iterdir()] == [LetterRun.objects.get().file]


def test_control_without_a_transaction_a_kill_leaves_half_a_step(run):
    with worker(WITHOUT_TRANSACTION) as printing:
        printing.print(run, "Letter.objects.bulk_create")

    assert not is_whole(run)
