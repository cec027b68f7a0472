"""The command that removes what nobody came back to."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from crm.models import AuditRecord
from interactions.models import PostponedInteraction
from tests.factories import PostponedInteractionFactory

DAY = datetime.timedelta(days=1)


def run(*arguments):
    out = StringIO()
    call_command("remove_old_postponed", *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def rows(db):
    now = timezone.now()
    old, young = now - 91 * DAY, now - 89 * DAY
    deletion = PostponedInteractionFactory().owner
    make = PostponedInteractionFactory
    return {
        "forgotten": make(postponed_at=None, saved_at=old),
        "interrupted": make(postponed_at=None, saved_at=young),
        "postponed": make(postponed_at=old, saved_at=old),
        "due": make(postponed_at=None, saved_at=old, due_at=now),
        "deleted": make(deleted_at=now - 2 * DAY, deleted_by=deletion),
        "undoable": make(deleted_at=now - DAY / 2, deleted_by=deletion),
    }


def left(rows):
    there = set(PostponedInteraction.objects.values_list("pk", flat=True))
    return {name for name, row in rows.items() if row.pk in there}


def test_only_what_was_forgotten_and_what_cannot_be_taken_back_goes(rows):
    printed = run()

    assert left(rows) == {"interrupted", "postponed", "due", "undoable"}
    assert printed == [
        "To remove: 1 interrupted, 1 deleted.",
        "Removed: 1 interrupted, 1 deleted.",
    ]


def test_an_audit_record_stays(rows):
    run()

    audit = AuditRecord.objects.get()
    assert (audit.by, audit.count, audit.is_finished) == (None, 2, True)
    assert audit.facts == {"days": 90, "interrupted": 1, "deleted": 1}


def test_dry_run_counts_and_removes_nothing(rows):
    printed = run("--dry-run")

    assert len(left(rows)) == len(rows)
    assert printed[0] == "To remove: 1 interrupted, 1 deleted."
    assert not AuditRecord.objects.exists()


def test_repeated_it_finds_nothing_and_leaves_no_record(rows):
    run()

    assert run() == ["To remove: 0 interrupted, 0 deleted."]
    assert AuditRecord.objects.count() == 1


@pytest.mark.parametrize("days", ["0", "6", "-1", "40000"])
def test_days_that_make_no_sense_are_wrong_usage(rows, days):
    with pytest.raises(CommandError) as refused:
        run("--days", days)

    assert refused.value.returncode == 2
    assert len(left(rows)) == len(rows)
