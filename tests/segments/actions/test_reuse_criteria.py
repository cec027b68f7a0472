"""Steps are saved under a name and taken on another segment with the data of that day."""

import pytest

from crm import roles
from segments.actions.build import add_contacts, remove_contacts
from segments.actions.reuse_criteria import reuse_criteria
from segments.actions.save_criteria import (
    NameTaken,
    NothingToSave,
    delete_criteria,
    rename_criteria,
    save_criteria,
)
from segments.criteria import CriteriaRefused, criteria_of
from segments.models import SavedCriteria, SegmentStep
from tests.factories import (
    NOW,
    PersonFactory,
    SalespersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    seller,
)

pytestmark = pytest.mark.django_db
Kind = SegmentStep.Kind


@pytest.fixture
def by():
    return seller(roles.MARKETING)


@pytest.fixture
def segment(by):
    """A segment of those in Brno without those who are excluded from nothing: two steps."""
    segment = SegmentFactory()
    step(segment, by, Kind.ADD, "city=Brno")
    step(segment, by, Kind.REDUCE, "q=petr")
    return segment


def step(segment, by, kind, query):
    verb = add_contacts if kind == Kind.ADD else remove_contacts
    contacts = criteria_of(query, "", by, NOW).contacts()
    return verb(segment=segment, contacts=contacts, kind=kind, by=by, now=NOW, query=query)


def save(segment, by, name="Brno without Petr"):
    return save_criteria(segment=segment, name=name, by=by, now=NOW)


def take(saved, by):
    other = SegmentFactory()
    reuse_criteria(steps=saved.steps, segment=other, by=by, now=NOW)
    return other


def test_steps_are_taken_in_order_with_the_data_of_today(segment, by):
    saved = save(segment, by)
    jana = PersonFactory(first_name="Jana", city="Brno")
    PersonFactory(first_name="Petr", city="Brno")
    PersonFactory(first_name="Eva", city="Praha")

    other = take(saved, by)

    assert [line.contact for line in other.lines.kept()] == [jana]
    assert [step.query for step in other.steps.order_by("pk")] == ["city=Brno", "q=petr"]


def test_a_segment_without_conditions_has_nothing_to_save(by):
    with pytest.raises(NothingToSave):
        save(SegmentLineFactory().segment, by)


def test_a_name_is_given_once(segment, by):
    save(segment, by)
    other = save(segment, by, "Other")

    with pytest.raises(NameTaken):
        save(segment, by)
    with pytest.raises(NameTaken):
        rename_criteria(criteria=other, name="Brno without Petr", by=by)

    assert set(SavedCriteria.objects.values_list("name", flat=True)) == {
        "Brno without Petr",
        "Other",
    }


def test_a_condition_that_means_nothing_any_more_takes_no_step(by):
    gone = SalespersonFactory()
    segment = SegmentFactory()
    step(segment, by, Kind.ADD, "city=Brno")
    step(segment, by, Kind.ADD, f"salesperson={gone.pk}")
    saved = save(segment, by)
    gone.delete()
    PersonFactory(city="Brno")
    other = SegmentFactory()

    with pytest.raises(CriteriaRefused):
        reuse_criteria(steps=saved.steps, segment=other, by=by, now=NOW)

    assert not other.steps.exists()
    assert not other.lines.exists()


def test_only_their_author_and_who_reaches_all_change_saved_criteria(segment, by):
    author, other = seller(roles.SALESPERSON), seller(roles.SALESPERSON)
    saved = save(segment, author)

    assert saved.may_be_changed_by(author)
    assert saved.may_be_changed_by(by)
    assert not saved.may_be_changed_by(other)


def test_deleted_criteria_leave_segments_as_they_are(segment, by):
    saved = save(segment, by)

    delete_criteria(criteria=saved, by=by)

    assert segment.steps.count() == 2
    assert not SavedCriteria.objects.exists()


def test_equal_questions_are_kept_equally(by):
    one = criteria_of("q=petr&city=Brno&type=", "", by, NOW)
    other = criteria_of("city=Brno&q=petr", "", by, NOW)

    assert one.query == other.query == "city=Brno&q=petr"


def test_a_row_typed_by_name_is_kept_by_its_key(by):
    salesperson = SalespersonFactory(code="PM", name="Petr Malý")

    typed = criteria_of("salesperson=PM&salesperson=", "", by, NOW)

    assert typed.query == f"salesperson={salesperson.pk}"
