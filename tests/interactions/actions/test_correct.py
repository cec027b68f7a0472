"""Correcting an entry: the new one and the mark on the old one come together or not at all."""

import datetime
import uuid

import pytest

from crm import roles
from crm.access import MissingRight
from crm.actions.finish_form import AlreadyFinished
from crm.models import FinishedForm
from interactions.actions.cancel import cancel_entries, take_back
from interactions.actions.correct import (
    AlreadyCanceled,
    AlreadyCorrected,
    EntryDeleted,
    correct_entry,
    refuse_uncorrectable,
)
from interactions.actions.record import TemplateBlocked
from interactions.actions.restore import restore_entries
from interactions.drafts import InteractionDraft
from interactions.models import Cancellation, InteractionLogEntry
from tests.factories import (
    NOW,
    CancellationFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db

LATER = NOW + datetime.timedelta(hours=1)


@pytest.fixture
def user():
    return seller()


@pytest.fixture
def entry(user):
    return LogEntryFactory(recorded_by=user, description="Call")


def draft_of(entry, **changes):
    facts = {
        "contact": entry.contact,
        "template": entry.template,
        "occurred_at": entry.occurred_at,
        "description": entry.description,
        "salesperson": entry.salesperson,
    }
    return InteractionDraft(**facts | changes)


def correct(entry, user, **given):
    draft = given.pop("draft", None) or draft_of(entry, description="Visit")
    return correct_entry(entry=entry, draft=draft, by=user, now=LATER, **given)


def test_new_entry_is_recorded_and_the_old_one_marked(entry, user):
    correction = correct(entry, user)

    entry.refresh_from_db()
    assert correction.description == "Visit"
    assert not correction.is_canceled
    assert entry.is_canceled
    assert (entry.cancellation.by, entry.cancellation.at) == (user, LATER)
    assert entry.cancellation.reason == "corrected"


def test_both_name_each_other(entry, user):
    correction = correct(entry, user)

    entry.refresh_from_db()
    assert correction.corrects == entry
    assert entry.corrected_by == correction


def test_refused_recording_leaves_the_old_entry_standing(entry, user):
    blocked = draft_of(entry, template=InteractionTemplateFactory(blocked=True))

    with pytest.raises(TemplateBlocked):
        correct(entry, user, draft=blocked)

    entry.refresh_from_db()
    assert not entry.is_canceled
    assert InteractionLogEntry.objects.get() == entry
    assert not Cancellation.objects.exists()


def test_canceled_entry_is_refused(entry, user):
    cancel_entries(entries=InteractionLogEntry.objects.all(), by=user, now=NOW)

    with pytest.raises(AlreadyCanceled, match="Restore it"):
        correct(entry, user)

    assert InteractionLogEntry.objects.get() == entry


def test_corrected_entry_is_refused_even_after_it_was_restored(entry, user):
    correction = correct(entry, user)
    restore_entries(entries=InteractionLogEntry.objects.filter(pk=entry.pk), by=user, now=LATER)

    with pytest.raises(AlreadyCorrected, match=str(correction.pk)):
        correct(entry, user)

    entry.refresh_from_db()
    assert not entry.is_canceled
    assert InteractionLogEntry.objects.count() == 2


def test_deleted_entry_is_refused(entry, user):
    InteractionLogEntry.objects.filter(pk=entry.pk).delete()

    with pytest.raises(EntryDeleted):
        correct(entry, user)

    assert not InteractionLogEntry.objects.exists()


def test_entry_of_a_colleague_is_refused(user):
    others = LogEntryFactory()

    with pytest.raises(MissingRight):
        correct(others, user)

    others.refresh_from_db()
    assert not others.is_canceled


def test_a_form_that_arrives_twice_corrects_once(entry, user):
    key = uuid.uuid4()
    correction = correct(entry, user, form_key=key)

    with pytest.raises(AlreadyFinished) as refused:
        correct(entry, user, form_key=key)

    assert refused.value.path == correction.get_absolute_url()
    assert InteractionLogEntry.objects.count() == 2
    assert FinishedForm.objects.get().key == key


def test_form_is_told_beforehand_why_not(entry, user):
    refuse_uncorrectable(entry=entry, by=user)
    entry.cancellation = CancellationFactory()
    entry.save()

    with pytest.raises(AlreadyCanceled):
        refuse_uncorrectable(entry=entry, by=user)
    with pytest.raises(MissingRight):
        refuse_uncorrectable(entry=entry, by=UserFactory(role=roles.AUDITOR))


def test_taking_back_marks_what_was_just_recorded(entry, user):
    take_back(entry=entry, by=user, now=LATER)

    entry.refresh_from_db()
    assert entry.cancellation.reason == "taken back"
