"""Two queries say who asks and what he may do."""

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser, Permission
from django.test import RequestFactory

from crm import roles
from crm.models import User
from crm.permissions import RapportBackend
from crm.ui.reading import Reading
from tests.factories import NOW, MarketingSetupFactory, TeamFactory, UserFactory, seller

pytestmark = pytest.mark.django_db


def right(codename):
    return Permission.objects.get(codename=codename)


def test_rights_of_roles_and_own_rights_add_up():
    user = UserFactory(role=roles.SALESPERSON)
    user.user_permissions.add(right("purge_all"))

    assert user.has_perms(["interactions.record_all", "interactions.purge_all"])
    assert not user.has_perm("interactions.cancel_all")


def test_two_roles_give_the_rights_of_both():
    user = UserFactory(role=roles.SALESPERSON)
    user.groups.add(user.groups.model.objects.get(name=roles.SETUP))

    assert user.has_perms(["interactions.cancel_own", "interactions.cancel_all"])


def test_rights_are_asked_once(django_assert_num_queries):
    user = User.objects.get(pk=UserFactory(role=roles.MANAGER).pk)

    with django_assert_num_queries(1):
        assert user.has_perm("interactions.purge_team")
        assert not user.has_perm("interactions.purge_all")
        assert user.scope is None


def test_user_comes_with_salesperson_and_team(django_assert_num_queries):
    kept = seller(team=TeamFactory(name="Moravia"))

    with django_assert_num_queries(1):
        user = RapportBackend().get_user(kept.pk)

        assert user.own_salesperson.team.name == "Moravia"


def test_user_without_a_salesperson_asks_no_further(django_assert_num_queries):
    kept = UserFactory()

    with django_assert_num_queries(1):
        assert RapportBackend().get_user(kept.pk).own_salesperson is None


def test_whoever_left_has_no_rights_and_is_not_signed_in(client):
    user = UserFactory(role=roles.MANAGER)
    client.force_login(user)
    user.is_active = False
    user.save()

    assert not user.has_perm("interactions.purge_team")
    assert RapportBackend().get_all_permissions(user) == set()
    request = RequestFactory().get("/")
    request.session = client.session
    assert not get_user(request).is_authenticated


def test_nobody_has_no_rights():
    assert RapportBackend().get_all_permissions(AnonymousUser()) == set()
    assert RapportBackend().get_user(0) is None


def test_superuser_has_every_right():
    user = UserFactory(is_superuser=True)

    assert user.has_perm("interactions.purge_all")
    assert len(user.get_all_permissions()) == Permission.objects.count()


def test_rights_to_one_object_are_not_kept_here():
    user = UserFactory(role=roles.MANAGER)

    assert RapportBackend().get_all_permissions(user, obj=user) == set()


def test_user_brings_the_local_currency_along(django_assert_num_queries):
    MarketingSetupFactory(currency="EUR")
    user = RapportBackend().get_user(UserFactory().pk)

    with django_assert_num_queries(0):
        assert Reading.of(user, NOW).currency == "EUR"


def test_without_a_set_up_the_currency_is_the_usual_one():
    user = RapportBackend().get_user(UserFactory().pk)

    assert Reading.of(user, NOW).currency == "CZK"
