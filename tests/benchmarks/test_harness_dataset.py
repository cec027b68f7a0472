"""The data set: the rows that the goals speak of, as the product itself would have stored them."""

import pytest
from django.db import connection
from django.db.models import Count, Q

from benchmarks.dataset.build import SEES_OWN, build
from benchmarks.scale import Scale
from crm.models import Contact, Salesperson, User
from crm.text import search_text
from interactions.models import Cancellation, Comment, InteractionLogEntry

TINY = Scale("tiny", contacts=500, entries=4_000, salespeople=10, busy=400)

pytestmark = pytest.mark.django_db


@pytest.fixture
def built():
    build(TINY)


def test_rows_are_as_many_as_the_scale_says(built):
    assert Contact.objects.count() == TINY.contacts
    assert InteractionLogEntry.objects.count() == TINY.entries
    assert Salesperson.objects.count() == TINY.salespeople
    assert InteractionLogEntry.objects.filter(contact=2).count() >= TINY.busy


def test_rows_have_the_shares_that_the_goals_speak_of(built):
    entries = InteractionLogEntry.objects.aggregate(
        all=Count("pk"), canceled=Count("pk", filter=Q(cancellation__isnull=False))
    )

    assert entries["canceled"] / entries["all"] == pytest.approx(0.10, abs=0.02)
    assert Comment.objects.count() / entries["all"] == pytest.approx(0.20, abs=0.03)
    owned = Contact.objects.filter(salesperson=1).count()
    assert owned / TINY.contacts == pytest.approx(0.30, abs=0.05)


def test_rows_keep_the_rules_of_the_product(built):
    for contact in Contact.objects.order_by("pk")[::50]:
        name, sort_name, searched = contact.name, contact.sort_name, contact.search_text
        contact.refresh_names()

        assert (contact.name, contact.sort_name) == (name, sort_name)
        assert contact.search_text == searched
        contact.clean()
    for entry in InteractionLogEntry.objects.select_related("contact__company")[:200]:
        contact = entry.contact
        assert entry.company == (contact if contact.is_company else contact.company)
        assert entry.search_text == search_text(entry.description, entry.subject)
        entry.clean_fields()


def test_every_cancellation_that_is_named_exists(built):
    named = InteractionLogEntry.objects.canceled().values("cancellation")

    assert Cancellation.objects.filter(pk__in=named).count() == named.distinct().count()


def test_indexes_and_search_stand_again_when_the_rows_are_in():
    before = indexes_of(InteractionLogEntry)

    build(TINY)

    assert indexes_of(InteractionLogEntry) == before
    assert Contact.objects.search("novak").exists()
    assert InteractionLogEntry.objects.filter(search_text__words="nabid").exists()


def indexes_of(model):
    with connection.cursor() as cursor:
        facts = connection.introspection.get_constraints(cursor, model._meta.db_table)
    return {name for name, fact in facts.items() if fact["index"]}


def test_some_users_see_their_own_contacts_only(built):
    narrow = User.objects.get(username="seller3")

    assert narrow.groups.get().name == SEES_OWN
    assert Contact.objects.visible_to(narrow).count() < TINY.contacts / 10
    assert Contact.objects.visible_to(User.objects.get(username="chief")).count() == TINY.contacts
