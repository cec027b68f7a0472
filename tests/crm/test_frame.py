"""The frame around every page: policy, menu, messages, and templates that keep to the policy."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.template import engines
from django.test import RequestFactory

from crm import roles
from crm.models import User
from crm.sockets import Page, Socket
from crm.ui import context
from crm.ui.messages import tell
from tests.factories import UserFactory

PROJECT = Path(settings.BASE_DIR)
TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; img-src 'self' data:; base-uri 'none'; "
    "frame-ancestors 'none'"
)

AGAINST_THE_POLICY = {
    "style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "event attribute": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "other host": re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.IGNORECASE),
    "htmx script": re.compile(r"\shx-(?:on|vals=[\"']js:)", re.IGNORECASE),
}


def policy_of(response):
    return {part.strip() for part in response.headers["Content-Security-Policy"].split(";")}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/accounts/login/", "/no-such-page/", "/admin/login/"])
def test_policy_is_exact_for_anybody(client, address):
    response = client.get(address)

    assert policy_of(response) == {part.strip() for part in POLICY.split(";")}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/settings/", "/admin/", "/no-such-page/"])
def test_policy_is_exact_for_a_user(client, address):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    response = client.get(address)

    assert policy_of(response) == {part.strip() for part in POLICY.split(";")}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_template_keeps_to_the_policy(template):
    text = template.read_text(encoding="utf-8")

    found = [name for name, pattern in AGAINST_THE_POLICY.items() if pattern.search(text)]

    assert found == []


@pytest.mark.parametrize(
    "forbidden",
    [
        "<p style='x'>",
        "<style>",
        "<a onclick='x'>",
        "<script>x",
        "<a href='//x'>",
        "<p hx-on:x=''>",
    ],
)
def test_scan_finds_what_the_policy_forbids(forbidden):
    assert any(pattern.search(forbidden) for pattern in AGAINST_THE_POLICY.values())


def test_every_icon_that_is_named_is_drawn():
    drawn = set(
        re.findall(r'<symbol id="([^"]+)"', (PROJECT / "static/vendor/icons/icons.svg").read_text())
    )

    named = {
        name
        for template in TEMPLATES
        for name in re.findall(r'{% icon "([^"]+)"', template.read_text(encoding="utf-8"))
    }

    assert named - drawn == set()


# --- Menu -------------------------------------------------------------------------------------


@pytest.fixture
def menu(monkeypatch):
    """A menu of two pages, one of them for set-up administrators only."""
    pages = Socket()
    pages.plug(
        Page(order=1, name="My settings", url_name="settings", group="home", icon="user-cog"),
        Page(
            order=2,
            name="Password",
            url_name="account_change_password",
            group="setup",
            icon="key",
            allowed=lambda user: user.groups.filter(name=roles.SETUP).exists(),
            count=lambda user: 3,
            go_key="p",
            in_top_bar=True,
        ),
    )
    monkeypatch.setattr(context, "pages", pages)


def entries(user, address="/settings/"):
    request = RequestFactory().get(address)
    request.user = user
    frame = context.Frame(request)
    return [(group.label, entry) for group in frame.menu for entry in group.entries]


@pytest.mark.django_db
def test_menu_shows_what_the_user_may_open(menu):
    shown = entries(UserFactory())

    assert [entry.label for _group, entry in shown] == ["My settings"]


@pytest.mark.django_db
def test_menu_counts_and_groups(menu):
    shown = entries(UserFactory(role=roles.SETUP))

    assert [(str(group), entry.label, entry.count) for group, entry in shown] == [
        ("", "My settings", 0),
        ("Set-up", "Password", 3),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "current"),
    [
        ("/settings/", ["page", ""]),
        ("/settings/theme/", ["true", ""]),
        ("/accounts/password/change/", ["", "page"]),
        ("/accounts/", ["", ""]),
    ],
)
def test_menu_marks_where_one_is(menu, address, current):
    shown = entries(UserFactory(role=roles.SETUP), address)

    assert [entry.current for _group, entry in shown] == current


@pytest.mark.django_db
def test_menu_prefers_the_entry_whose_filter_is_asked(monkeypatch):
    pages = Socket()
    plain = Page(order=1, name="All", url_name="settings", group="contacts")
    filtered = Page(order=2, name="Vendors", url_name="settings", group="contacts", query="r=v")
    pages.plug(plain, filtered)
    monkeypatch.setattr(context, "pages", pages)

    shown = entries(UserFactory(), "/settings/?r=v&page=2")

    assert [entry.current for _group, entry in shown] == ["", "page"]


@pytest.mark.django_db
def test_page_carries_menu_create_button_and_current_entry(client, menu):
    client.force_login(UserFactory(role=roles.SETUP))

    html = client.get("/settings/").content.decode()

    assert '<a href="/settings/" aria-current="page">' in html
    assert 'data-go-key="p"' in html
    assert re.search(
        r'class="btn btn-primary topbar-create" href="/accounts/password/change/"', html
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("theme", "attributes"),
    [
        (User.Theme.DARK, 'data-bs-theme="dark" data-theme-choice="dark"'),
        (User.Theme.LIGHT, 'data-bs-theme="light" data-theme-choice="light"'),
        (User.Theme.AUTOMATIC, 'data-bs-theme="light" data-theme-choice="auto"'),
    ],
)
def test_page_wears_the_theme_of_the_user(client, theme, attributes):
    client.force_login(UserFactory(theme=theme))

    html = client.get("/settings/").content.decode()

    assert attributes in html


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", [True, False])
def test_single_keys_are_a_setting(client, wanted):
    client.force_login(UserFactory(single_key_shortcuts=wanted))

    html = client.get("/settings/").content.decode()

    assert (" data-single-keys>" in html) is wanted


def test_initials_of_one_name_and_of_many():
    request = RequestFactory().get("/")
    request.user = User(first_name="Jana Marie", last_name="Nováková")
    assert context.Frame(request).initials == "JN"

    request.user = User(username="petr")
    assert context.Frame(request).initials == "P"


# --- Messages ---------------------------------------------------------------------------------


def told(*args, **kwargs):
    """The messages of the next page, rendered, after they travelled through a cookie."""
    request = RequestFactory().get("/")
    request.user = UserFactory()
    request._messages = CookieStorage(request)
    tell(request, *args, **kwargs)
    encoded = request._messages._encode(request._messages._queued_messages)

    later = RequestFactory().get("/")
    later.user = request.user
    later.COOKIES["messages"] = encoded
    later._messages = CookieStorage(later)
    assert get_messages(later)
    template = engines["django"].get_template("ui/toasts.html")
    return template.render({"messages": later._messages}, later)


@pytest.mark.django_db
def test_undo_of_a_message_is_a_form_that_posts():
    html = told("Interaction 1042 recorded: Jana", undo=("Undo", "/settings/theme/"))

    form = re.search(r'<form method="post" action="/settings/theme/">(.*?)</form>', html, re.DOTALL)
    assert "csrfmiddlewaretoken" in form[1]
    assert '<button class="told-action">Undo</button>' in form[1]
    assert "Interaction 1042 recorded: Jana" in html


@pytest.mark.django_db
def test_link_of_a_message_is_a_link():
    html = told("Interaction postponed: Jana", link=("Resume", "/postponed/1/resume/"))

    assert '<a class="told-action" href="/postponed/1/resume/">Resume</a>' in html
    assert "<form" not in html


@pytest.mark.django_db
def test_message_without_an_offer_is_a_sentence_and_escaped():
    html = told("<b>Saved</b>")

    assert "<p>&lt;b&gt;Saved&lt;/b&gt;</p>" in html
    assert "told-action" not in html


def test_message_of_another_package_offers_nothing():
    request = RequestFactory().get("/")
    request._messages = CookieStorage(request)
    request._messages.add(20, "Changed", "some-tag")

    [message] = request._messages
    html = engines["django"].from_string("{{ message|offer|default_if_none:'none' }}")

    assert html.render({"message": message}) == "none"
