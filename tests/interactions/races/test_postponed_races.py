"""Several people, several tabs: of those who meet at one postponed interaction one wins."""

import uuid
from dataclasses import dataclass, field
from unittest import mock

import pytest

from crm.models import Contact, Salesperson, User
from interactions.actions.discard import delete_postponed
from interactions.actions.finish import finish_interaction
from interactions.actions.hand_over import hand_over_postponed
from interactions.actions.postpone import TypedForm, keep_typed
from interactions.drafts import InteractionDraft
from interactions.models import InteractionLogEntry, InteractionTemplate, PostponedInteraction
from tests.factories import (
    NOW,
    InteractionTemplateFactory,
    PersonFactory,
    PostponedInteractionFactory,
    SalespersonFactory,
    seller,
)
from tests.races import Run

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

CONTROL_ROUNDS = 40


def finish(form_key: uuid.UUID, contact: int, template: int, salesperson: int, by: int) -> int:
    """Finish the postponed row of *form_key* as it was when the rival looked at it."""
    draft = InteractionDraft(
        contact=Contact.objects.get(pk=contact),
        template=InteractionTemplate.objects.get(pk=template),
        occurred_at=NOW,
        description="Call back about the offer",
        salesperson=Salesperson.objects.get(pk=salesperson),
    )
    entries = finish_interaction(
        drafts=[draft], by=User.objects.get(pk=by), now=NOW, form_key=form_key, version=1
    )
    return entries[0].pk


def take_whatever_became_of_it(*, form_key, **_seen) -> None:
    PostponedInteraction.objects.filter(form_key=form_key).delete()


def finish_without_version(*args) -> int:
    """The same, claiming the row whatever became of it meanwhile."""
    claim = "interactions.actions.finish.claim_postponed"
    with mock.patch(claim, take_whatever_became_of_it):
        return finish(*args)


def finish_without_guards(*args) -> int:
    """The same with neither one-time key nor version: what a plain read-check-write does."""
    with mock.patch("interactions.actions.record.finish_form", return_value=None):
        return finish_without_version(*args)


def hand_over(key: int, contact: int, to: int, by: int) -> bool:
    hand_over_postponed(
        postponed=PostponedInteraction(pk=key, version=1, contact_id=contact),
        to=User.objects.get(pk=to),
        by=User.objects.get(pk=by),
        now=NOW,
    )
    return True


def delete(key: int, by: int) -> bool:
    chosen = PostponedInteraction.objects.filter(pk=key)
    return bool(delete_postponed(postponed=chosen, by=User.objects.get(pk=by), now=NOW))


def keep(form_key: uuid.UUID, by: int) -> bool:
    """Keep the open form as one tab has it, while others finish it."""
    typed = TypedForm(key=form_key, version=1, fields={"comment": "Half a sen"})
    keep_typed(typed=typed, by=User.objects.get(pk=by), now=NOW)
    return True


@dataclass
class Scene:
    """What every round needs and no round changes."""

    owner: User = field(default_factory=seller)
    colleague: User = field(default_factory=seller)
    contact: Contact = field(default_factory=PersonFactory)
    salesperson: Salesperson = field(default_factory=SalespersonFactory)
    template: InteractionTemplate = field(default_factory=InteractionTemplateFactory)

    def postponed(self) -> PostponedInteraction:
        return PostponedInteractionFactory(owner=self.owner, contact=self.contact)

    def finish(self, row, how=finish) -> Run:
        return Run(
            how,
            row.form_key,
            self.contact.pk,
            self.template.pk,
            self.salesperson.pk,
            self.owner.pk,
        )

    def hand_over(self, row) -> Run:
        return Run(hand_over, row.pk, self.contact.pk, self.colleague.pk, self.owner.pk)

    def keep(self, row) -> Run:
        return Run(keep, row.form_key, self.owner.pk)

    def delete(self, row) -> Run:
        return Run(delete, row.pk, self.owner.pk)


@pytest.fixture
def scene():
    return Scene()


def is_there(row) -> bool:
    return PostponedInteraction.objects.filter(pk=row.pk).exists()


def test_of_four_who_finish_the_same_one_records_it(racers, race_rounds, scene):
    for _ in range(race_rounds):
        row, before = scene.postponed(), InteractionLogEntry.objects.count()

        outcomes = racers.race(*[scene.finish(row) for _ in range(4)])

        assert sum(bool(outcome.value) for outcome in outcomes) == 1
        assert InteractionLogEntry.objects.count() == before + 1
        assert not is_there(row)


@pytest.mark.postgres
def test_without_guards_several_record_the_same_one(racers, scene):
    doubles = 0
    for _ in range(CONTROL_ROUNDS):
        row = scene.postponed()

        outcomes = racers.race(*[scene.finish(row, finish_without_guards) for _ in range(4)])

        doubles += sum(bool(outcome.value) for outcome in outcomes) > 1

    assert doubles > 0


@pytest.mark.parametrize("rival", [Scene.hand_over, Scene.delete])
def test_of_two_who_finish_and_two_rivals_one_wins(racers, race_rounds, scene, rival):
    for _ in range(race_rounds):
        row, before = scene.postponed(), InteractionLogEntry.objects.count()

        outcomes = racers.race(
            scene.finish(row), rival(scene, row), scene.finish(row), rival(scene, row)
        )

        finished = sum(bool(outcome.value) for outcome in outcomes[::2])
        taken = sum(bool(outcome.value) for outcome in outcomes[1::2])
        assert finished + taken == 1
        assert InteractionLogEntry.objects.count() == before + finished
        assert is_there(row) == bool(taken)


def test_what_is_kept_while_it_is_finished_is_recorded_once_and_never_comes_back(
    racers, race_rounds, scene
):
    for _ in range(race_rounds):
        row, before = scene.postponed(), InteractionLogEntry.objects.count()

        outcomes = racers.race(
            scene.finish(row), scene.keep(row), scene.finish(row), scene.keep(row)
        )

        finished = sum(bool(outcome.value) for outcome in outcomes[::2])
        kept = sum(bool(outcome.value) for outcome in outcomes[1::2])
        assert finished + kept == 1
        assert InteractionLogEntry.objects.count() == before + finished
        assert PostponedInteraction.objects.kept().filter(pk=row.pk).exists() == bool(kept)


@pytest.mark.parametrize("rival", [Scene.hand_over, Scene.delete, Scene.keep])
def test_without_the_version_a_finish_takes_what_changed_hands(racers, scene, rival):
    both = 0
    for _ in range(CONTROL_ROUNDS):
        row = scene.postponed()

        finished, other = racers.race(scene.finish(row, finish_without_version), rival(scene, row))

        both += bool(finished.value) and bool(other.value)

    assert both > 0
