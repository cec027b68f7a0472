"""What cannot be in the log is found by `checkintegrity`."""

import datetime

import pytest

from crm.text import search_text
from interactions import integrity
from interactions.models import (
    Comment,
    InteractionBatch,
    InteractionLogEntry,
    Restoration,
)
from tests.factories import (
    NOW,
    CancellationFactory,
    CommentFactory,
    CompanyFactory,
    LogEntryFactory,
    PersonFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

EARLIER = NOW - datetime.timedelta(days=1)


@pytest.fixture
def entry():
    entry = recorded(contact=PersonFactory(company=CompanyFactory()))
    CommentFactory(entry=entry)
    return entry


def recorded(**facts):
    """An entry that is found by its words, as the door leaves it."""
    entry = LogEntryFactory(**facts)
    change(entry, search_text=search_text(entry.description))
    return entry


def found():
    """The names of the checks that find something."""
    return [check.name for check in integrity.CHECKS if list(check.find())]


def change(entry, **facts):
    InteractionLogEntry.objects.filter(pk=entry.pk).update(**facts)


def test_sound_log_is_found_sound(entry):
    recorded(contact=CompanyFactory(), corrects=entry)

    assert found() == []


def test_restoration_before_the_cancellation_is_found(entry):
    restoration = Restoration.objects.create(
        cancellation=CancellationFactory(at=NOW), by=UserFactory(), at=EARLIER
    )
    change(entry, restoration=restoration)

    assert found() == ["Marks exclude each other"]


def test_person_as_company_is_found(entry):
    change(entry, company=PersonFactory())

    assert found() == ["Companies are those of then"]


@pytest.mark.parametrize("company", [None, CompanyFactory])
def test_company_with_another_company_is_found(company):
    entry = recorded(contact=CompanyFactory())
    change(entry, company=company and company())

    assert found() == ["Companies are those of then"]


@pytest.mark.parametrize("half", [{"evaluated_at": NOW}, {"evaluated_by": UserFactory}])
def test_half_an_evaluation_is_found(entry, half):
    change(entry, **{name: value() if callable(value) else value for name, value in half.items()})

    assert found() == ["Evaluations say who and when"]


def test_correction_of_itself_is_found(entry):
    change(entry, corrects=entry)

    assert found() == ["Corrections follow"]


def test_batch_with_more_than_was_recorded_is_found(entry):
    batch = InteractionBatch.objects.create(
        title="Spring", by=UserFactory(), started_at=NOW, occurred_at=NOW, finished_at=NOW, total=0
    )
    change(entry, batch=batch)

    assert found() == ["Batches hold what was recorded"]


def test_entry_found_by_old_words_is_found(entry):
    change(entry, description="Something else")

    assert found() == ["Entries are found by their words"]


def test_comment_found_by_old_words_is_found(entry):
    Comment.objects.update(text="Something else")

    assert found() == ["Entries are found by their words"]
