"""The mail queue and *Resend*."""

import re

import pytest

from crm import roles
from crm.models import OutgoingMail
from tests.factories import (
    NOW,
    OutgoingMailFactory,
    PersonFactory,
    SalespersonFactory,
    UserFactory,
    seller,
)

State = OutgoingMail.State


@pytest.fixture
def user(client, db):
    user = seller()
    client.force_login(user)
    return user


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_empty_queue_says_what_it_is_for(client, user):
    assert "No mail yet." in text_of(client.get("/mail-queue/"))


@pytest.mark.parametrize(("query", "shown"), [("", {"One", "Two"}), ("state=failed", {"Two"})])
def test_queue_is_filtered(client, user, query, shown):
    OutgoingMailFactory(subject="One")
    OutgoingMailFactory(subject="Two", state=State.FAILED, answer="550 No such mailbox")

    page = text_of(client.get(f"/mail-queue/?{query}"))

    assert {name for name in ("One", "Two") if f">{name}</a>" in page} == shown
    assert "550 No such mailbox" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_the_queue_do_not_grow(client, user, rows, django_assert_num_queries):
    OutgoingMailFactory.create_batch(rows)
    client.get("/mail-queue/")

    # Session, user, rights, saved views, the rows.
    with django_assert_num_queries(5):
        client.get("/mail-queue/")


def test_unclear_mail_warns_before_it_is_sent_again(client, user):
    mail = OutgoingMailFactory(state=State.UNCLEAR, answer="The sending was interrupted.")

    page = text_of(client.get(f"/mail-queue/{mail.pk}/"))

    assert "Delivery unclear" in page
    assert "ask before you send it again" in page
    assert f'action="/mail-queue/{mail.pk}/resend/"' in page


def test_resend_puts_it_back_and_says_who(client, user):
    mail = OutgoingMailFactory(state=State.FAILED, sending_at=NOW, ended_at=NOW)

    page = text_of(client.post(f"/mail-queue/{mail.pk}/resend/", follow=True))

    mail.refresh_from_db()
    assert (mail.state, mail.resent_by) == (State.PENDING, user)
    assert "The mail is sent again" in page


def test_second_resend_changes_nothing(client, user):
    mail = OutgoingMailFactory(state=State.SENT)

    page = text_of(client.post(f"/mail-queue/{mail.pk}/resend/", follow=True))

    mail.refresh_from_db()
    assert mail.state == State.SENT
    assert "is not to be sent again" in page


def test_auditor_reads_and_does_not_resend(client, db):
    client.force_login(UserFactory(role=roles.AUDITOR))
    mail = OutgoingMailFactory(state=State.FAILED)

    page = text_of(client.get(f"/mail-queue/{mail.pk}/"))

    assert "Resend" not in page
    assert client.post(f"/mail-queue/{mail.pk}/resend/").status_code == 403


def test_mail_out_of_scope_is_not_there(client, db):
    reader = UserFactory()
    reader.user_permissions.add(
        *reader.user_permissions.model.objects.filter(codename="view_outgoingmail")
    )
    client.force_login(reader)
    mail = OutgoingMailFactory(contact=PersonFactory(salesperson=SalespersonFactory()))

    assert client.get(f"/mail-queue/{mail.pk}/").status_code == 404
    assert client.post(f"/mail-queue/{mail.pk}/resend/").status_code == 404
    assert mail.subject not in text_of(client.get("/mail-queue/"))
