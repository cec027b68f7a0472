"""Telling the demo story: once, on an empty database, the same every time, N times as large."""

import datetime
import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils.translation import get_language

from crm import sockets
from crm.demo import companies, people
from crm.demo.cast import hire
from crm.demo.story import Story
from crm.demo.telling import DatabaseInUse, tell_story
from crm.models import Contact, FinishedForm, Team, User
from interactions.demo import year
from interactions.models import (
    Cancellation,
    Comment,
    InteractionLogEntry,
    Restoration,
)
from tests.factories import CompanyFactory

NOW = datetime.datetime(2026, 11, 4, 16, 30, tzinfo=datetime.UTC)
SIGN_IN = re.compile(r"^  (\w+) +(\w{4}-\w{4}-\w{4}) ", re.MULTILINE)


@pytest.fixture
def small_story(monkeypatch):
    """A story with six companies and two weeks, for tests that tell one of their own."""
    few = companies.FIRMS[:5] + companies.FIRMS[34:36]
    monkeypatch.setattr(people, "FIRMS", few)
    monkeypatch.setattr(people, "PEOPLE", 30)
    monkeypatch.setattr(year, "WORKDAYS", 10)


def demo(**options):
    out = io.StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue()


# How it is made


def test_printed_passwords_open_the_door(db, small_story):
    sign_ins = SIGN_IN.findall(demo())

    assert len(sign_ins) == 9
    for user_name, password in sign_ins:
        assert Client().login(username=user_name, password=password)


def test_second_run_changes_nothing_and_says_the_same(db, small_story):
    first = demo()
    before = InteractionLogEntry.objects.count(), Contact.objects.count()

    second = demo()

    assert (InteractionLogEntry.objects.count(), Contact.objects.count()) == before
    assert SIGN_IN.findall(second) == SIGN_IN.findall(first)


def test_changed_password_is_kept_and_not_said(db, small_story):
    demo()
    petr = User.objects.get(username="petr")
    petr.set_password("my own long password")
    petr.save()

    said = demo()

    assert "petr" not in dict(SIGN_IN.findall(said))
    assert Client().login(username="petr", password="my own long password")


def test_passwords_differ_between_installations_and_can_be_reset(db, small_story, settings):
    first = dict(SIGN_IN.findall(demo()))
    settings.SECRET_KEY = "another-installation-another-installation"

    assert SIGN_IN.findall(demo()) == []
    second = dict(SIGN_IN.findall(demo(reset_passwords=True)))

    assert set(first) == set(second)
    assert not set(first.values()) & set(second.values())


def test_database_with_data_of_its_own_is_left_alone(db):
    CompanyFactory()

    with pytest.raises(CommandError) as refusal:
        demo()

    assert refusal.value.returncode == 3
    assert not User.objects.exists()
    assert Contact.objects.count() == 1


def test_administrator_alone_is_data_of_ones_own(db):
    User.objects.create_superuser("admin", "admin@example.com", "a long password")

    with pytest.raises(DatabaseInUse):
        tell_story(Story(now=NOW))


def test_interrupted_story_leaves_nothing_behind(db, monkeypatch):
    def break_off(story):
        raise KeyboardInterrupt

    chapters = [
        sockets.Chapter(order=1, tell=lambda story: Team.objects.create(name="A"), copy=break_off),
        sockets.Chapter(order=2, tell=break_off, copy=break_off),
    ]
    monkeypatch.setattr(sockets, "demo_chapters", chapters)

    with pytest.raises(KeyboardInterrupt):
        tell_story(Story(now=NOW))

    assert not Team.objects.exists()
    assert not FinishedForm.objects.exists()


def fingerprint():
    """What was told, without keys and moments."""
    return [
        *Contact.objects.order_by("number").values_list("number", "name", "email", "phone"),
        *InteractionLogEntry.objects.order_by("occurred_at", "pk").values_list(
            "contact__number", "description", "cost", "duration", "evaluation"
        ),
        Comment.objects.count(),
        Cancellation.objects.count(),
        Restoration.objects.count(),
    ]


def told_at(now, **options):
    with transaction.atomic():
        tell_story(Story(now=now, **options))
        found = fingerprint()
        transaction.set_rollback(True)
    return found


def test_story_is_the_same_every_time(db, small_story):
    week_later = NOW + datetime.timedelta(days=7)

    assert told_at(NOW) == told_at(NOW) == told_at(week_later)


def test_another_seed_is_another_story(db, small_story):
    assert told_at(NOW) != told_at(NOW, seed="other")


@pytest.mark.parametrize(
    "now",
    ["2026-11-01T00:10:00+01:00", "2027-01-01T08:00:00+01:00", "2028-02-29T23:59:00+01:00"],
)
def test_story_can_be_told_on_any_day(db, small_story, now):
    assert told_at(datetime.datetime.fromisoformat(now))


def test_set_up_is_written_in_the_language_of_the_company(db, monkeypatch):
    spoken = []
    chapter = sockets.Chapter(
        order=1,
        tell=lambda story: (spoken.append(get_language()), hire(story)),
        copy=lambda story: None,
    )
    monkeypatch.setattr(sockets, "demo_chapters", [chapter])

    demo(language="cs")

    assert spoken == ["cs"]


# N times as large


@pytest.fixture
def large(db, small_story):
    story = Story(now=NOW, scale=3)
    tell_story(story)
    return story


def test_larger_story_has_everything_as_often(large):
    numbers = [noun.objects.count() for noun in (Contact, InteractionLogEntry, Comment)]
    originals = [
        Contact.objects.filter(pk__lte=large.stride).count(),
        InteractionLogEntry.objects.filter(contact__lte=large.stride).count(),
        Comment.objects.filter(entry__contact__lte=large.stride).count(),
    ]

    assert originals[0] == 37
    assert numbers == [3 * number for number in originals]


def test_copies_have_names_of_their_own_and_are_found_by_them(large):
    copy = Contact.objects.people().filter(pk__gt=large.stride).exclude(company=None).first()
    stored = copy.search_text

    assert copy in Contact.objects.search(f"{copy.first_name} {copy.surname} {copy.number}")
    copy.save()
    assert copy.search_text == stored


def test_copies_belong_together_as_their_originals(large):
    for entry in InteractionLogEntry.objects.select_related("contact"):
        assert entry.company_id == entry.contact.company_id or entry.contact.is_company
    assert not Contact.objects.filter(pk__lte=large.stride, company__gt=large.stride).exists()
    assert not Contact.objects.filter(pk__gt=large.stride, company__lte=large.stride).exists()


def test_work_goes_on_after_the_last_copy(large):
    last = Contact.objects.order_by("-number").first()

    new = CompanyFactory(number="AFTER")

    assert new.pk > Contact.objects.exclude(pk=new.pk).order_by("-pk").first().pk
    assert last.number == f"CT{Contact.objects.count() - 1:05d}"
    call_command("checkintegrity", stdout=io.StringIO())
