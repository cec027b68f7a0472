"""Bytes are kept under a name of their own and go with their last use."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from crm.actions.store_file import (
    FileIsEmpty,
    FileNotStored,
    FileTooLarge,
    release_files,
    store_file,
)
from crm.file_store import all_places, store
from crm.models import StoredFile
from tests.factories import NOW, AttachmentFactory, StoredFileFactory, UserFactory


def given(content=b"%PDF-1.7 offer", name="offer.html"):
    return store_file(content=ContentFile(content, name=name), by=UserFactory(), now=NOW)


def test_file_is_kept_as_it_was_given(db):
    stored = given()

    with store().open(stored.place) as kept:
        assert kept.read() == b"%PDF-1.7 offer"
    assert stored.digest == hashlib.sha256(b"%PDF-1.7 offer").hexdigest()
    assert (stored.size, stored.content_type) == (14, "application/pdf")


def test_place_tells_nothing_about_the_file(db):
    one, other = given(), given()

    assert "offer" not in one.place
    assert one.place != other.place


def test_nobody_else_on_the_machine_reads_it(db):
    path = Path(store().path(given().place))

    assert path.stat().st_mode & 0o777 == 0o600


def test_empty_file_is_refused_by_name(db):
    with pytest.raises(FileIsEmpty, match=r"offer\.html"):
        given(b"")


def test_file_that_is_too_large_is_refused(db, settings):
    settings.FILE_MAX_BYTES = 10

    with pytest.raises(FileTooLarge):
        given(b"eleven char")

    assert given(b"ten chars.").size == 10


def test_full_disk_is_said_in_a_sentence_and_leaves_no_row(db, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(store()), "save", full)

    with pytest.raises(FileNotStored):
        given()

    assert not StoredFile.objects.exists()


def test_unused_file_goes_with_its_bytes(db, django_capture_on_commit_callbacks):
    stored = StoredFileFactory(content=b"bytes")

    with django_capture_on_commit_callbacks(execute=True):
        assert release_files([stored.pk]) == 1

    assert not StoredFile.objects.exists()
    assert stored.place not in dict(all_places())


def test_file_that_something_refers_to_stays(db, django_capture_on_commit_callbacks):
    used = AttachmentFactory(file=StoredFileFactory(content=b"bytes"))

    with django_capture_on_commit_callbacks(execute=True):
        assert release_files([used.file_id]) == 0

    assert used.file.place in dict(all_places())


def test_bytes_stay_where_the_deletion_comes_to_nothing(transactional_db):
    stored = StoredFileFactory(content=b"bytes")

    with transaction.atomic():
        release_files([stored.pk])
        transaction.set_rollback(True)

    assert StoredFile.objects.get() == stored
    assert stored.place in dict(all_places())
