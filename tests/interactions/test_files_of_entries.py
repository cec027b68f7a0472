"""Which entries have files: asked of each row, of many at once, and of one alike."""

import datetime

import pytest
from django.http import QueryDict

from interactions.filters import InteractionLogEntryFilterSet, has_files, which_have_files
from interactions.models import Attachment, InteractionBatch, InteractionLogEntry
from tests.factories import (
    NOW,
    AttachmentFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def entries():
    """Entries with and without files, by what they are called."""
    template, user = InteractionTemplateFactory(), UserFactory()
    AttachmentFactory(
        entry=None, template=template, at=NOW, removed_at=NOW + 2 * HOUR, removed_by=user
    )
    batch, other_batch = (
        InteractionBatch.objects.create(title=title, by=user, started_at=NOW, occurred_at=NOW)
        for title in ("Spring", "Autumn")
    )
    AttachmentFactory(entry=None, batch=batch)
    for name, facts in {
        "plain": {},
        "own": {},
        "of its batch": {"batch": batch},
        "of another batch": {"batch": other_batch},
        "before its template had it": {"template": template, "recorded_at": NOW - HOUR},
        "while its template had it": {"template": template, "recorded_at": NOW + HOUR},
        "after its template had it": {"template": template, "recorded_at": NOW + 2 * HOUR},
    }.items():
        LogEntryFactory(description=name, **facts)
    AttachmentFactory(entry=InteractionLogEntry.objects.get(description="own"))
    AttachmentFactory(entry=InteractionLogEntry.objects.get(description="own"))
    return InteractionLogEntry.objects.order_by("pk")


@pytest.fixture(params=["few", "many"])
def _holders(request, monkeypatch):
    """Whether those that have files are few enough to be named one by one."""
    if request.param == "many":
        monkeypatch.setattr("interactions.filters.files.FEW", 0)


WITH_FILES = ["own", "of its batch", "while its template had it"]


def test_files_are_its_own_those_of_its_batch_and_of_its_template_then(entries):
    assert list(entries.filter(has_files()).values_list("description", flat=True)) == WITH_FILES


@pytest.mark.usefixtures("_holders")
def test_many_at_once_answer_like_each(entries):
    facts = entries.values_list("pk", "batch", "template", "recorded_at")

    answers = which_have_files(*zip(*facts, strict=True))

    each = [Attachment.objects.of_entry(entry).exists() for entry in entries]
    assert answers == each
    assert sum(each) == len(WITH_FILES)


@pytest.mark.usefixtures("_holders")
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_the_log_is_filtered_by_whether_there_are_files(entries, answer):
    filterset = InteractionLogEntryFilterSet(QueryDict(f"files={answer}"), queryset=entries)

    found = {entry.description for entry in filterset.qs}

    everything = {entry.description for entry in entries}
    assert found == (set(WITH_FILES) if answer == "yes" else everything - set(WITH_FILES))
