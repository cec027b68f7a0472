"""My settings, and the switches of language and theme."""

import datetime

import pytest
from django.conf import settings
from django.utils import timezone, translation

from crm.middleware import PreferencesMiddleware
from crm.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

TYPED = {
    "first_name": "Jana",
    "last_name": "Nováková",
    "language": "cs",
    "theme": "dark",
    "time_zone": "America/New_York",
    "single_key_shortcuts": "",
}


def test_settings_are_saved_and_the_page_speaks_the_new_language(client):
    user = UserFactory(language="en")
    client.force_login(user)

    response = client.post("/settings/", TYPED, follow=True)

    user.refresh_from_db()
    assert {name: getattr(user, name) for name in TYPED} == TYPED | {"single_key_shortcuts": False}
    assert response.redirect_chain == [("/settings/", 302)]
    assert response.headers["Content-Language"] == "cs"


@pytest.mark.parametrize(
    ("field", "value"),
    [("language", "xx"), ("theme", "neon"), ("time_zone", "Europe/Nowhere"), ("time_zone", "../x")],
)
def test_refused_settings_change_nothing_and_keep_what_was_typed(client, field, value):
    user = UserFactory(first_name="Before")
    client.force_login(user)

    response = client.post("/settings/", TYPED | {"first_name": "Typed", field: value})

    assert response.status_code == 422
    assert 'value="Typed"' in response.content.decode()
    user.refresh_from_db()
    assert user.first_name == "Before"


def test_settings_never_change_mail_name_or_rights(client):
    user = UserFactory(username="jana", email="jana@example.com")
    client.force_login(user)

    client.post("/settings/", TYPED | {"username": "x", "email": "x@x.cz", "is_superuser": "on"})

    user.refresh_from_db()
    assert (user.username, user.email, user.is_superuser) == ("jana", "jana@example.com", False)


def test_language_is_switched_and_the_page_is_kept(client):
    user = UserFactory(language="en")
    client.force_login(user)

    response = client.post("/settings/language/", {"language": "cs", "next": "/settings/?a=1"})

    user.refresh_from_db()
    assert user.language == "cs"
    assert response.headers["Location"] == "/settings/?a=1"


def test_language_of_the_sign_in_page_is_kept_in_a_cookie(client):
    client.post("/settings/language/", {"language": "cs", "next": "/accounts/login/"})

    response = client.get("/accounts/login/")

    assert response.headers["Content-Language"] == "cs"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME]["httponly"]


def test_unknown_language_changes_nothing(client):
    user = UserFactory(language="en")
    client.force_login(user)

    client.post("/settings/language/", {"language": "xx"})

    user.refresh_from_db()
    assert user.language == "en"


@pytest.mark.parametrize("theme", User.Theme.values)
def test_theme_is_switched_and_the_page_is_kept(client, theme):
    user = UserFactory()
    client.force_login(user)

    response = client.post("/settings/theme/", {"theme": theme, "next": "/settings/"})

    user.refresh_from_db()
    assert user.theme == theme
    assert response.headers["Location"] == "/settings/"


def test_unknown_theme_changes_nothing(client):
    user = UserFactory(theme="dark")
    client.force_login(user)

    client.post("/settings/theme/", {"theme": "neon"})

    user.refresh_from_db()
    assert user.theme == "dark"


@pytest.mark.parametrize("switch", ["/settings/language/", "/settings/theme/"])
@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil", ""]
)
def test_switches_lead_to_this_host_only(client, switch, elsewhere):
    client.force_login(UserFactory())

    response = client.post(switch, {"next": elsewhere})

    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("switch", ["/settings/language/", "/settings/theme/"])
def test_switches_are_posts(client, switch):
    client.force_login(UserFactory())

    assert client.get(switch).status_code == 405


def asked(rf, user, **headers):
    """What a view would see: language and zone while it answers."""
    seen = {}

    def view(request):
        seen.update(language=translation.get_language(), zone=str(timezone.get_current_timezone()))
        return settings_response()

    request = rf.get("/", headers=headers)
    request.user = user
    PreferencesMiddleware(view)(request)
    return seen


def settings_response():
    from django.http import HttpResponse

    return HttpResponse()


def test_preferences_of_the_user_hold_while_the_view_answers(rf):
    user = UserFactory.build(language="cs", time_zone="Asia/Tokyo")

    assert asked(rf, user, accept_language="en") == {"language": "cs", "zone": "Asia/Tokyo"}


def test_without_preferences_browser_and_company_decide(rf):
    user = UserFactory.build(language="", time_zone="")

    seen = asked(rf, user, accept_language="cs")

    assert seen == {"language": "cs", "zone": settings.TIME_ZONE}


def test_preferences_end_with_the_request(rf):
    before = (translation.get_language(), timezone.get_current_timezone_name())

    asked(rf, UserFactory.build(language="cs", time_zone="Asia/Tokyo"))

    assert (translation.get_language(), timezone.get_current_timezone_name()) == before


def test_zone_the_system_has_forgotten_falls_back_to_the_company(rf):
    user = UserFactory.build(time_zone="Europe/Atlantis")

    assert asked(rf, user)["zone"] == settings.TIME_ZONE


def test_every_offered_zone_is_known_and_can_tell_the_time():
    from zoneinfo import ZoneInfo

    from crm.forms.preferences import time_zones

    names = [name for name, _label in time_zones() if name]

    assert len(names) > 300
    moment = datetime.datetime(2026, 11, 3, tzinfo=datetime.UTC)
    assert all(moment.astimezone(ZoneInfo(name)) for name in names)
