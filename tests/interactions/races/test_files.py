"""A file that several use goes with the last use, whoever is faster, and never before it."""

import uuid
from unittest import mock

import pytest
from django.db import transaction
from django.db.models import QuerySet

from crm.file_store import all_places, remove_bytes
from crm.models import StoredFile, User
from interactions.actions.files_of_entries import HeldFiles
from interactions.actions.files_of_forms import carried_from, carry_files
from interactions.models import Attachment, InteractionBatch, InteractionLogEntry
from tests.factories import NOW, AttachmentFactory, LogEntryFactory, StoredFileFactory, seller
from tests.races import RivalFailed, Run

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

UNLOCKED = mock.patch.object(QuerySet, "select_for_update", lambda self: self)


@transaction.atomic
def delete(entry):
    """Delete an entry as a batch of the purge does."""
    held = HeldFiles.of([entry])
    Attachment.objects.filter(entry=entry).delete()
    InteractionLogEntry.objects.filter(pk=entry).delete()
    held.let_go()


def take_over(carried, by):
    """Begin a form with the files of an entry."""
    carry_files(form_key=uuid.uuid4(), carried=carried, by=User.objects.get(pk=by), now=NOW)


def delete_unlocked(entry):
    with UNLOCKED:
        delete(entry)


def take_over_unlocked(carried, by):
    with UNLOCKED:
        take_over(carried, by)


def is_stored(file):
    return file.place in dict(all_places())


def forget(file):
    remove_bytes([file.place])
    for model in (Attachment, InteractionLogEntry, StoredFile, InteractionBatch):
        model.objects.all().delete()


def what_two_leave(racers, user, function):
    """What is left of the file of a batch when its two entries are deleted at once."""
    batch = InteractionBatch.objects.create(
        title="Fair", by=user, started_at=NOW, occurred_at=NOW, finished_at=NOW
    )
    entries = LogEntryFactory.create_batch(2, batch=batch)
    file = StoredFileFactory(content=b"map")
    AttachmentFactory(entry=None, batch=batch, by=user, file=file)

    racers.race(*(Run(function, entry.pk) for entry in entries))

    left = Attachment.objects.count(), StoredFile.objects.count(), is_stored(file)
    forget(file)
    return left


def test_file_of_a_batch_goes_with_the_last_of_two_entries(racers, race_rounds):
    user = seller()

    left = {what_two_leave(racers, user, delete) for _ in range(race_rounds)}

    assert left == {(0, 0, False)}


@pytest.mark.postgres
def test_control_without_the_lock_nobody_is_the_last(racers, race_rounds):
    user = seller()

    left = {what_two_leave(racers, user, delete_unlocked)[:2] for _ in range(race_rounds)}

    assert (1, 1) in left


def what_the_form_has(racers, user, deletion, function):
    """How many files a form has that takes one over while its last entry is deleted."""
    entry = LogEntryFactory(recorded_by=user, salesperson=user.own_salesperson)
    file = StoredFileFactory(content=b"map")
    AttachmentFactory(entry=entry, by=user, file=file)

    racers.race(Run(deletion, entry.pk), Run(function, carried_from(entry), user.pk))

    has = Attachment.objects.count()
    assert (StoredFile.objects.count(), is_stored(file)) == (has, bool(has))
    forget(file)
    return has


def test_form_has_the_file_with_its_bytes_or_not_at_all(racers, race_rounds):
    user = seller()

    for _ in range(race_rounds):
        assert what_the_form_has(racers, user, delete, take_over) in {0, 1}


def race_unlocked(racers, rounds):
    user = seller()
    for _ in range(rounds):
        what_the_form_has(racers, user, delete_unlocked, take_over_unlocked)


@pytest.mark.postgres
def test_control_without_the_lock_the_form_takes_over_what_is_gone(racers, race_rounds):
    with pytest.raises(RivalFailed, match="IntegrityError"):
        race_unlocked(racers, race_rounds)
