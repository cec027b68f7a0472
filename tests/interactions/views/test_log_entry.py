"""The card of a recorded interaction, evaluating it, and comments on it."""

import datetime
import uuid

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages

from crm import roles
from interactions.models import Comment
from tests.factories import (
    NOW,
    CampaignFactory,
    CancellationFactory,
    CommentFactory,
    CompanyFactory,
    LogEntryFactory,
    OutgoingMailFactory,
    PersonFactory,
    SalespersonFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_this_moment():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def user():
    return seller()


@pytest.fixture
def client(client, user):
    client.force_login(user)
    return client


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def facts_on(response):
    panels = [*response.context["main_panels"], *response.context["aside_panels"]]
    return {
        label: cell.text.replace("\xa0", " ")
        for _template, panel in panels
        for label, cell in panel.get("facts", ())
    }


def test_card_leads_to_the_mail_that_it_tells_of(client, user):
    mail = OutgoingMailFactory(contact=PersonFactory(), state="sent")
    entry = LogEntryFactory(contact=mail.contact, event_key=mail.key)
    other = LogEntryFactory(event_key="document:1:print:1")

    with_mail, without = (client.get(each.get_absolute_url()) for each in (entry, other))

    assert with_mail.context["mail"] == f"/mail-queue/{mail.pk}/"
    assert client.get(with_mail.context["mail"]).status_code == 200
    assert without.context["mail"] == ""


def test_card_says_every_fact(client):
    company = CompanyFactory(company_name="Kovo")
    entry = LogEntryFactory(
        contact=PersonFactory(company=company, first_name="Jana", surname="Nováková"),
        template__description="Outgoing call",
        template__group__description="Calls",
        subject="Offer",
        language="cs",
        correspondence_type="email",
        contacted_via="jana@example.com",
        information_flow="outbound",
        initiated_by="us",
        cost="12.50",
        duration=75,
        salesperson=SalespersonFactory(name="Petr Malý"),
        campaign=CampaignFactory(number="CP1", description="Spring"),
        document_number="Q17",
        recorded_by=UserFactory(first_name="Alena", last_name="Správná"),
    )

    assert facts_on(client.get(f"/interactions/{entry.pk}/")) == {
        "Contact": "Jana Nováková",
        "Company": "Kovo",
        "Date and time": "3 Nov 2026 15:05",
        "Interaction Template": "Outgoing call",
        "Interaction Group": "Calls",
        "Subject": "Offer",
        "Language": "Czech",
        "Correspondence Type": "E-mail",
        "Contacted Via": "jana@example.com",
        "Information Flow": "Outbound",
        "Initiated By": "Us",
        "Cost": "12.50 CZK",
        "Duration": "1 h 15 min",
        "Salesperson": "Petr Malý",
        "Campaign": "CP1 · Spring",
        "Document": "Q17",
        "Recorded By": "Alena Správná",
        "Recorded at": "3 Nov 2026 15:05",
        "Source": "Manually",
    }


def test_facts_that_say_nothing_are_left_out(client):
    entry = LogEntryFactory(contact=CompanyFactory())

    facts = facts_on(client.get(f"/interactions/{entry.pk}/"))

    assert {"Company", "Subject", "Cost", "Duration", "Campaign"}.isdisjoint(facts)


def test_badges_say_the_state_and_who_when_and_why(client):
    entry = LogEntryFactory(
        attempt_failed=True,
        evaluation=5,
        cancellation=CancellationFactory(
            by__first_name="Petr", by__last_name="Malý", reason="twice"
        ),
    )

    response = client.get(f"/interactions/{entry.pk}/")

    assert [badge.label for badge in response.context["badges"]] == [
        "Canceled",
        "Attempt failed",
        "Very positive",
    ]
    hint = response.context["badges"][0].hint.replace("\xa0", " ")
    assert hint == "Canceled 3 Nov 2026 15:05, Petr Malý: twice"


def test_entry_and_its_correction_lead_to_one_another(client):
    old = LogEntryFactory()
    new = LogEntryFactory(corrects=old)

    facts_of_old = facts_on(client.get(f"/interactions/{old.pk}/"))
    facts_of_new = facts_on(client.get(f"/interactions/{new.pk}/"))

    assert facts_of_old["Corrected by"] == str(new.pk)
    assert facts_of_new["Corrects"] == str(old.pk)


def test_entry_out_of_sight_is_not_there(client):
    narrow = UserFactory()
    SalespersonFactory(user=narrow)
    client.force_login(narrow)
    entry = LogEntryFactory(contact=PersonFactory(salesperson=SalespersonFactory()))

    assert client.get(f"/interactions/{entry.pk}/").status_code == 404
    assert client.post(f"/interactions/{entry.pk}/evaluation/").status_code == 404
    assert client.post(f"/interactions/{entry.pk}/comments/").status_code == 404


@pytest.mark.parametrize("pk", ["0", "9" * 25])
def test_entry_that_does_not_exist_is_not_there(client, pk):
    assert client.get(f"/interactions/{pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_comments(client, number, django_assert_num_queries):
    entry = LogEntryFactory()
    for _ in range(number):
        CommentFactory(entry=entry)
    client.get(f"/interactions/{entry.pk}/")

    # Session, user, rights, the count in the menu; entry, its correction, comments, files.
    with django_assert_num_queries(8):
        client.get(f"/interactions/{entry.pk}/")


# Evaluating.


def test_evaluation_is_added_with_who_and_when(client, user):
    entry = LogEntryFactory()

    response = client.post(f"/interactions/{entry.pk}/evaluation/", {"evaluation": "4"})

    entry.refresh_from_db()
    assert (entry.evaluation, entry.evaluated_by, entry.evaluated_at) == (4, user, NOW)
    assert response.url == f"/interactions/{entry.pk}/"
    assert told(response) == [f"Interaction {entry.pk} evaluated: Positive"]


def test_same_evaluation_leaves_who_said_it_first(client):
    first = UserFactory()
    entry = LogEntryFactory(evaluation=4, evaluated_by=first, evaluated_at=NOW)

    client.post(f"/interactions/{entry.pk}/evaluation/", {"evaluation": "4"})

    entry.refresh_from_db()
    assert entry.evaluated_by == first


def test_evaluation_can_be_taken_away(client):
    entry = LogEntryFactory(evaluation=4)

    client.post(f"/interactions/{entry.pk}/evaluation/", {"evaluation": ""})

    entry.refresh_from_db()
    assert entry.evaluation is None


@pytest.mark.parametrize("value", ["6", "0", "x", "\x00", "9" * 5000])
def test_evaluation_that_makes_no_sense_changes_nothing(client, value):
    entry = LogEntryFactory(evaluation=4)

    client.post(f"/interactions/{entry.pk}/evaluation/", {"evaluation": value})

    entry.refresh_from_db()
    assert entry.evaluation == 4


@pytest.mark.parametrize("address", ["evaluation/", "comments/"])
def test_who_reaches_the_entry_not_is_refused(client, address):
    marketing = seller(roles.MARKETING)
    client.force_login(marketing)
    foreign, own = LogEntryFactory(), LogEntryFactory(recorded_by=marketing)
    sent = {"evaluation": "4", "text": "Text"}

    refused = client.post(f"/interactions/{foreign.pk}/{address}", sent)
    done = client.post(f"/interactions/{own.pk}/{address}", sent)

    assert refused.status_code == 403
    assert "Create and evaluate interactions" in refused.content.decode()
    assert done.status_code == 302


def test_auditor_sees_the_evaluation_and_cannot_change_it(client):
    client.force_login(UserFactory(role=roles.AUDITOR))
    entry = LogEntryFactory(
        evaluation=4, evaluated_by=UserFactory(username="petr"), evaluated_at=NOW
    )

    page = client.get(f"/interactions/{entry.pk}/").content.decode()

    assert "Positive" in page
    assert "evaluation-choice" not in page
    assert 'name="text"' not in page


# Comments.


def test_comment_is_added_and_found(client, user):
    entry = LogEntryFactory()

    response = client.post(f"/interactions/{entry.pk}/comments/", {"text": "Přivezl vzorky"})

    comment = Comment.objects.get(search_text__words="privezl")
    assert (comment.entry, comment.by, comment.at) == (entry, user, NOW)
    assert response.url == f"/interactions/{entry.pk}/#comments"


def test_comment_that_arrives_twice_is_added_once(client):
    entry = LogEntryFactory()
    sent = {"text": "Once", "key": str(uuid.uuid4())}

    client.post(f"/interactions/{entry.pk}/comments/", sent)
    second = client.post(f"/interactions/{entry.pk}/comments/", sent)

    assert entry.comments.count() == 1
    assert told(second)[-1].startswith("Already finished by")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "This field is required."),
        ("a" * 20_001, "Ensure this value has at most 20000 characters (it has 20001)."),
        ("nul \x00", "This text contains a character that cannot be stored."),
    ],
)
def test_comment_that_is_refused_keeps_its_text(client, text, sentence):
    entry = LogEntryFactory()

    response = client.post(f"/interactions/{entry.pk}/comments/", {"text": text})

    assert response.status_code == 422
    assert response.context["form"].errors["text"][0] == sentence
    assert response.context["form"].data["text"] == text
    assert not entry.comments.exists()


@pytest.mark.parametrize(
    ("minutes", "mine", "removed"), [(14, True, True), (16, True, False), (1, False, False)]
)
def test_comment_can_be_removed_by_its_author_at_once(client, user, minutes, mine, removed):
    written = NOW - datetime.timedelta(minutes=minutes)
    comment = CommentFactory(by=user if mine else UserFactory(), at=written)
    address = f"/interactions/{comment.entry_id}/comments/{comment.pk}/removal/"

    page = client.get(f"/interactions/{comment.entry_id}/").content.decode()
    client.post(address)

    assert (address in page) is removed
    assert Comment.objects.filter(pk=comment.pk).exists() is not removed


def test_comment_of_another_entry_is_not_there(client, user):
    comment = CommentFactory(by=user)

    response = client.post(f"/interactions/{LogEntryFactory().pk}/comments/{comment.pk}/removal/")

    assert response.status_code == 404


def test_fact_and_its_marks_of_others_stay_when_a_comment_is_removed(client, user):
    entry = LogEntryFactory()
    mine, other = CommentFactory(entry=entry, by=user), CommentFactory(entry=entry)

    client.post(f"/interactions/{entry.pk}/comments/{mine.pk}/removal/")

    assert list(entry.comments.all()) == [other]


def test_narrow_user_comments_on_what_he_sees_and_reaches(client):
    narrow = UserFactory()
    narrow.user_permissions.add(Permission.objects.get(codename="record_own"))
    SalespersonFactory(user=narrow)
    client.force_login(narrow)
    contact = PersonFactory(salesperson=narrow.own_salesperson)
    entry = LogEntryFactory(contact=contact, salesperson=narrow.own_salesperson)

    client.post(f"/interactions/{entry.pk}/comments/", {"text": "Mine"})

    assert entry.comments.get().text == "Mine"
