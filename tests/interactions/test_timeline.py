"""What happened with a contact: the timeline of its card, and what its numbers say."""

import datetime
import re

import pytest
import time_machine
from django.contrib.auth.models import Permission

from tests.factories import (
    NOW,
    CancellationFactory,
    CommentFactory,
    CompanyFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    PersonFactory,
    SalespersonFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_this_moment():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def user():
    return seller(name="Petr Malý")


@pytest.fixture
def client(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def contact():
    return PersonFactory(first_name="Jana", surname="Nováková")


def panel_of(response, template="interactions/_timeline.html"):
    return next(panel for name, panel in response.context["main_panels"] if name == template)


def days_of(client, contact, **query):
    """The timeline on the card of *contact*: descriptions under their days."""
    timeline = panel_of(client.get(f"/contacts/{contact.pk}/", query))["timeline"]
    return [
        (heading, [moment.description for moment in moments]) for heading, moments in timeline.days
    ]


def facts_of(client, contact):
    page = client.get(f"/contacts/{contact.pk}/").content.decode()
    pairs = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", page, re.DOTALL)
    return {label.strip(): value.strip().replace("\xa0", " ") for label, value in pairs}


# The timeline.


def test_newest_first_under_their_days(client, contact):
    for ago, description in [
        (DAY, "second"),
        (0 * DAY, "first"),
        (DAY + HOUR, "third"),
        (9 * DAY, "last"),
    ]:
        LogEntryFactory(contact=contact, description=description, occurred_at=NOW - ago)

    assert days_of(client, contact) == [
        ("today", ["first"]),
        ("yesterday", ["second", "third"]),
        ("25\xa0Oct", ["last"]),
    ]


def test_company_has_the_interactions_of_its_people_by_the_company_then(client):
    company, other = CompanyFactory(), CompanyFactory()
    person = PersonFactory(company=company)
    LogEntryFactory(contact=company, description="with the company")
    LogEntryFactory(contact=person, description="while she was there", occurred_at=NOW - HOUR)
    person.company = other
    person.save()
    LogEntryFactory(contact=person, description="after she had left", occurred_at=NOW - 2 * HOUR)

    assert days_of(client, company) == [("today", ["with the company", "while she was there"])]
    assert days_of(client, other) == [("today", ["after she had left"])]
    assert days_of(client, person) == [("today", ["while she was there", "after she had left"])]


def test_people_out_of_sight_are_out_of_the_timeline_of_their_company(client):
    narrow = UserFactory()
    narrow.user_permissions.add(Permission.objects.get(codename="record_own"))
    SalespersonFactory(user=narrow)
    client.force_login(narrow)
    company = CompanyFactory(salesperson=narrow.own_salesperson)
    LogEntryFactory(contact=PersonFactory(company=company, salesperson=SalespersonFactory()))

    assert days_of(client, company) == []


def test_moment_says_who_how_long_and_what_became_of_it(client, contact):
    entry = LogEntryFactory(
        contact=contact,
        salesperson=SalespersonFactory(name="Petr Malý"),
        duration=75,
        cost="12.50",
        attempt_failed=True,
        evaluation=2,
        cancellation=CancellationFactory(reason="duplicate", by__username="jana"),
        correspondence_type="phone",
        information_flow="inbound",
    )
    CommentFactory(entry=entry, text="First")
    CommentFactory(entry=entry, text="Second", at=NOW + HOUR)

    [(_day, [moment])] = panel_of(client.get(f"/contacts/{contact.pk}/"))["timeline"].days

    assert (moment.who, moment.time, moment.icon) == ("Petr Malý", "15:05", "phone-incoming")
    assert moment.measures == "1\xa0h\xa015\xa0min · 12.50\xa0CZK"
    assert [(badge.label, badge.tone) for badge in moment.badges] == [
        ("Canceled", "red"),
        ("Attempt failed", "yellow"),
        ("Negative", "red"),
    ]
    assert moment.badges[0].hint.endswith("jana: duplicate")
    assert [remark.text for remark in moment.remarks] == ["First", "Second"]


def test_long_comment_is_cut_and_leads_to_the_whole(client, contact):
    entry = LogEntryFactory(contact=contact)
    CommentFactory(entry=entry, text="x" * 20_000)

    page = client.get(f"/contacts/{contact.pk}/").content.decode()

    assert "x" * 401 not in page
    assert f'… <a href="/interactions/{entry.pk}/">Show all</a>' in page


def test_marked_entry_stands_first_wherever_its_day_is(client, contact):
    LogEntryFactory(contact=contact, description="today's")
    old = LogEntryFactory(contact=contact, description="just written", occurred_at=NOW - 30 * DAY)

    assert days_of(client, contact, mark=old.pk) == [
        ("Just recorded", ["just written"]),
        ("today", ["today's"]),
    ]


@pytest.mark.parametrize("mark", ["x", "9" * 30, "0", "-1", "٣"])
def test_mark_that_makes_no_sense_marks_nothing(client, contact, mark):
    LogEntryFactory(contact=contact, description="only one")

    assert days_of(client, contact, mark=mark) == [("today", ["only one"])]


def test_entry_of_somebody_else_cannot_be_marked_here(client, contact):
    foreign = LogEntryFactory(contact=PersonFactory())

    assert days_of(client, contact, mark=foreign.pk) == []


def test_older_ones_are_a_link_and_a_part_each_moment_once(client, contact):
    for number in range(45):
        LogEntryFactory(contact=contact, description=str(number), occurred_at=NOW - number * HOUR)
    card = client.get(f"/contacts/{contact.pk}/")
    first = panel_of(card)["timeline"]

    part = client.get(
        f"/contacts/{contact.pk}/interactions/",
        {"older": first.older},
        headers={"hx-request": "true"},
    )
    plain = panel_of(client.get(f"/contacts/{contact.pk}/", {"older": first.older}))["timeline"]

    second = part.context["timeline"]
    third = panel_of(client.get(f"/contacts/{contact.pk}/", {"older": second.older}))["timeline"]
    shown = [
        [moment.description for _day, moments in page.days for moment in moments]
        for page in (first, second, third)
    ]
    assert shown == [[str(n) for n in part] for part in (range(20), range(20, 40), range(40, 45))]
    assert plain == second
    assert third.older == ""


@pytest.mark.parametrize("older", ["x", "1~", "~", "1~2026", "9" * 40 + "~2026-01-01", "1~\x00"])
def test_place_that_makes_no_sense_is_the_beginning(client, contact, older):
    LogEntryFactory(contact=contact, description="only one")

    assert days_of(client, contact, older=older) == [("today", ["only one"])]


def test_part_of_a_timeline_opened_as_a_page_leads_to_the_card(client, contact):
    response = client.get(f"/contacts/{contact.pk}/interactions/")

    assert response.url == f"/contacts/{contact.pk}/"


def test_empty_timeline_says_what_to_do(client, contact):
    page = client.get(f"/contacts/{contact.pk}/").content.decode()

    assert "No interaction with this contact yet. Write down the first one." in page


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_moments(client, number, django_assert_num_queries):
    company = CompanyFactory()
    for _ in range(number):
        entry = LogEntryFactory(
            contact=PersonFactory(company=company), cancellation=CancellationFactory()
        )
        CommentFactory.create_batch(2, entry=entry)
    address = f"/contacts/{company.pk}/interactions/"
    client.get(address, headers={"hx-request": "true"})

    # Session, user, rights; contact; entries, comments.
    with django_assert_num_queries(6):
        client.get(address, headers={"hx-request": "true"})


# The composer.


def test_composer_offers_the_templates_one_uses(client, contact):
    InteractionTemplateFactory(description="Outgoing call")

    composer = panel_of(client.get(f"/contacts/{contact.pk}/"), "interactions/_composer.html")

    assert [template.description for template, _due in composer["templates"]] == ["Outgoing call"]


def test_composer_of_a_blocked_contact_says_why_there_is_none(client):
    blocked = PersonFactory(privacy_blocked=True)
    InteractionTemplateFactory()

    page = client.get(f"/contacts/{blocked.pk}/").content.decode()

    assert "No new interactions: the contact is blocked for privacy reasons." in page
    assert 'name="comment"' not in page


def test_who_may_not_record_has_no_composer(client, contact):
    client.force_login(UserFactory(role="Auditor"))
    InteractionTemplateFactory()

    page = client.get(f"/contacts/{contact.pk}/")

    assert "interactions/_composer.html" not in [name for name, _ in page.context["main_panels"]]
    assert "Create Interaction" not in page.content.decode()


def test_without_templates_there_is_no_composer(client, contact):
    page = client.get(f"/contacts/{contact.pk}/")

    assert "interactions/_composer.html" not in [name for name, _ in page.context["main_panels"]]


# The numbers.


def test_numbers_count_what_stands(client, contact):
    count = {"contact": contact, "cost": "10.00", "duration": 30}
    LogEntryFactory(**count, occurred_at=NOW - 3 * DAY, initiated_by="them")
    LogEntryFactory(**count, occurred_at=NOW - 5 * DAY, initiated_by="us")
    LogEntryFactory(**count, occurred_at=NOW - 2 * DAY, initiated_by="us", attempt_failed=True)
    LogEntryFactory(**count, occurred_at=NOW - DAY, cancellation=CancellationFactory())

    facts = facts_of(client, contact)

    assert {name: facts[name] for name in (
        "Last Interaction", "Last Attempt", "Number of interactions", "Cost", "Duration"
    )} == {
        "Last Interaction": "31 Oct 15:05",
        "Last Attempt": "1 Nov 15:05",
        "Number of interactions": "3",
        "Cost": "30.00 CZK",
        "Duration": "1 h 30 min",
    }  # fmt: skip


def test_numbers_of_a_company_include_its_people(client):
    company = CompanyFactory()
    LogEntryFactory(contact=company, duration=5)
    LogEntryFactory(contact=PersonFactory(company=company), duration=7)

    facts = facts_of(client, company)

    assert (facts["Number of interactions"], facts["Duration"]) == ("2", "12 min")


def test_sums_over_many_come_after_the_page(client, contact, monkeypatch):
    monkeypatch.setattr("interactions.panels.contact.SUMMED_AT_ONCE", 2)
    LogEntryFactory.create_batch(3, contact=contact, cost="10.00", duration=20)

    page = client.get(f"/contacts/{contact.pk}/").content.decode()
    later = client.get(f"/contacts/{contact.pk}/interactions/sums/", headers={"hx-request": "true"})

    assert f'hx-get="/contacts/{contact.pk}/interactions/sums/"' in page
    assert "Number of interactions" not in page
    assert [value for _label, value in later.context["sums"]] == ["3", "30.00\xa0CZK", "1\xa0h"]


@pytest.mark.parametrize("address", ["interactions/", "interactions/sums/"])
def test_parts_of_a_contact_out_of_sight_are_not_there(client, address):
    narrow = UserFactory()
    SalespersonFactory(user=narrow)
    client.force_login(narrow)
    foreign = PersonFactory(salesperson=SalespersonFactory())

    assert client.get(f"/contacts/{foreign.pk}/{address}").status_code == 404


# Where the writing down is offered.


@pytest.mark.parametrize("relation", [None, "customer", "vendor"])
def test_card_of_a_contact_offers_it(client, contact, relation):
    if relation:
        contact.relations.create(kind=relation)

    page = client.get(f"/contacts/{contact.pk}/").content.decode()

    assert f"/interactions/new/?contact={contact.pk}&amp;next=%2Fcontacts%2F{contact.pk}%2F" in page


@pytest.mark.parametrize("address", ["/contacts/", "/people/"])
def test_each_row_of_a_list_of_contacts_offers_it(client, contact, address):
    page = client.get(address).content.decode()

    assert f'href="/interactions/new/?contact={contact.pk}"' in page


def test_card_of_a_salesperson_offers_it(client, user):
    page = client.get(f"/salespeople/{user.own_salesperson.pk}/").content.decode()

    assert f"/interactions/new/?salesperson={user.own_salesperson.pk}" in page


def test_card_of_an_entry_offers_it(client, contact):
    entry = LogEntryFactory(contact=contact)

    page = client.get(f"/interactions/{entry.pk}/").content.decode()

    assert f"/interactions/new/?from={entry.pk}" in page


def test_every_page_offers_it(client):
    page = client.get("/settings/").content.decode()

    assert re.search(r'href="/interactions/new/" data-key="c"', page)


def test_contact_with_interactions_is_tied(contact):
    from crm.actions.delete_contact import ties_of

    company = CompanyFactory()
    LogEntryFactory(contact=contact)
    LogEntryFactory(company=company)

    sentence = "Interactions are recorded with this contact."
    assert sentence in ties_of(contact)
    assert sentence in ties_of(company)
    assert sentence not in ties_of(PersonFactory())
