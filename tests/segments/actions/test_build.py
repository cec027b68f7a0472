"""Contacts come and go in steps; the last step can be undone, own values included."""

import datetime

import pytest

from crm import roles
from crm.models import Contact
from segments.actions.build import (
    LinesWereChanged,
    NothingToUndo,
    NotTheLastStep,
    add_contacts,
    remove_contacts,
    undo_last_step,
)
from segments.actions.change_lines import change_lines
from segments.actions.log_segment import log_segment
from segments.actions.start_segment import SegmentNotOpen, ValueRefused
from segments.models import SegmentStep
from tests.factories import (
    NOW,
    CompanyFactory,
    InteractionTemplateFactory,
    PersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    seller,
)
from tests.plans import statements

pytestmark = pytest.mark.django_db
Kind = SegmentStep.Kind


@pytest.fixture
def by():
    return seller(roles.MARKETING)


@pytest.fixture
def segment():
    return SegmentFactory()


def add(segment, by, contacts=None, kind=Kind.ADD):
    contacts = Contact.objects.all() if contacts is None else contacts
    return add_contacts(segment=segment, contacts=contacts, kind=kind, by=by, now=NOW)


def remove(segment, by, contacts, kind=Kind.REDUCE):
    return remove_contacts(segment=segment, contacts=contacts, kind=kind, by=by, now=NOW)


def standing(segment) -> set[int]:
    return set(segment.lines.kept().values_list("contact", flat=True))


def only(*contacts):
    return Contact.objects.filter(pk__in=[contact.pk for contact in contacts])


def test_a_contact_that_matches_twice_is_added_once(segment, by):
    company, blocked = CompanyFactory(), CompanyFactory(privacy_blocked=True)
    for employer in (company, blocked):
        PersonFactory.create_batch(2, company=employer)
    matching = Contact.objects.filter(people__type=Contact.Type.PERSON)

    step = add(segment, by, matching)

    assert matching.count() == 4
    assert (step.added, step.skipped, standing(segment)) == (1, 1, {company.pk})


def test_contacts_are_added_once(segment, by):
    jana, petr = PersonFactory(), PersonFactory()
    add(segment, by, only(jana))

    step = add(segment, by, only(jana, petr))

    assert standing(segment) == {jana.pk, petr.pk}
    assert step.added == 1


def test_excluded_and_blocked_contacts_are_skipped_and_counted(segment, by):
    PersonFactory(exclude_from_segments=True)
    PersonFactory(privacy_blocked=True)
    welcome = PersonFactory()

    step = add(segment, by)

    assert standing(segment) == {welcome.pk}
    assert (step.added, step.skipped) == (1, 2)


def test_reduce_removes_who_matches_and_refine_keeps_who_matches(segment, by):
    jana, petr, eva = PersonFactory.create_batch(3)
    add(segment, by)

    remove(segment, by, only(jana))
    after_reduce = standing(segment)
    remove(segment, by, only(petr), kind=Kind.REFINE)

    assert after_reduce == {petr.pk, eva.pk}
    assert standing(segment) == {petr.pk}


def test_undoing_a_reduction_brings_lines_back_with_their_own_values(segment, by):
    jana = PersonFactory()
    add(segment, by)
    change_lines(segment=segment, lines=segment.lines.all(), values={"cost": 7}, by=by)
    remove(segment, by, only(jana))

    undo_last_step(segment=segment, by=by)

    assert segment.lines.kept().get().cost == 7
    assert segment.steps.count() == 1


def test_undoing_an_addition_removes_what_it_added(segment, by):
    jana, petr = PersonFactory(), PersonFactory()
    add(segment, by, only(jana))
    add(segment, by, only(petr))

    undo_last_step(segment=segment, by=by)

    assert standing(segment) == {jana.pk}


def test_a_step_that_is_no_longer_the_last_one_is_not_undone(segment, by):
    jana, petr = PersonFactory(), PersonFactory()
    first = add(segment, by, only(jana))
    add(segment, by, only(petr))

    with pytest.raises(NotTheLastStep):
        undo_last_step(segment=segment, by=by, seen=first.pk)

    assert standing(segment) == {jana.pk, petr.pk}


def test_undoing_asks_where_lines_were_changed_since(segment, by):
    PersonFactory()
    add(segment, by)
    change_lines(segment=segment, lines=segment.lines.all(), values={"cost": 7}, by=by)

    with pytest.raises(LinesWereChanged):
        undo_last_step(segment=segment, by=by)
    undo_last_step(segment=segment, by=by, even_changed=True)

    assert standing(segment) == set()


def test_adding_again_revives_the_line_and_undoing_that_removes_it_again(segment, by):
    jana = PersonFactory()
    add(segment, by)
    change_lines(segment=segment, lines=segment.lines.all(), values={"duration": 9}, by=by)
    remove(segment, by, only(jana))

    step = add(segment, by)
    revived = segment.lines.kept().get()
    undo_last_step(segment=segment, by=by)
    gone = standing(segment)
    undo_last_step(segment=segment, by=by)

    assert (step.added, revived.duration, gone) == (1, 9, set())
    assert standing(segment) == {jana.pk}


def test_every_step_can_be_undone_one_after_the_other(segment, by):
    jana = PersonFactory()
    add(segment, by)
    remove(segment, by, only(jana))
    add(segment, by)

    for _ in range(3):
        undo_last_step(segment=segment, by=by)

    assert not segment.lines.exists()
    with pytest.raises(NothingToUndo):
        undo_last_step(segment=segment, by=by)


def test_a_logged_segment_takes_no_further_contact(segment, by):
    SegmentLineFactory(segment=segment)
    log_segment(segment=segment, by=by, now=NOW)

    with pytest.raises(SegmentNotOpen):
        add(segment, by)


def test_another_template_on_a_line_takes_its_values(segment, by):
    PersonFactory()
    add(segment, by)
    lines = segment.lines.all()
    change_lines(segment=segment, lines=lines, values={"cost": 7, "date": NOW.date()}, by=by)
    other = InteractionTemplateFactory(unit_cost=3, description="Visit")

    change_lines(segment=segment, lines=lines, values={"template": other}, by=by)

    line = segment.lines.with_effective().get()
    assert (line.effective_cost, line.effective_interaction_description) == (3, "Visit")
    assert line.date == datetime.date(2026, 11, 3)


def test_a_value_goes_back_to_what_is_inherited(segment, by):
    PersonFactory()
    add(segment, by)
    lines = segment.lines.all()
    change_lines(segment=segment, lines=lines, values={"interaction_description": "Own"}, by=by)

    change_lines(segment=segment, lines=lines, values={"interaction_description": None}, by=by)

    line = segment.lines.with_effective().get()
    assert line.effective_interaction_description == segment.template.description


def test_a_value_that_cannot_be_kept_is_refused(segment, by):
    PersonFactory()
    add(segment, by)

    with pytest.raises(ValueRefused) as refused:
        change_lines(segment=segment, lines=segment.lines.all(), values={"cost": -1}, by=by)

    assert refused.value.field == "cost"
    assert segment.lines.get().cost is None


@pytest.mark.postgres
def test_contacts_are_found_as_it_is_quickest_for_many(segment, by):
    with statements() as asked:
        add(segment, by)

    told = [sql for sql, _parameters in asked]
    [allowed] = [place for place, sql in enumerate(told) if "enable_mergejoin = on" in sql]
    [added] = [place for place, sql in enumerate(told) if 'INTO "segments_segmentline"' in sql]
    assert allowed < added
