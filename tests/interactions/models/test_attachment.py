"""What belongs to an entry: its own files, its batch's, its template's at that time."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction

from interactions.models import Attachment, InteractionBatch
from tests.factories import (
    NOW,
    AttachmentFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    StoredFileFactory,
    UserFactory,
)

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def batch(db):
    return InteractionBatch.objects.create(
        title="Fair", by=UserFactory(), started_at=NOW, occurred_at=NOW, finished_at=NOW
    )


def test_entry_has_its_own_files_and_those_of_its_batch(batch):
    entry, other = LogEntryFactory.create_batch(2, batch=batch)
    own = AttachmentFactory(entry=entry)
    shared = AttachmentFactory(entry=None, batch=batch)

    assert set(Attachment.objects.of_entry(entry)) == {own, shared}
    assert set(Attachment.objects.of_entry(other)) == {shared}


def test_entry_without_a_batch_has_nothing_of_others(batch):
    AttachmentFactory(entry=None, batch=batch)
    AttachmentFactory(entry=None, form_key=uuid.uuid4())

    assert not Attachment.objects.of_entry(LogEntryFactory()).exists()


@pytest.mark.parametrize(
    ("recorded_at", "has_it"),
    [(NOW - HOUR, False), (NOW, True), (NOW + HOUR, True), (NOW + 2 * HOUR, False)],
)
def test_entry_has_the_files_that_its_template_had_when_it_was_recorded(db, recorded_at, has_it):
    template = InteractionTemplateFactory()
    AttachmentFactory(
        entry=None,
        template=template,
        at=NOW,
        removed_at=NOW + 2 * HOUR,
        removed_by=UserFactory(),
    )

    entry = LogEntryFactory(template=template, recorded_at=recorded_at)

    assert Attachment.objects.of_entry(entry).exists() is has_it


@pytest.mark.parametrize("holders", [{}, {"form_key": uuid.uuid4(), "template": True}])
def test_attachment_has_exactly_one_holder(db, holders):
    if "template" in holders:
        holders = holders | {"template": InteractionTemplateFactory()}

    with pytest.raises(IntegrityError, match="one_holder"), transaction.atomic():
        AttachmentFactory(entry=None, **holders)


def test_only_a_template_keeps_what_was_removed(db):
    with pytest.raises(IntegrityError, match="removed_of_template"), transaction.atomic():
        AttachmentFactory(removed_at=NOW, removed_by=UserFactory())


def test_file_is_attached_to_an_entry_once(db):
    attachment = AttachmentFactory(file=StoredFileFactory())

    with pytest.raises(IntegrityError), transaction.atomic():
        AttachmentFactory(file=attachment.file, entry=attachment.entry)
