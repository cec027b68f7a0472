"""Contacts are put on a segment from a list, from a card and out of a paste."""

import pytest
from django.urls import reverse

from crm import roles
from segments.models import Segment, SegmentStep
from tests.factories import (
    BusinessRelationFactory,
    CompanyFactory,
    PersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    seller,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/segments/additions/"


@pytest.fixture
def segment():
    return SegmentFactory()


def names(segment) -> set[str]:
    return set(segment.lines.kept().values_list("contact__name", flat=True))


# From the list


def test_the_list_offers_it_to_whoever_builds_segments(client):
    PersonFactory()
    offered = {}
    for role in (roles.SALESPERSON, roles.AUDITOR):
        client.force_login(seller(role))
        offered[role] = f'formaction="{ADDRESS}"' in client.get("/contacts/").content.decode()

    assert offered == {roles.SALESPERSON: True, roles.AUDITOR: False}


def test_selected_rows_are_asked_for_their_segment_and_added(visitor, segment):
    jana, petr = PersonFactory(), PersonFactory()
    PersonFactory()
    sent = {"selected": [jana.pk, petr.pk], "next": "/contacts/?q=n"}

    question = visitor.post(ADDRESS, sent).content.decode()
    answer = visitor.post(ADDRESS, sent | {"segment": segment.pk})

    assert "Contacts: 2" in question
    assert names(segment) == {jana.name, petr.name}
    assert answer.url == "/contacts/?q=n"


def test_all_that_match_the_filter_are_added_and_the_step_says_how(visitor, segment):
    PersonFactory(city="Brno")
    PersonFactory(city="Praha")

    visitor.post(ADDRESS, {"all": "1", "query": "city=Brno", "segment": segment.pk})

    step = segment.steps.get()
    assert (step.kind, step.query, step.added) == (SegmentStep.Kind.ADD, "city=Brno", 1)


def test_a_narrowed_list_adds_no_more_than_it_shows(visitor, segment):
    customer = BusinessRelationFactory(contact=CompanyFactory()).contact
    CompanyFactory()
    page = visitor.get("/customers/").content.decode()
    assert 'name="query" value="relation=customer"' in page

    visitor.post(ADDRESS, {"all": "1", "query": "relation=customer", "segment": segment.pk})

    assert names(segment) == {customer.name}


def test_a_filter_that_contradicts_its_list_adds_nobody(visitor, segment):
    CompanyFactory()
    query = "relation=vendor&relation=customer"

    answer = visitor.post(ADDRESS, {"all": "1", "query": query, "segment": segment.pk})

    assert answer.status_code == 422
    assert not segment.lines.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"selected": ["x"]},
        {"selected": ["9" * 30]},
        {"all": "1", "query": "salesperson=nobody"},
    ],
)
def test_nonsense_is_refused_in_a_sentence(visitor, segment, sent):
    PersonFactory()

    answer = visitor.post(ADDRESS, sent | {"segment": segment.pk})

    assert answer.status_code == 422
    assert not segment.lines.exists()


def test_more_than_fifty_conditions_are_refused(visitor, segment):
    query = "&".join(f"city=Brno{n}" for n in range(51))

    answer = visitor.post(
        reverse("segment_criteria", args=[segment.pk, "add"]) + "?" + query,
        {"city": [f"Brno{n}" for n in range(51)]},
    )

    assert answer.status_code == 422
    assert "At most 50 conditions in one step." in answer.content.decode()


def test_a_segment_out_of_reach_is_not_offered(client):
    foreign = SegmentFactory()
    jana = PersonFactory()
    client.force_login(seller(roles.SALESPERSON))

    answer = client.post(ADDRESS, {"selected": jana.pk, "segment": foreign.pk})

    assert answer.status_code == 422
    assert not foreign.lines.exists()
    assert client.get("/choices/segments/").json()["results"] == []


def test_the_choice_and_the_right_agree():
    by = seller(roles.SALESPERSON)
    SegmentFactory()
    SegmentFactory(salesperson=by.own_salesperson)
    SegmentFactory(salesperson=None)
    SegmentFactory(created_by=by)

    within = set(Segment.objects.within(by, "segments.change_segment"))

    assert within == {
        s for s in Segment.objects.all() if s.is_within(by, "segments.change_segment")
    }
    assert len(within) == 3


def test_the_card_offers_it_for_its_contact(visitor, segment):
    jana = PersonFactory()

    card = visitor.get(jana.get_absolute_url()).content.decode()
    question = visitor.get(ADDRESS, {"selected": jana.pk}).content.decode()

    assert "Add to segment" in card
    assert f'name="selected" value="{jana.pk}"' in question


def test_the_card_keeps_few_actions_in_sight(visitor, segment):
    card = visitor.get(PersonFactory().get_absolute_url())

    in_sight = {str(action.label) for action, _href in card.context["actions"]}
    in_menu = {str(action.label) for action, _href in card.context["actions_in_menu"]}

    assert {"Create Interaction", "Interaction Log Entries", "Postponed Interactions"} <= in_sight
    assert {"Add to segment", "Print letter"} <= in_menu


# Who is left out


def test_who_is_skipped_is_listed_with_the_reason(visitor, segment):
    PersonFactory(surname="Ada", exclude_from_segments=True)
    PersonFactory(surname="Bey", privacy_blocked=True)
    visitor.post(ADDRESS, {"all": "1", "query": "", "segment": segment.pk})
    step = segment.steps.get()

    page = visitor.get(reverse("segment", args=[segment.pk])).content.decode()
    listed = visitor.get(reverse("segment_skipped", args=[segment.pk, step.pk])).content.decode()

    assert step.skipped == 2
    assert reverse("segment_skipped", args=[segment.pk, step.pk]) in page
    for said in ("Ada", "excluded from segments", "Bey", "blocked for privacy reasons"):
        assert said in listed


def test_undoing_a_step_forgets_whom_it_skipped(visitor, segment):
    PersonFactory(exclude_from_segments=True)
    visitor.post(ADDRESS, {"all": "1", "query": "", "segment": segment.pk})

    visitor.post(reverse("segment_undo", args=[segment.pk]))

    assert not segment.steps.exists()


# Pasted


def paste(visitor, segment, text):
    return visitor.post(reverse("segment_paste", args=[segment.pk]), {"text": text}, follow=True)


def test_a_hundred_thousand_lines_are_pasted(visitor, segment):
    people = PersonFactory.create_batch(1_000 // 100)
    lines = [f"nobody{n}@example.com" for n in range(100_000 - len(people))]

    answer = paste(visitor, segment, "\r\n".join([*lines, *(person.number for person in people)]))

    assert segment.lines.kept().count() == len(people)
    assert "nobody19@example.com and 99970 more" in answer.content.decode()


def test_more_than_that_is_refused_and_says_the_limit(visitor, segment):
    answer = paste(visitor, segment, "\n".join(str(n) for n in range(100_001)))

    assert answer.status_code == 422
    assert "At most 100000 at once." in answer.content.decode()


def test_pasted_ones_are_found_whatever_the_case_and_once(visitor, segment):
    PersonFactory(number="CT00001", email="jana@example.com")

    paste(visitor, segment, "ct00001, <JANA@example.com>")

    assert segment.lines.kept().count() == 1


def test_who_stands_there_already_is_said(visitor, segment):
    PersonFactory(number="CT00001")
    PersonFactory(number="CT00002")
    paste(visitor, segment, "CT00001")

    answer = paste(visitor, segment, "CT00001 CT00002")

    assert "1 contact added; already on the segment: 1" in answer.content.decode()


@pytest.mark.parametrize("text", ["", " ;;, ", "nobody", "x" * 5_000])
def test_a_paste_that_means_nobody_is_refused(visitor, segment, text):
    answer = paste(visitor, segment, text)

    assert answer.status_code == 422
    assert not segment.steps.exists()


def test_contacts_out_of_sight_are_not_found(client):
    seer = seller(roles.SALESPERSON)
    group = seer.groups.get()
    group.permissions.remove(group.permissions.get(codename="see_all"))
    client.force_login(seer)
    segment = SegmentFactory(salesperson=seer.own_salesperson)
    foreign = SegmentLineFactory().segment.salesperson
    PersonFactory(number="CT00009", salesperson=foreign)

    answer = paste(client, segment, "CT00009")

    assert answer.status_code == 422
    assert not segment.lines.exists()
