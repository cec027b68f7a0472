"""Finishing what somebody else has postponed: he is told who, when, and which entry."""

import datetime

import pytest

from crm import roles
from interactions.actions.finish import finish_interaction
from interactions.drafts import InteractionDraft
from interactions.models import Completion
from tests.factories import (
    NOW,
    InteractionTemplateFactory,
    PostponedInteractionFactory,
    TeamFactory,
    seller,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return PostponedInteractionFactory(owner=seller(team=TeamFactory()))


def finished(row, by):
    draft = InteractionDraft(
        contact=row.contact,
        template=InteractionTemplateFactory(),
        occurred_at=NOW,
        description="Call",
        salesperson=row.owner.salesperson,
    )
    [entry] = finish_interaction(
        drafts=[draft], by=by, now=NOW, form_key=row.form_key, version=row.version
    )
    return entry


def test_the_owner_is_told_who_finished_it_and_when_and_which_entry_it_is(row):
    manager = seller(roles.MANAGER, team=row.owner.salesperson.team)

    entry = finished(row, manager)

    told = Completion.objects.news_for(row.owner, NOW - datetime.timedelta(days=14)).get()
    assert (told.by, told.at, told.entry) == (manager, NOW, entry)
    assert not Completion.objects.visible_to(manager).exists()


def test_who_finishes_his_own_is_told_nothing(row):
    finished(row, row.owner)

    assert not Completion.objects.exists()
