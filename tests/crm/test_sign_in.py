"""Signing in: where it leads, how often one may try, and what becomes of text typed before."""

import html
import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from crm.ui import reopening
from tests.factories import UserFactory
from tests.races import Run

PASSWORD = "correct horse battery"
LOGIN = "/accounts/login/"
FORM = "/settings/"
TYPED = {
    "first_name": "Jana & <Petra>",
    "last_name": "Nováková\r\nsecond line",
    "theme": "dark",
    "language": "",
    "time_zone": "",
}


def sign_in(client, user, password=PASSWORD, **fields):
    return client.post(LOGIN, {"login": user.username, "password": password, **fields})


def hidden_fields(response):
    """The hidden inputs of the first form of a page, as a browser would send them again."""
    page = response.content.decode().partition("</form>")[0]
    inputs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return {html.unescape(name): html.unescape(value) for name, value in inputs}


def shown(response, name):
    """The value that the field *name* of a page holds."""
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', response.content.decode())[0]
    return html.unescape(re.search(r'value="([^"]*)"', field)[1])


@pytest.fixture
def user(db):
    return UserFactory(username="jana")


@pytest.fixture
def expired(user):
    """The browser of a user whose session has ended while a form was open."""
    client = Client()
    client.force_login(user)
    client.get(FORM)
    client.session.flush()
    return client


# --- Where it leads ---------------------------------------------------------------------------


def test_page_without_sign_in_leads_to_it_and_back(client, user):
    away = client.get("/settings/?a=1")

    assert away.headers["Location"] == f"{LOGIN}?next=/settings/%3Fa%3D1"
    assert sign_in(client, user, next="/settings/?a=1").headers["Location"] == "/settings/?a=1"


@pytest.mark.parametrize("login", ["jana", "JANA@example.com", " jana@example.com "])
def test_name_or_mail_signs_in(client, user, login):
    response = client.post(LOGIN, {"login": login, "password": PASSWORD, "next": FORM})

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "http://localhost/x"],
)
def test_sign_in_leads_to_this_host_only(client, user, elsewhere, settings):
    settings.LOGIN_REDIRECT_URL = "/settings/"

    response = sign_in(client, user, next=elsewhere)

    assert response.headers["Location"] == "/settings/"


def test_part_of_a_page_sends_the_whole_page_to_the_sign_in(client):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/settings/?a=1#x"}

    response = client.get(FORM, headers=headers)

    assert response.headers["HX-Redirect"] == f"{LOGIN}?next=/settings/%3Fa%3D1"
    assert "Location" not in response.headers


def test_wrong_password_says_so_and_keeps_the_name(client, user):
    response = sign_in(client, user, "wrong")

    assert response.status_code == 200
    assert shown(response, "login") == "jana"
    assert "_auth_user_id" not in client.session


def test_inactive_user_does_not_get_in(client, user):
    user.is_active = False
    user.save()

    sign_in(client, user)

    assert "_auth_user_id" not in client.session


def test_sign_out_is_a_post(client, user):
    client.force_login(user)

    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session

    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


# --- Accounts and passwords -------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(client, method):
    response = getattr(client, method)("/accounts/signup/")

    assert "Accounts are made by an administrator" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["email/", "confirm-email/", "login/code/confirm/", "phone/"])
def test_other_pages_of_allauth_are_not_there(client, address):
    client.force_login(UserFactory())

    assert client.get(f"/accounts/{address}").status_code == 404


def test_link_to_a_new_password_never_trusts_the_host_header(client, user, settings):
    settings.BASE_URL = "https://crm.example.cz"

    client.post("/accounts/password/reset/", {"email": user.email}, headers={"host": "localhost"})

    [message] = mail.outbox
    assert "https://crm.example.cz/accounts/password/reset/key/" in message.body
    assert "localhost" not in message.body + message.subject


def test_new_password_is_chosen_by_the_link(client, user):
    client.post("/accounts/password/reset/", {"email": user.email})
    link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body)[0]

    form = client.get(link, follow=True)
    done = client.post(
        form.redirect_chain[-1][0],
        {"password1": "another horse battery", "password2": "another horse battery"},
        follow=True,
    )

    assert "Your password is changed" in done.content.decode()
    assert sign_in(Client(), user, "another horse battery", next=FORM).status_code == 302


def test_mail_goes_to_known_addresses_only(client, user):
    response = client.post(
        "/accounts/password/reset/", {"email": "nobody@example.com"}, follow=True
    )

    assert "is on its way" in response.content.decode()
    assert mail.outbox == []


def test_password_is_changed_and_leads_back_to_the_settings(client, user):
    client.force_login(user)

    response = client.post(
        "/accounts/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": "new horse battery",
            "password2": "new horse battery",
        },
    )

    assert response.headers["Location"] == FORM
    assert sign_in(Client(), user, "new horse battery", next=FORM).status_code == 302


# --- How often one may try --------------------------------------------------------------------


def try_to_sign_in(password):
    """What a browser at another server process gets: signed in or not."""
    client = Client()
    client.post(LOGIN, {"login": "jana", "password": password, "next": FORM})
    return "_auth_user_id" in client.session


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_wrong_tries_are_counted_across_processes(racers):
    UserFactory(username="jana")

    for _ in range(3):
        racers.race(Run(try_to_sign_in, "wrong"), Run(try_to_sign_in, "wrong"))
    here, there = racers.race(Run(try_to_sign_in, PASSWORD), Run(try_to_sign_in, PASSWORD))

    assert (here.value, there.value) == (False, False)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_few_wrong_tries_lock_nobody_out(racers):
    UserFactory(username="jana")

    racers.race(Run(try_to_sign_in, "wrong"), Run(try_to_sign_in, "wrong"))
    here, there = racers.race(Run(try_to_sign_in, PASSWORD), Run(try_to_sign_in, PASSWORD))

    assert (here.value, there.value) == (True, True)


# --- Text typed before ------------------------------------------------------------------------


def test_post_without_a_session_is_answered_401_with_the_sign_in(expired):
    response = expired.post(FORM, TYPED)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Cookie realm=")
    assert f'action="{LOGIN}"' in response.content.decode()


def test_refused_form_changes_nothing_and_travels_as_hidden_fields(expired, user):
    response = expired.post(FORM, TYPED)

    user.refresh_from_db()
    assert user.first_name != TYPED["first_name"]
    assert {f"typed.{name}": value for name, value in TYPED.items()}.items() <= hidden_fields(
        response
    ).items()


def test_after_the_sign_in_the_form_is_open_as_it_was_typed(expired, user):
    refused = expired.post(FORM, TYPED)

    back = sign_in(expired, user, **hidden_fields(refused))
    form = expired.get(back.headers["Location"])

    assert form.status_code == 200
    assert shown(form, "first_name") == TYPED["first_name"]
    user.refresh_from_db()
    assert user.first_name != TYPED["first_name"]


def test_text_outlives_a_wrong_password(expired, user):
    refused = expired.post(FORM, TYPED)

    again = sign_in(expired, user, "wrong", **hidden_fields(refused))
    back = sign_in(expired, user, **hidden_fields(again))

    assert shown(expired.get(back.headers["Location"]), "first_name") == TYPED["first_name"]


def test_text_outlives_reading_the_form_again(expired, user):
    refused = expired.post(FORM, TYPED)
    address = sign_in(expired, user, **hidden_fields(refused)).headers["Location"]

    expired.get(address)

    assert shown(expired.get(address), "first_name") == TYPED["first_name"]


def test_somebody_else_is_not_shown_the_text(expired):
    other = UserFactory(username="petr")
    refused = expired.post(FORM, TYPED)

    back = sign_in(expired, other, **hidden_fields(refused))
    page = expired.get(FORM)

    assert reopening.TOKEN not in back.headers["Location"]
    assert "belongs to another user" in page.content.decode()
    assert "Petra" not in page.content.decode()


def test_token_of_somebody_elses_text_opens_nothing(expired, user):
    refused = expired.post(FORM, TYPED)
    address = sign_in(expired, user, **hidden_fields(refused)).headers["Location"]
    other = Client()
    other.force_login(UserFactory(username="petr"))

    assert "Petra" not in other.get(address).content.decode()


def test_unknown_typist_is_not_locked_out_of_his_text(client, user):
    refused = client.post(FORM, TYPED)

    back = sign_in(client, user, **hidden_fields(refused))

    assert shown(client.get(back.headers["Location"]), "first_name") == TYPED["first_name"]


def test_other_forms_do_not_take_the_text(expired, user):
    refused = expired.post(FORM, TYPED)
    token = sign_in(expired, user, **hidden_fields(refused)).headers["Location"].partition("?")[2]

    page = expired.get(f"/accounts/password/change/?{token}").content.decode()

    assert "You typed this before you were signed out" in page
    assert "Jana &amp; &lt;Petra&gt;" in page


def test_text_waits_for_an_hour(expired, user, time_machine):
    time_machine.move_to("2026-11-03T10:00:00Z")
    refused = expired.post(FORM, TYPED)
    address = sign_in(expired, user, **hidden_fields(refused)).headers["Location"]

    time_machine.move_to("2026-11-03T10:59:00Z")
    assert "Petra" in expired.get(address).content.decode()

    time_machine.move_to("2026-11-03T11:01:00Z")
    assert "Petra" not in expired.get(address).content.decode()


def test_only_the_last_texts_wait(expired, user):
    addresses = []
    for number in range(reopening.MOST_WAITING + 1):
        expired.logout()
        refused = expired.post(FORM, TYPED | {"first_name": f"Text number {number}"})
        addresses.append(refused)
    expired.force_login(user)
    kept = [
        expired.post("/reopen/", hidden_fields(refused)).headers["Location"]
        for refused in addresses
    ]

    found = [
        f"Text number {number}" in expired.get(address).content.decode()
        for number, address in enumerate(kept)
    ]

    assert found == [False] + [True] * reopening.MOST_WAITING


def test_passwords_and_tokens_are_never_carried(expired):
    secrets = {"oldpassword": "s1", "password1": "s2", "new_password": "s3"}

    refused = expired.post(FORM, TYPED | secrets | {"csrfmiddlewaretoken": "s4"})

    carried = hidden_fields(refused)
    assert {name for name in carried if "password" in name} == set()
    assert "typed.csrfmiddlewaretoken" not in carried


def test_text_too_long_to_be_carried_can_be_copied(expired, user):
    text = "a word " * (reopening.LARGEST // 7)

    refused = expired.post(FORM, TYPED | {"first_name": text})

    page = refused.content.decode()
    assert refused.status_code == 401
    assert "typed.first_name" not in hidden_fields(refused)
    assert f">{text}</textarea>" in page
    assert "too long to be carried over" in page


def test_forged_way_back_is_not_followed(expired, user):
    refused = hidden_fields(expired.post(FORM, TYPED))

    response = sign_in(expired, user, **refused | {reopening.TOKEN: "forged", "next": FORM})

    assert response.headers["Location"] == FORM


def test_signed_in_elsewhere_meanwhile_the_text_is_opened_at_once(expired, user):
    refused = expired.post(FORM, TYPED)
    expired.force_login(user)

    back = sign_in(expired, user, **hidden_fields(refused))

    assert shown(expired.get(back.headers["Location"]), "first_name") == TYPED["first_name"]


def test_form_that_posts_elsewhere_is_opened_where_it_stood(expired, user):
    switched = expired.post(
        "/settings/theme/",
        {"theme": "a dark one"},
        headers={"referer": "http://testserver/settings/?tab=2"},
    )

    back = sign_in(expired, user, **hidden_fields(switched)).headers["Location"]

    assert re.fullmatch(r"/settings/\?tab=2&reopen=[\w-]+", back)
    assert "a dark one" in expired.get(back).content.decode()


def test_form_of_another_host_is_not_a_way_back(expired, user):
    switched = expired.post(
        "/settings/theme/", {"theme": "x y"}, headers={"referer": "https://evil.example/settings/"}
    )

    back = sign_in(expired, user, **hidden_fields(switched)).headers["Location"]

    assert back.startswith("/settings/theme/?reopen=")


def test_nothing_to_reopen_leads_home(client, user):
    client.force_login(user)

    assert client.post("/reopen/").headers["Location"] == "/"


def test_typist_is_noted_once(client, user):
    client.force_login(user)

    first = client.get(FORM)
    second = client.get(FORM)

    assert first.cookies["typist"]["httponly"]
    assert "typist" not in second.cookies


def test_settings_of_limits_are_those_that_are_tried_here():
    assert settings.ACCOUNT_RATE_LIMITS["login_failed"] == "20/m/ip,5/5m/key"
