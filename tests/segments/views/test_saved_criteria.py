"""The pages of saved criteria, of reuse and of what follows."""

import pytest
from django.urls import reverse

from crm import roles
from segments.actions.log_segment import log_segment
from segments.models import SavedCriteria, Segment
from tests.factories import (
    NOW,
    MarketingSetupFactory,
    NumberSeriesLineFactory,
    PersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    seller,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def segment(visitor):
    segment = SegmentFactory()
    visitor.post(reverse("segment_criteria", args=[segment.pk, "add"]), {"city": "Brno"})
    return segment


@pytest.fixture
def saved(visitor, segment):
    visitor.post(reverse("segment_save_criteria", args=[segment.pk]), {"name": "Brno"})
    return SavedCriteria.objects.get()


@pytest.fixture
def logged(marketer):
    segment = SegmentLineFactory(contact__surname="Ada").segment
    SegmentLineFactory(segment=segment, contact__surname="Bey")
    log_segment(segment=segment, by=marketer, now=NOW)
    segment.refresh_from_db()
    return segment


def test_saved_criteria_say_themselves_in_the_list(visitor, saved):
    text = visitor.get(reverse("saved_criteria_list")).content.decode()

    assert "Add Contacts: City: Brno" in text


def test_saved_criteria_are_taken_on_another_segment(visitor, saved):
    PersonFactory(city="Brno")
    other = SegmentFactory()
    address = reverse("segment_take_criteria", args=[other.pk])

    offered = visitor.get(address).content.decode()
    visitor.post(address, {"criteria": saved.pk})

    assert "Brno – Add Contacts: City: Brno" in offered
    assert other.lines.kept().count() == 1


def test_of_several_steps_the_last_one_alone_offers_its_undo(visitor, segment):
    visitor.post(reverse("segment_criteria", args=[segment.pk, "reduce"]), {"type": "company"})
    visitor.post(reverse("segment_save_criteria", args=[segment.pk]), {"name": "People"})
    other = SegmentFactory()
    taken = {"criteria": SavedCriteria.objects.get().pk}

    page = visitor.post(
        reverse("segment_take_criteria", args=[other.pk]), taken, follow=True
    ).content.decode()

    _first, last = other.steps.all()
    undo = reverse("segment_undo", args=[other.pk])
    assert "0 contacts added" in page
    assert "0 lines removed" in page
    # In the message, and beside the steps.
    assert page.count(f"{undo}?step=") == page.count(f"{undo}?step={last.pk}") == 2


def test_saved_criteria_are_renamed(visitor, saved):
    visitor.post(reverse("saved_criteria_edit", args=[saved.pk]), {"name": "South"})

    saved.refresh_from_db()
    assert saved.name == "South"


def test_saved_criteria_are_deleted_after_a_question(visitor, saved):
    address = reverse("saved_criteria_deletion", args=[saved.pk])

    visitor.get(address)
    kept = SavedCriteria.objects.exists()
    visitor.post(address)

    assert kept
    assert not SavedCriteria.objects.exists()


def test_saved_criteria_of_others_are_left_alone(client, saved):
    client.force_login(seller(roles.SALESPERSON))

    answer = client.post(reverse("saved_criteria_deletion", args=[saved.pk]))

    assert answer.status_code == 403
    assert SavedCriteria.objects.exists()


def test_who_builds_nothing_does_not_see_them(client, saved):
    client.force_login(seller(roles.AUDITOR))

    assert client.get(reverse("saved_criteria_list")).status_code == 403


@pytest.mark.parametrize("name", ["", "Brno", "x" * 500, "a\x00b"])
def test_a_name_that_cannot_be_is_refused(visitor, segment, saved, name):
    address = reverse("segment_save_criteria", args=[segment.pk])

    answer = visitor.post(address, {"name": name})

    assert answer.status_code == 422
    assert SavedCriteria.objects.count() == 1


def test_contacts_of_a_logged_segment_are_reused_and_who_is_not_is_named(visitor, logged):
    ada = logged.lines.get(contact__surname="Ada").contact
    ada.exclude_from_segments = True
    ada.save()
    other = SegmentFactory()

    visitor.post(reverse("segment_reuse", args=[other.pk]), {"source": logged.pk})

    step = other.steps.get()
    page = visitor.get(reverse("segment_skipped", args=[other.pk, step.pk])).content.decode()
    assert [line.contact.surname for line in other.lines.kept()] == ["Bey"]
    assert (step.source, step.skipped) == (logged, 1)
    assert "Ada" in page


def test_contacts_of_an_active_segment_are_not_offered(visitor, segment):
    other = SegmentFactory()

    answer = visitor.post(reverse("segment_reuse", args=[other.pk]), {"source": segment.pk})

    assert answer.status_code == 422
    assert not other.steps.exists()


def test_a_follow_up_by_outcome_opens_with_its_sentence(visitor, logged):
    setup = MarketingSetupFactory()
    setup.segment_series = NumberSeriesLineFactory(prefix="F").series
    setup.save()
    logged.batch.entries.filter(contact__surname="Ada").update(attempt_failed=True)

    answer = visitor.post(
        reverse("segment_follow_outcomes", args=[logged.pk]), {"failed": "on"}, follow=True
    )

    text = answer.content.decode()
    assert f"Follow-up by outcome: {logged.number}; attempt failed" in text
    assert "Ada" in text
    assert "Bey" not in text


def test_without_a_series_the_follow_up_says_so_and_nothing_is_made(visitor, logged):
    logged.batch.entries.update(attempt_failed=True)

    answer = visitor.post(reverse("segment_follow_outcomes", args=[logged.pk]), {"failed": "on"})

    assert answer.status_code == 422
    assert "needs a number series for segments" in answer.content.decode()
    assert Segment.objects.count() == 1


def test_a_rerun_without_conditions_says_why_not(visitor, logged):
    answer = visitor.post(reverse("segment_newcomers", args=[logged.pk]), follow=True)

    assert "not built by conditions" in answer.content.decode()
