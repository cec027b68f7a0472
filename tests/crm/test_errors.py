"""Pages that say what went wrong: their status, their words, and what they keep."""

import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from crm import roles, urls
from crm.access import require
from tests.crm.test_sign_in import TYPED, hidden_fields, shown
from tests.factories import UserFactory


def unreadable(request):
    raise SuspiciousOperation


def without_right(request):
    require(False, "Delete canceled entries")
    return HttpResponse()


def denied(request):
    raise PermissionDenied


def broken(request):
    raise RuntimeError("secret detail")


def busy(request):
    raise OperationalError("database is locked")


urlpatterns = [
    *urls.urlpatterns,
    path("unreadable/", unreadable),
    path("without-right/", without_right),
    path("denied/", denied),
    path("broken/", broken),
    path("busy/", busy),
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def client(db):
    """A browser of somebody signed in, that shows error pages instead of raising."""
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(username="jana"))
    return client


def test_unreadable_request(client):
    response = client.get("/unreadable/")

    assert response.status_code == 400
    assert "The request could not be read" in response.content.decode()


def test_host_that_is_not_ours(client):
    response = client.get("/settings/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


def test_missing_right_is_named_and_whom_to_ask(client):
    UserFactory(first_name="Petr", last_name="Dvořák", role=roles.SETUP)
    UserFactory(first_name="Eva", last_name="Malá", role=roles.SETUP)
    UserFactory(first_name="Gone", last_name="Away", role=roles.SETUP, is_active=False)

    response = client.get("/without-right/")

    page = response.content.decode()
    assert response.status_code == 403
    assert "Required: Delete canceled entries." in page
    assert "Ask: Petr Dvořák, Eva Malá" in page
    assert 'aria-label="Menu"' in page


def test_missing_right_without_an_administrator(client):
    page = client.get("/without-right/").content.decode()

    assert "Ask the administrator of your company." in page


def test_denied_without_a_name(client):
    response = client.get("/denied/")

    assert response.status_code == 403
    assert "does not have the right" in response.content.decode()


def test_missing_page_for_a_user_has_the_menu(client):
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert 'aria-label="Menu"' in response.content.decode()


def test_missing_page_for_a_stranger_has_none():
    response = Client().get("/no-such-page/")

    page = response.content.decode()
    assert response.status_code == 404
    assert 'aria-label="Menu"' not in page
    assert 'role="search"' not in page


def test_failure_tells_no_detail(client):
    response = client.get("/broken/")

    page = response.content.decode()
    assert response.status_code == 500
    assert "Something broke" in page
    assert "secret detail" not in page


@pytest.mark.parametrize("template", ["400.html", "500.html", "503.html"])
def test_page_after_a_failure_asks_the_database_nothing(rf, template, django_assert_num_queries):
    from crm.views.errors import _bare

    request = rf.post("/", TYPED)
    request.resolver_match = None

    with django_assert_num_queries(0):
        response = _bare(request, template, status=500)

    assert b"Rapport" in response.content


def test_busy_database_is_a_503_with_a_time(client):
    response = client.get("/busy/")

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert "Busy at the moment" in response.content.decode()


@pytest.mark.parametrize("address", ["/broken/", "/busy/"])
def test_text_typed_into_what_failed_is_shown_and_can_be_opened_again(client, address):
    response = client.post(address, TYPED)

    assert "Jana &amp; &lt;Petra&gt;</textarea>" in response.content.decode()
    back = client.post("/reopen/", hidden_fields(response))
    assert re.fullmatch(rf"{address}\?reopen=[\w-]+", back.headers["Location"])


@pytest.mark.parametrize("language", ["en", "cs"])
@pytest.mark.parametrize("address", ["/broken/", "/busy/", "/denied/", "/no-such-page/"])
def test_error_pages_speak_the_language_of_the_user(address, language):
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(language=language))

    response = client.get(address)

    assert f'<html lang="{language}"' in response.content.decode()


# --- A form whose token does not hold ---------------------------------------------------------


@pytest.fixture
def old_tab():
    """A browser that sends a form with a token of another session."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(username="jana"))
    client.get("/settings/")
    return client


def test_old_form_is_refused_and_shows_its_text(old_tab):
    response = old_tab.post("/settings/", TYPED | {"csrfmiddlewaretoken": "x" * 64})

    page = response.content.decode()
    assert response.status_code == 403
    assert "Jana &amp; &lt;Petra&gt;</textarea>" in page
    assert "Open in a form" in page


def test_old_form_is_opened_again_and_nothing_is_saved(old_tab):
    refused = old_tab.post("/settings/", TYPED | {"csrfmiddlewaretoken": "x" * 64})

    back = old_tab.post("/reopen/", hidden_fields(refused))
    form = old_tab.get(back.headers["Location"])

    assert form.status_code == 200
    assert shown(form, "first_name") == TYPED["first_name"]
    user = form.wsgi_request.user
    user.refresh_from_db()
    assert user.first_name == ""


def test_old_form_of_a_session_that_ended_goes_through_the_sign_in():
    client = Client(enforce_csrf_checks=True)
    user = UserFactory(username="jana")
    refused = client.post("/settings/", TYPED | {"csrfmiddlewaretoken": "x" * 64})

    asked = client.post("/reopen/", hidden_fields(refused))
    fields = {"login": "jana", "password": "correct horse battery"}
    back = client.post("/accounts/login/", hidden_fields(asked) | fields)

    assert (refused.status_code, asked.status_code) == (403, 401)
    form = client.get(back.headers["Location"])
    assert form.wsgi_request.user == user
    assert shown(form, "first_name") == TYPED["first_name"]
