"""Steps by what happened with a contact: what the page counts is what the step does."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from zeal import zeal_ignore

from interactions.models import Evaluation
from segments.actions.change_lines import change_lines
from tests.factories import (
    CancellationFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    PersonFactory,
    SegmentFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def segment():
    return SegmentFactory()


@pytest.fixture
def people():
    return {name: PersonFactory(surname=name) for name in ("Ada", "Bey", "Cey")}


def ago(days):
    return timezone.now() - datetime.timedelta(days=days)


def address(segment, kind="add"):
    return reverse("segment_criteria", args=[segment.pk, kind])


def counted(visitor, segment, asked, kind="add"):
    answer = visitor.get(address(segment, kind), asked, headers={"HX-Request": "true"})
    return answer.content.decode().strip()


def surnames(segment):
    return sorted(segment.lines.kept().values_list("contact__surname", flat=True))


def test_no_interaction_in_ninety_days(visitor, segment, people):
    LogEntryFactory(contact=people["Ada"], occurred_at=ago(10))
    LogEntryFactory(contact=people["Bey"], occurred_at=ago(100))
    asked = {"untouched": "90"}

    count = counted(visitor, segment, asked)
    visitor.post(address(segment), asked)

    assert count.endswith("Matching contacts: 2")
    assert surnames(segment) == ["Bey", "Cey"]


def test_last_evaluation_negative(visitor, segment, people):
    for name, first, last in (
        ("Ada", Evaluation.NEGATIVE, Evaluation.POSITIVE),
        ("Bey", Evaluation.POSITIVE, Evaluation.NEGATIVE),
    ):
        LogEntryFactory(contact=people[name], occurred_at=ago(9), evaluation=first)
        LogEntryFactory(contact=people[name], occurred_at=ago(5), evaluation=last)
        LogEntryFactory(contact=people[name], occurred_at=ago(1))
    asked = {"last_evaluation": str(Evaluation.NEGATIVE.value)}

    count = counted(visitor, segment, asked)
    visitor.post(address(segment), asked)

    assert count.endswith("Matching contacts: 1")
    assert surnames(segment) == ["Bey"]


def test_got_one_template_and_not_the_other(visitor, segment, people):
    letter, visit = InteractionTemplateFactory.create_batch(2)
    LogEntryFactory(contact=people["Ada"], template=letter)
    LogEntryFactory(contact=people["Bey"], template=letter)
    LogEntryFactory(contact=people["Bey"], template=visit)
    LogEntryFactory(contact=people["Cey"], template=letter, cancellation=CancellationFactory())
    asked = {"got": letter.pk, "never_got": visit.pk}

    # Two fields that each look up one template are no growing number of queries.
    with zeal_ignore():
        count = counted(visitor, segment, asked)
        visitor.post(address(segment), asked)

    assert count.endswith("Matching contacts: 1")
    assert surnames(segment) == ["Ada"]


def test_reduce_and_refine_count_those_on_the_segment(visitor, segment, people):
    visitor.post(address(segment), {"q": "a"})
    visitor.post(address(segment), {"type": "person"})
    PersonFactory(surname="Adar")

    count = counted(visitor, segment, {"q": "ada"}, "reduce")
    visitor.post(address(segment, "reduce"), {"q": "ada"})
    reduced = surnames(segment)
    visitor.post(address(segment, "refine"), {"q": "bey"})

    assert count.endswith("Matching contacts: 1")
    assert reduced == ["Bey", "Cey"]
    assert surnames(segment) == ["Bey"]


def test_undoing_asks_where_added_lines_were_changed_since(visitor, segment, people, marketer):
    visitor.post(address(segment), {"type": "person"})
    change_lines(segment=segment, lines=segment.lines.all(), values={"cost": 7}, by=marketer)
    undo = reverse("segment_undo", args=[segment.pk])

    question = visitor.post(undo).content.decode()
    standing = surnames(segment)
    visitor.post(undo, {"even_changed": "1"})

    assert "Lines of the last step that were changed since: 3" in question
    assert standing == ["Ada", "Bey", "Cey"]
    assert surnames(segment) == []


def test_undo_pressed_twice_undoes_one_step(visitor, segment, people):
    visitor.post(address(segment), {"q": "Ada"})
    visitor.post(address(segment), {"q": "Bey"})
    undo = f"{reverse('segment_undo', args=[segment.pk])}?step={segment.steps.last().pk}"
    offered = visitor.get(segment.get_absolute_url()).content.decode()

    visitor.post(undo)
    answer = visitor.post(undo, follow=True)

    assert f'action="{undo}"' in offered
    assert "This step is no longer the last one." in answer.content.decode()
    assert surnames(segment) == ["Ada"]


def test_the_question_before_an_undo_asks_about_the_step_that_was_seen(
    visitor, segment, people, marketer
):
    visitor.post(address(segment), {"q": "Ada"})
    change_lines(segment=segment, lines=segment.lines.all(), values={"cost": 7}, by=marketer)
    undo = f"{reverse('segment_undo', args=[segment.pk])}?step={segment.steps.last().pk}"

    assert f'action="{undo}"' in visitor.post(undo).content.decode()


@pytest.mark.parametrize(
    ("kind", "effect"),
    [
        ("add", "Contacts that match are put on the segment."),
        ("reduce", "Lines whose contacts match are taken off the segment."),
        ("refine", "Only lines whose contacts match stay on the segment."),
    ],
)
def test_a_step_says_beforehand_what_it_does(visitor, segment, kind, effect):
    assert effect in visitor.get(address(segment, kind)).content.decode()


def test_a_step_by_history_says_itself(visitor, segment):
    letter = InteractionTemplateFactory(description="Letter")
    visitor.post(address(segment), {"got": letter.pk, "untouched": "90"})

    page = visitor.get(segment.get_absolute_url()).content.decode()

    assert "Add Contacts: No interaction in (days): 90; Got the template: Letter" in page


@pytest.mark.parametrize(
    "asked",
    [
        {"untouched": "never"},
        {"untouched": "-1"},
        {"last_evaluation": "9"},
        {"got": "x"},
        {"q": "a" * 300},
        {"city": "\x00"},
    ],
)
def test_nonsense_is_refused_with_the_text_kept(visitor, segment, people, asked):
    answer = visitor.post(address(segment), asked)

    assert answer.status_code == 422
    assert not segment.steps.exists()
