"""Opting out of mailings: the link in a mail, and the one click of a mail program."""

import pytest
from django.core import signing

from crm.models import Contact, OutgoingMail
from crm.opt_out import opt_out_address
from crm.views.opt_out import opt_out
from tests.factories import NOW, MailingFactory, OutgoingMailFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail():
    contact = PersonFactory(first_name="Jana", surname="Nováková", email="jana@example.com")
    return OutgoingMailFactory(contact=contact, mailing=MailingFactory(), language="en")


def path_of(mail, settings):
    return opt_out_address(mail).removeprefix(settings.BASE_URL)


def opted_out_at(mail):
    return Contact.objects.get(pk=mail.contact_id).email_opt_out_at


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_link_changes_nothing(client, mail, settings, method):
    response = getattr(client, method)(path_of(mail, settings))

    assert response.status_code == 200
    assert opted_out_at(mail) is None


def test_page_says_nothing_about_the_contact(client, mail, settings):
    page = text_of(client.get(path_of(mail, settings)))

    assert "Nothing has changed yet." in page
    assert page.count("<button") == 1
    for secret in ("Jana", "Nováková", "jana@example.com", mail.subject):
        assert secret not in page


def test_one_click_opts_out_and_history_says_so(client, mail, settings):
    response = client.post(path_of(mail, settings), {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert "You will get no more of these e-mails" in text_of(response)
    assert opted_out_at(mail) is not None
    newest = mail.contact.history.order_by("-history_id").first()
    assert newest.email_opt_out_at == opted_out_at(mail)
    assert (newest.history_user.username, newest.history_change_reason) == ("automatic", "opt-out")


def test_second_click_keeps_the_first_moment(client, mail, settings):
    Contact.objects.filter(pk=mail.contact_id).update(email_opt_out_at=NOW)

    response = client.post(path_of(mail, settings))

    assert response.status_code == 200
    assert opted_out_at(mail) == NOW


def test_page_speaks_the_language_of_the_mail(client, mail, settings):
    OutgoingMail.objects.filter(pk=mail.pk).update(language="cs")

    response = client.get(path_of(mail, settings), headers={"Accept-Language": "en"})

    assert '<html lang="cs"' in response.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "token",
    [
        "1",
        "1:AAAA",
        "x" * 3000,
        "1:\u0159",
        "%00",
        signing.Signer(salt="crm.opt_out").sign("999999"),
        signing.Signer(salt="crm.opt_out").sign("9" * 40),
        signing.Signer(salt="crm.opt_out").sign("nothing"),
        signing.Signer(salt="something else").sign("1"),
    ],
)
def test_wrong_token_gets_a_clear_page_and_changes_nothing(client, mail, token, method):
    response = getattr(client, method)(f"/opt-out/{token}/")

    assert response.status_code == 404
    assert "This link is not valid" in text_of(response)
    assert opted_out_at(mail) is None


def test_token_of_one_mail_is_not_that_of_the_next(mail, client, settings):
    key, _mark, signature = (
        path_of(mail, settings).removeprefix("/opt-out/").rstrip("/").partition(":")
    )

    assert client.post(f"/opt-out/{int(key) + 1}:{signature}/").status_code == 404


def test_view_reads_neither_cookie_nor_session(rf, mail, settings):
    request = rf.post(path_of(mail, settings))
    token = path_of(mail, settings).removeprefix("/opt-out/").rstrip("/")
    # Whoever asks for one of them gets an AttributeError.
    for name in ("session", "user", "COOKIES"):
        request.__dict__.pop(name, None)

    assert not hasattr(request, "session")
    assert not hasattr(request, "user")
    assert opt_out(request, token).status_code == 200


def test_other_ways_of_asking_are_refused(client, mail, settings):
    assert client.put(path_of(mail, settings)).status_code == 405
