"""The mail queue and *Resend*."""

import re

import pytest

from crm import roles
from crm.models import Mailing, OutgoingMail
from tests.factories import (
    NOW,
    OutgoingMailFactory,
    PersonFactory,
    SalespersonFactory,
    StoredFileFactory,
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


def test_mails_of_one_mailing_stand_alone_and_say_so(client, user):
    spring = Mailing.objects.create(title="Spring", by=user, created_at=NOW)
    mine = OutgoingMailFactory.create_batch(2, mailing=spring)
    OutgoingMailFactory(mailing=Mailing.objects.create(title="Autumn", by=user, created_at=NOW))
    OutgoingMailFactory()

    whole = client.get("/mail-queue/?columns=subject,mailing")
    card = client.get(f"/mail-queue/{mine[0].pk}/")
    response = client.get(f"/mail-queue/?mailing={spring.pk}")

    link = f'<a href="/mail-queue/?mailing={spring.pk}">Spring</a>'
    assert link in text_of(whole)
    assert link in text_of(card)
    assert {row.pk for row in response.context["rows"]} == {mail.pk for mail in mine}
    chips = [(chip.label, chip.value) for chip in response.context["filtering"].chips]
    assert chips == [("Mailing", "Spring")]


def test_title_of_a_mailing_is_told_to_those_who_see_a_mail_of_it(client, db):
    reader = reader_of_mails()
    client.force_login(reader)
    mailing = Mailing.objects.create(title="Confidential", by=reader, created_at=NOW)
    OutgoingMailFactory(mailing=mailing, contact__salesperson=SalespersonFactory())

    response = client.get(f"/mail-queue/?mailing={mailing.pk}")

    assert response.status_code == 200
    assert "Confidential" not in text_of(response)


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


def reader_of_mails():
    """Somebody who reads the mails to contacts without a salesperson."""
    reader = UserFactory()
    reader.user_permissions.add(
        *reader.user_permissions.model.objects.filter(codename="view_outgoingmail")
    )
    return reader


def test_mail_out_of_scope_is_not_there(client, db):
    client.force_login(reader_of_mails())
    mail = OutgoingMailFactory(contact=PersonFactory(salesperson=SalespersonFactory()))

    assert client.get(f"/mail-queue/{mail.pk}/").status_code == 404
    assert client.post(f"/mail-queue/{mail.pk}/resend/").status_code == 404
    assert mail.subject not in text_of(client.get("/mail-queue/"))


# Files


def mail_with_files(**facts):
    mail = OutgoingMailFactory(attachment_name="quote.pdf", attachment=b"%PDF-1.7 quote", **facts)
    mail.files.add(StoredFileFactory(name="ceník.pdf", content=b"%PDF-1.7 prices"))
    return mail


def test_card_leads_to_the_files_of_the_mail(client, user):
    mail = mail_with_files()
    file = mail.files.get()

    page = text_of(client.get(f"/mail-queue/{mail.pk}/"))
    made = client.get(f"/mail-queue/{mail.pk}/attachment/")
    stored = client.get(f"/mail-queue/{mail.pk}/files/{file.pk}/")

    assert f'<a href="/mail-queue/{mail.pk}/attachment/">quote.pdf</a>' in page
    assert f'<a href="/mail-queue/{mail.pk}/files/{file.pk}/">ceník.pdf</a>' in page
    assert b"".join(made) == b"%PDF-1.7 quote"
    assert b"".join(stored) == b"%PDF-1.7 prices"
    for response in (made, stored):
        assert response["Content-Disposition"].startswith("attachment;")
        assert response["Content-Type"] == "application/pdf"


def test_document_is_named_only_to_whoever_reads_no_documents(client, db):
    client.force_login(reader_of_mails())
    mail = mail_with_files()

    page = text_of(client.get(f"/mail-queue/{mail.pk}/"))

    assert "<dd>quote.pdf</dd>" in page
    assert client.get(f"/mail-queue/{mail.pk}/attachment/").status_code == 403


def test_invitation_is_a_calendar_file_for_whoever_reads_the_mail(client, db):
    client.force_login(reader_of_mails())
    mail = OutgoingMailFactory(attachment_name="meeting.ics", attachment=b"BEGIN:VCALENDAR")

    response = client.get(f"/mail-queue/{mail.pk}/attachment/")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"".join(response) == b"BEGIN:VCALENDAR"


def test_file_of_another_mail_is_not_there(client, user):
    mail, other = OutgoingMailFactory(), mail_with_files()

    assert client.get(f"/mail-queue/{mail.pk}/files/{other.files.get().pk}/").status_code == 404
    assert client.get(f"/mail-queue/{mail.pk}/attachment/").status_code == 404


def test_files_of_a_mail_out_of_scope_are_not_there(client, db):
    client.force_login(reader_of_mails())
    mail = mail_with_files(contact=PersonFactory(salesperson=SalespersonFactory()))

    assert client.get(f"/mail-queue/{mail.pk}/files/{mail.files.get().pk}/").status_code == 404
    assert client.get(f"/mail-queue/{mail.pk}/attachment/").status_code == 404
