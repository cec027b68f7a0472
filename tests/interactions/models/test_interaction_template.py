"""Templates: which are offered, which are used most, what is kept."""

import pytest

from interactions.models import Evaluation, InteractionLogEntry, InteractionTemplate
from tests.factories import (
    InteractionGroupFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    TemplateTextFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_most_used_come_first_and_only_those_recorded_by_hand_count():
    user = UserFactory()
    rare, frequent, batch = InteractionTemplateFactory.create_batch(3)
    LogEntryFactory(recorded_by=user, template=rare)
    LogEntryFactory.create_batch(2, recorded_by=user, template=frequent)
    LogEntryFactory.create_batch(
        3, recorded_by=user, template=batch, source=InteractionLogEntry.Source.SEGMENT
    )
    LogEntryFactory.create_batch(3, template=rare)

    assert InteractionTemplate.objects.most_used_by(user, limit=2) == [frequent, rare]


def test_most_used_are_completed_by_the_first_of_the_list():
    user = UserFactory()
    last = InteractionTemplateFactory(position=30)
    first = InteractionTemplateFactory(position=10)
    second = InteractionTemplateFactory(position=20)
    LogEntryFactory(recorded_by=user, template=last)

    assert InteractionTemplate.objects.most_used_by(user, limit=5) == [last, first, second]


def test_most_used_leaves_out_blocked_ones():
    user = UserFactory()
    template = InteractionTemplateFactory(blocked=True)
    LogEntryFactory(recorded_by=user, template=template)

    assert InteractionTemplate.objects.most_used_by(user) == []


def test_most_used_asks_little(django_assert_max_num_queries):
    user = UserFactory()
    LogEntryFactory.create_batch(3, recorded_by=user)

    with django_assert_max_num_queries(3):
        templates = InteractionTemplate.objects.most_used_by(user)
        assert [(template.code, str(template)) for template in templates]


def test_blocking_remembers_by_whom():
    template, user = InteractionTemplateFactory(), UserFactory()

    template.block(by=user)

    template.refresh_from_db()
    assert template.blocked
    assert template.history.first().history_user == user


def test_a_template_is_used_when_something_was_recorded_with_it():
    unused, used = InteractionTemplateFactory.create_batch(2)
    LogEntryFactory(template=used, evaluation=Evaluation.POSITIVE)

    assert not unused.is_used()
    assert used.is_used()


def test_a_group_is_used_by_its_templates():
    empty = InteractionGroupFactory()
    full = InteractionTemplateFactory().group

    assert not empty.is_used()
    assert full.is_used()


def test_a_template_knows_its_languages():
    template = TemplateTextFactory(language="cs").template

    assert template.has_language("cs")
    assert not template.has_language("en")
    assert not template.has_language("")
