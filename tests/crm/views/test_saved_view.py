"""Saved views: a list as somebody wants to see it again."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from crm.forms import saved_view as forms
from crm.models import SavedView
from tests.factories import UserFactory, seller

pytestmark = pytest.mark.django_db

LIST = "/salespeople/"


@pytest.fixture
def user(client):
    user = seller()
    client.force_login(user)
    return user


def save(client, name="Mine", query="q=jana", page="salespeople", path=LIST):
    address = f"{reverse('saved_view_new')}?list={path}"
    return client.post(address, {"name": name, "page": page, "query": query})


def tabs(client, query="") -> list[tuple[str, str, bool]]:
    found = client.get(f"{LIST}?{query}").context["saved_views"]
    return [(tab.name, tab.href, tab.is_shown) for tab in found]


def test_a_view_keeps_filter_order_and_columns_and_becomes_a_tab(client, user):
    shown = client.get(f"{LIST}?q=jana&sort=-name&columns=name&after=x").context["filtering"].view

    response = save(client, query=shown)

    assert response["Location"] == f"{LIST}?q=jana&sort=-name&columns=name"
    assert tabs(client) == [("Mine", "?q=jana&sort=-name&columns=name", False)]
    assert tabs(client, "columns=name&sort=-name&q=jana") == [
        ("Mine", "?q=jana&sort=-name&columns=name", True)
    ]


def test_a_name_is_used_once_on_a_page(client, user):
    save(client)

    again = save(client, query="q=petr")
    elsewhere = save(client, page="campaigns", path="/campaigns/")

    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "You have a view of this name here already." in again.content.decode()
    assert 'value="Mine"' in again.content.decode()
    assert elsewhere.status_code == HTTPStatus.FOUND


def test_a_view_is_renamed_and_may_keep_its_name(client, user):
    save(client)
    view = SavedView.objects.get()
    address = reverse("saved_view_edit", args=[view.pk]) + f"?list={LIST}"

    kept = client.post(address, {"name": "Mine"})
    renamed = client.post(address, {"name": "Ours"})

    assert kept["Location"] == renamed["Location"] == f"{LIST}?q=jana"
    assert tabs(client)[0][0] == "Ours"


def test_a_view_is_deleted(client, user):
    save(client)
    address = reverse("saved_view_deletion", args=[SavedView.objects.get().pk])

    response = client.post(f"{address}?list={LIST}")

    assert response["Location"] == LIST
    assert tabs(client) == []


def test_views_are_everybodys_own(client, user):
    theirs = SavedView.objects.create(
        user=UserFactory(), page="salespeople", name="Theirs", query="q=x"
    )

    edit = client.post(reverse("saved_view_edit", args=[theirs.pk]), {"name": "Mine"})
    deletion = client.post(reverse("saved_view_deletion", args=[theirs.pk]))

    assert tabs(client) == []
    assert edit.status_code == deletion.status_code == HTTPStatus.NOT_FOUND
    assert SavedView.objects.get().name == "Theirs"


def test_a_page_has_only_so_many_views(client, user, monkeypatch):
    monkeypatch.setattr(forms, "MOST_OF_A_PAGE", 1)
    save(client)

    response = save(client, name="One more")

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"name": ""}, False),
        ({"name": "x" * 51}, False),
        ({"name": "a\x00b"}, False),
        ({"name": "\u202eevil"}, False),
        ({"query": "x" * 2001}, False),
        ({"page": "x" * 51}, False),
        ({"name": "<script>", "query": '"><script>alert(1)</script>'}, True),
    ],
)
def test_bad_input_is_refused_or_harmless(client, user, typed, kept):
    response = save(client, **typed)

    assert SavedView.objects.exists() == kept
    assert response.status_code == (HTTPStatus.FOUND if kept else HTTPStatus.UNPROCESSABLE_ENTITY)
    assert "<script>alert" not in client.get(LIST).content.decode()


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_saving_leads_nowhere_else(client, user, path):
    assert save(client, path=path)["Location"] == "/?q=jana"


def test_deleting_is_posted(client, user):
    save(client)
    address = reverse("saved_view_deletion", args=[SavedView.objects.get().pk])

    assert client.get(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert SavedView.objects.exists()
