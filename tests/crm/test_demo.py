"""The demo company: what it consists of."""

import datetime
import io
import re
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from crm import roles
from crm.actions.deliver_mails import deliver_mails
from crm.demo.names import CZECH_SURNAMES, czech_salutation
from crm.demo.story import Story
from crm.demo.telling import tell_story
from crm.models import Contact, Mailing, OutgoingMail, Salesperson, Team, User
from crm.validators import validate_registration_number
from interactions.models import (
    Attachment,
    Cancellation,
    Comment,
    InteractionGroup,
    InteractionLogEntry,
    InteractionTemplate,
    Letter,
    Meeting,
    PostponedInteraction,
)
from segments import integrity
from segments.models import Segment

NOW = datetime.datetime(2026, 11, 4, 16, 30, tzinfo=datetime.UTC)
SIGN_IN = re.compile(r"^  (\w+) +(\w{4}-\w{4}-\w{4}) ", re.MULTILINE)


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker):
    """The whole story, told once for the tests that read it, and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        story = Story(now=NOW)
        assert tell_story(story)
        yield story
        transaction.set_rollback(True)


@pytest.fixture
def told(story, db):
    return story


# What it consists of


def test_company_has_its_people_and_its_set_up(told):
    assert Contact.objects.companies().count() == 60
    assert Contact.objects.people().count() == 200
    assert (Team.objects.count(), Salesperson.objects.count()) == (2, 6)
    assert InteractionGroup.objects.count() == 6
    assert InteractionTemplate.objects.count() == 12
    assert 1500 <= InteractionLogEntry.objects.count() <= 2500


def test_segments_are_active_logged_and_canceled(told):
    logged, canceled = Segment.objects.logged().order_by("-batch__started_at")
    active = Segment.objects.active()

    assert (logged.batch.total, logged.followed_by.get().lines.count()) == (38, 38)
    assert canceled.batch.entries.standing().count() == 0
    assert active.count() == 3
    assert max(segment.lines.count() for segment in active) > 200
    assert [list(check.find()) for check in integrity.CHECKS] == [[]] * len(integrity.CHECKS)


@pytest.mark.parametrize("role", roles.ALL_ROLES)
def test_somebody_signs_in_for_each_role(told, role):
    assert User.objects.filter(groups__name=role).exists()


def test_addresses_are_those_kept_for_examples(told):
    addresses = [
        *Contact.objects.exclude(email="").values_list("email", flat=True),
        *User.objects.values_list("email", flat=True),
        *Salesperson.objects.values_list("email", flat=True),
    ]
    sites = Contact.objects.exclude(web_site="").values_list("web_site", flat=True)

    assert [address for address in addresses if not address.endswith(".example")] == []
    assert [site for site in sites if not site.endswith(".example")] == []


def test_registration_numbers_have_their_check_digit(told):
    numbers = Contact.objects.exclude(registration_number="").values_list(
        "registration_number", flat=True
    )

    assert len(numbers) > 30
    for number in numbers:
        validate_registration_number(number)


def test_people_are_found_and_addressed_as_in_the_issue(told):
    names = {contact.name for contact in Contact.objects.search("dvorak")}
    salutations = set(Contact.objects.values_list("salutation", flat=True))

    assert {"Petr Dvořák", "Stavby Dvořák a synové s.r.o."} <= names
    assert "Vážená paní inženýrko Nováková" in salutations
    assert "Dear Ms Whitaker" in salutations


def test_what_happened_is_varied(told):
    entries = InteractionLogEntry.objects
    evaluations = set(entries.values_list("evaluation", flat=True))

    assert evaluations == {None, 1, 2, 3, 4, 5}
    assert entries.filter(attempt_failed=True).count() > 20
    assert 20 < entries.canceled().count() < 150
    assert entries.exclude(restoration=None).exists()
    assert entries.exclude(corrects=None).exists()
    assert entries.exclude(campaign=None).exists()
    assert set(entries.values_list("template__code", flat=True)) == set(
        InteractionTemplate.objects.values_list("code", flat=True)
    )
    assert Comment.objects.filter(search_text__words="zavolat").exists()
    assert Comment.objects.filter(search_text__words="customer").exists()


def test_nothing_happens_at_weekends_before_it_was_possible_or_in_the_future(told):
    entries = InteractionLogEntry.objects.select_related("contact")

    assert not entries.filter(occurred_at__week_day__in=(1, 7)).exists()
    assert not entries.filter(recorded_at__gt=NOW).exists()
    assert [e.pk for e in entries if e.occurred_at < e.contact.created_at] == []


def test_nobody_works_at_night(told):
    moments = [timezone.localtime(at) for at in Cancellation.objects.values_list("at", flat=True)]

    assert moments
    assert {at.hour for at in moments} <= set(range(8, 18))
    assert {at.weekday() for at in moments} <= set(range(5))


def test_something_is_left_to_do(told):
    kept = PostponedInteraction.objects.kept()

    assert kept.filter(due_at__lt=NOW).exists()
    assert kept.filter(due_at__gt=NOW).exists()
    assert kept.filter(due_at=None).exists()
    assert not kept.filter(created_at__gt=NOW).exists()


def test_fridays_are_quieter_than_tuesdays(told):
    days = Counter(
        moment.weekday()
        for moment in InteractionLogEntry.objects.values_list("occurred_at", flat=True)
    )

    assert days[4] < days[1]


def test_what_must_always_hold_holds(told):
    call_command("checkintegrity", stdout=io.StringIO())


def test_merge_fields_of_templates_are_filled_in(told):
    subjects = InteractionLogEntry.objects.exclude(subject="").values_list("subject", flat=True)

    assert subjects
    assert [subject for subject in subjects if "{" in subject] == []


@pytest.mark.parametrize(
    ("surname", "is_woman", "degree", "salutation"),
    [
        ("Novák", True, "Ing.", "Vážená paní inženýrko Nováková"),
        ("Dvořák", False, "Ing.", "Vážený pane inženýre Dvořáku"),
        ("Černý", True, "", "Vážená paní Černá"),
        ("Němec", False, "", "Vážený pane Němče"),
        ("Fiala", False, "Mgr.", "Vážený pane magistře Fialo"),
    ],
)
def test_salutation_is_in_the_vocative(surname, is_woman, degree, salutation):
    spelled = next(each for each in CZECH_SURNAMES if each[0] == surname)

    assert czech_salutation(spelled, is_woman=is_woman, degree=degree) == salutation


# What was written and sent


def test_mails_ended_in_every_way_or_wait_for_their_release(told):
    states = Counter(OutgoingMail.objects.values_list("state", flat=True))

    assert states == {"sent": 5, "failed": 1, "unclear": 1, "pending": 3}
    assert not OutgoingMail.objects.filter(mailing=None, state="pending").exists()
    assert Mailing.objects.get().released_at is None


def test_the_worker_finds_no_mail_to_send_now_or_later(told, mailoutbox):
    for years in (0, 10):
        now = NOW + datetime.timedelta(days=365 * years)
        assert deliver_mails(clock=lambda now=now: now) is None

    assert mailoutbox == []
    assert OutgoingMail.objects.filter(state="pending").count() == 3


def test_letters_files_and_meetings_are_there(told):
    meetings = PostponedInteraction.objects.kept().filter(
        form_key__in=[meeting.form_key for meeting in Meeting.objects.all()]
    )
    of_visits = Attachment.objects.filter(entry__template__code="ONSITE")

    assert set(Letter.objects.values_list("kind", flat=True)) == {"letter", "cover_sheet"}
    assert Attachment.objects.filter(template__code="OFFER").count() == 1
    assert of_visits.count() == 3
    assert meetings.filter(due_at__lt=NOW).count() == meetings.filter(due_at__gt=NOW).count() == 1
