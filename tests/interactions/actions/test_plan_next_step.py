"""A next step is postponed in the transaction that records, and goes or stays with its entry."""

import datetime
from unittest import mock

import pytest

from interactions.actions import record
from interactions.actions.cancel import take_back
from interactions.actions.correct import correct_entry
from interactions.actions.plan_next_step import planned_after
from interactions.actions.record import NotFilledIn, record_interactions
from interactions.drafts import InteractionDraft, NextStep
from interactions.models import InteractionLogEntry, PostponedInteraction
from tests.factories import (
    NOW,
    CampaignFactory,
    InteractionTemplateFactory,
    PersonFactory,
    SalespersonFactory,
    seller,
)

pytestmark = pytest.mark.django_db
DUE = NOW + datetime.timedelta(days=2)
STEP = NextStep(text="Ask about the offer", due_at=DUE)


def draft(**changes) -> InteractionDraft:
    facts = {
        "contact": PersonFactory(),
        "template": InteractionTemplateFactory(),
        "occurred_at": NOW,
        "description": "Call",
        "salesperson": SalespersonFactory(),
    }
    return InteractionDraft(**facts | changes)


def record_one(user, **changes) -> InteractionLogEntry:
    return record_interactions(drafts=[draft(**changes)], by=user, now=NOW)[0]


def test_a_next_step_waits_for_who_recorded_with_its_day_and_text():
    user, campaign = seller(), CampaignFactory()

    entry = record_one(user, next_step=STEP, campaign=campaign)

    row = PostponedInteraction.objects.get()
    assert (row.owner, row.contact, row.due_at) == (user, entry.contact, DUE)
    assert row.description == "Ask about the offer"
    assert row.campaign == campaign
    assert (row.follows, row.is_interrupted) == (entry, False)


def test_without_a_next_step_nothing_is_postponed():
    record_one(seller())

    assert not PostponedInteraction.objects.exists()


def test_where_the_step_cannot_be_kept_nothing_is_recorded():
    with (
        mock.patch.object(record, "plan_next_steps", side_effect=NotFilledIn("No")),
        pytest.raises(NotFilledIn),
    ):
        record_one(seller(), next_step=STEP)

    assert not InteractionLogEntry.objects.exists()


def test_taking_back_takes_the_step_back_too_and_it_can_be_read():
    user = seller()
    entry = record_one(user, next_step=STEP)

    take_back(entry=entry, by=user, now=NOW)

    assert not PostponedInteraction.objects.kept().exists()
    assert planned_after(entry).description == "Ask about the offer"


def test_a_step_that_somebody_worked_on_stays():
    user = seller()
    entry = record_one(user, next_step=STEP)
    PostponedInteraction.objects.update(version=2)

    take_back(entry=entry, by=user, now=NOW)

    assert PostponedInteraction.objects.kept().exists()


def test_a_correction_takes_the_step_over():
    user = seller()
    entry = record_one(user, next_step=STEP)

    correction = correct_entry(entry=entry, draft=draft(), by=user, now=NOW)

    assert PostponedInteraction.objects.kept().get().follows == correction
