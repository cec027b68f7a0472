"""What is asked on every page is written once and answers with today's values."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from crm import roles
from crm.models import Contact, DocumentKind
from crm.prepared import prepared
from interactions.actions.record_event import record_event
from interactions.automatic import number_waiting
from interactions.drafts import EventDraft
from interactions.models import PostponedInteraction
from interactions.models.postponed_interaction import OPEN_FOR
from interactions.postponing import number_waiting_for, waiting_for
from tests.factories import (
    NOW,
    CompanyFactory,
    PostponedInteractionFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db


def test_the_statement_is_written_once_and_asked_with_other_values():
    built = []

    @prepared
    def keys_of(number):
        built.append(number)
        return Contact.objects.order_by().filter(number=number).values_list("pk")

    one, other = CompanyFactory(), CompanyFactory()

    assert keys_of(number=one.number) == [(one.pk,)]
    assert keys_of(number=other.number) == [(other.pk,)]
    assert len(built) == 1


def test_a_value_that_is_not_named_is_missed():
    @prepared
    def keys_of(number):
        return Contact.objects.filter(number=number).values_list("pk")

    with pytest.raises(KeyError):
        keys_of()


def test_a_question_without_any_answer_asks_nobody(django_assert_num_queries):
    @prepared
    def nobody():
        return Contact.objects.none().values_list("pk")

    with django_assert_num_queries(0):
        assert nobody() == []


def test_a_moment_is_compared_as_the_database_keeps_it():
    row = PostponedInteractionFactory(open_at=NOW)

    @prepared
    def open_before(moment):
        rows = PostponedInteraction.objects.order_by().filter(open_at__lte=moment)
        return rows.values_list("pk")

    second = datetime.timedelta(seconds=1)
    assert open_before(moment=NOW) == [(row.pk,)]
    assert open_before(moment=NOW - second) == []


@pytest.mark.parametrize("ago", [OPEN_FOR / 2, OPEN_FOR * 2])
def test_the_menu_counts_what_the_list_shows(ago):
    now, user = timezone.now(), seller()
    PostponedInteractionFactory(owner=user)
    PostponedInteractionFactory(owner=user, open_at=now - ago)
    PostponedInteractionFactory(owner=user, deleted_at=now, deleted_by=user)
    PostponedInteractionFactory(owner=seller())

    assert number_waiting_for(user) == waiting_for(user).count()
    assert number_waiting_for(UserFactory()) == 0


def wait(contact):
    """An event that no rule knows."""
    draft = EventDraft(
        key=f"invoice:{contact.pk}",
        kind=DocumentKind.SALES_INVOICE,
        occurred_at=NOW,
        contact=contact,
    )
    record_event(draft=draft, by=contact.salesperson.user, now=NOW)


def test_the_menu_counts_events_of_those_whom_the_reader_sees():
    mine, other = seller(role=None), seller(role=None)
    wait(CompanyFactory(salesperson=mine.salesperson))
    wait(CompanyFactory(salesperson=other.salesperson))

    assert number_waiting(mine) == 1
    assert number_waiting(seller(roles.MANAGER)) == 2


def test_a_reader_within_his_scope_is_not_asked_about_where_nothing_waits(
    django_assert_num_queries,
):
    reader = seller(role=None)

    with django_assert_num_queries(1):
        assert number_waiting(reader) == 0


def test_rights_given_later_are_known_on_the_next_page():
    user = UserFactory()
    assert not type(user).objects.get(pk=user.pk).has_perm("crm.see_all")

    user.user_permissions.add(Permission.objects.get(codename="see_all"))

    assert type(user).objects.get(pk=user.pk).has_perm("crm.see_all")
