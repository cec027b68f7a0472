"""*Send e-mails* of *Log Segment*: a mail for each entry by e-mail, when all are there."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm import roles
from crm.actions.deliver_mails import deliver_mails, message_of
from crm.actions.pace import Pace
from crm.actions.resend_mail import resend_mail
from crm.models import Contact, CorrespondenceType, Mailing, OutgoingMail, StoredFile
from interactions.actions.cancel import cancel_entries
from interactions.actions.template_files import take_from_template
from interactions.models import InteractionLogEntry, TemplateText
from segments.actions.log_segment import LogOptions, SegmentNotReady, log_segment, preview_log
from segments.actions.logging_steps import pace_alone, run_step, run_steps
from segments.actions.take_back import take_back_logging
from segments.models import SegmentLine
from segments.models.segment_line import Skipped
from tests.factories import (
    NOW,
    AttachmentFactory,
    InteractionTemplateFactory,
    PersonFactory,
    SalespersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    StoredFileFactory,
    TemplateTextFactory,
    seller,
)

State = OutgoingMail.State
LATER = NOW + datetime.timedelta(hours=1)
SEND = LogOptions(send_emails=True)


@pytest.fixture
def marketer(db):
    return seller(roles.MARKETING)


@pytest.fixture
def template(db):
    template = InteractionTemplateFactory(
        correspondence_type=CorrespondenceType.EMAIL, language="en", description="Invitation"
    )
    TemplateTextFactory(
        template=template, language="en", subject="For {first_name}", body="Dear {contact_name}!"
    )
    TemplateTextFactory(
        template=template, language="cs", subject="Pro: {first_name}", body="Dobrý den!"
    )
    return template


@pytest.fixture
def segment(template, marketer):
    salesperson = SalespersonFactory(email="petr@example.com")
    return SegmentFactory(template=template, salesperson=salesperson, created_by=marketer)


@pytest.fixture
def steps(monkeypatch):
    """Let every segment go in steps, as if it were long."""
    monkeypatch.setattr("segments.actions.log_segment.ONE_STEP", {"sqlite": 0, "postgresql": 0})


def person(number, **facts):
    return PersonFactory(**{"first_name": f"P{number}", "email": f"p{number}@example.com"} | facts)


def add(segment, *contacts):
    for contact in contacts:
        SegmentLineFactory(segment=segment, contact=contact)


def deliver(now=LATER):
    deliver_mails(clock=lambda: now)


def log(segment, by, options=SEND):
    return log_segment(segment=segment, by=by, now=NOW, options=options)


@pytest.mark.django_db(transaction=True)
def test_each_gets_his_mail_in_his_language(segment, marketer, mail_server):
    add(segment, person(1), person(2, language="cs", email="", second_email="two@example.com"))

    log(segment, marketer)
    deliver()

    told = [
        (message["To"], message["Reply-To"], message["Subject"]) for message in mail_server.accepted
    ]
    assert told == [
        ("p1@example.com", "petr@example.com", "For P1"),
        ("two@example.com", "petr@example.com", "Pro: P2"),
    ]
    first = OutgoingMail.objects.get(address="p1@example.com")
    assert (first.state, first.subject, first.body) == (
        State.SENT,
        "For P1",
        f"Dear {first.contact.titled_name}!",
    )
    assert InteractionLogEntry.objects.get(event_key=first.key).contact == first.contact


@pytest.mark.django_db(transaction=True)
def test_a_mail_says_what_its_entry_says_whatever_became_of_the_contact(
    segment, marketer, mail_server
):
    contact = person(1, first_name="{city} {{x}}", city="Brno")
    add(segment, contact)
    log(segment, marketer)
    contact.first_name = "Renamed"
    contact.save()

    deliver()

    [entry] = InteractionLogEntry.objects.all()
    [message] = mail_server.accepted
    assert message["Subject"] == entry.subject == "For {city} {{x}}"


@pytest.mark.django_db
def test_who_is_skipped_or_not_written_to_gets_none(segment, marketer):
    add(
        segment,
        person(1),
        person(2, email_opt_out_at=NOW),
        person(3, email=""),
        person(4, correspondence_type=CorrespondenceType.PHONE),
    )
    assert preview_log(segment=segment, by=marketer).emails == 1

    log(segment, marketer)

    assert list(OutgoingMail.objects.values_list("address", flat=True)) == ["p1@example.com"]
    skipped = SegmentLine.objects.exclude(skipped="").values_list("skipped", flat=True)
    assert set(skipped) == {Skipped.OPTED_OUT, Skipped.NO_ADDRESS}


@pytest.mark.django_db
def test_without_the_option_nothing_is_queued(segment, marketer):
    add(segment, person(1))

    log(segment, marketer, LogOptions())

    assert not OutgoingMail.objects.exists()
    assert InteractionLogEntry.objects.get().event_key is None


@pytest.mark.django_db
def test_missing_text_is_said_before_anything_is_recorded(segment, marketer):
    TemplateText.objects.filter(language="cs").update(body="")
    add(segment, person(1), person(2, language="cs"))

    with pytest.raises(SegmentNotReady, match="no e-mail text in their language: 1"):
        log(segment, marketer)

    assert not InteractionLogEntry.objects.exists()
    assert not Mailing.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_leaves_before_all_are_there(segment, marketer, mail_server, steps):
    add(segment, person(1), person(2), person(3))
    batch = log(segment, marketer)
    run_step(batch=batch, now=NOW, size=2)

    deliver()
    assert OutgoingMail.objects.count() == 2
    assert mail_server.seen == []

    run_steps(batch=batch, now=NOW, pace=Pace(2, rest=0))
    deliver()

    assert sorted(message["Subject"] for message in mail_server.accepted) == [
        "For P1",
        "For P2",
        "For P3",
    ]


@pytest.mark.django_db(transaction=True)
def test_taken_back_nothing_leaves_and_it_can_be_logged_again(
    segment, marketer, mail_server, steps
):
    add(segment, person(1), person(2))
    run_step(batch=log(segment, marketer), now=NOW, size=1)
    segment.refresh_from_db()

    take_back_logging(segment=segment, by=marketer, now=NOW)
    deliver()

    assert mail_server.seen == []
    assert not OutgoingMail.objects.exists()
    assert not Mailing.objects.exists()
    segment.refresh_from_db()
    run_steps(batch=log(segment, marketer), now=NOW, pace=pace_alone())
    deliver()
    assert len(mail_server.accepted) == 2


@pytest.mark.django_db
def test_step_takes_as_many_statements_for_many_as_for_few(segment, marketer, steps):
    add(segment, *[person(number) for number in range(12)])
    batch = log(segment, marketer)

    def statements(size):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            run_step(batch=batch, now=NOW, size=size)
        return len(queries)

    assert statements(1) == statements(9)
    assert OutgoingMail.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_who_opts_out_before_his_turn_gets_none_and_the_row_says_why(
    segment, marketer, mail_server
):
    add(segment, person(1), person(2))
    log(segment, marketer)
    Contact.objects.filter(first_name="P1").update(email_opt_out_at=NOW)

    deliver()

    mail = OutgoingMail.objects.get(address="p1@example.com")
    assert (mail.state, mail.answer) == (State.FAILED, "The contact has opted out of e-mail.")
    assert [message["To"] for message in mail_server.seen] == ["p2@example.com"]
    resend_mail(mail=mail, by=seller(), now=LATER)
    deliver()
    assert len(mail_server.seen) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("meanwhile", "answer"),
    [
        ("canceled", "The interaction was marked as canceled before the mail left."),
        ("deleted", "The interaction was deleted before the mail left."),
        ("no text", "The template has no text in this language any more."),
    ],
)
def test_mail_that_tells_of_nothing_any_more_is_not_sent(
    segment, marketer, mail_server, meanwhile, answer
):
    add(segment, person(1))
    log(segment, marketer)
    if meanwhile == "canceled":
        cancel_entries(entries=InteractionLogEntry.objects.all(), by=marketer, now=NOW, reason="")
    elif meanwhile == "deleted":
        InteractionLogEntry.objects.all().delete()
    else:
        TemplateText.objects.all().delete()

    deliver()

    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.answer) == (State.FAILED, answer)
    assert mail_server.seen == []


@pytest.mark.django_db(transaction=True)
def test_unclear_mail_says_again_what_it_said(segment, marketer, mail_server):
    add(segment, person(1))
    log(segment, marketer)
    mail_server.behave("drop after data")
    deliver()
    mail = OutgoingMail.objects.get()
    assert mail.state == State.UNCLEAR
    TemplateText.objects.update(body="Something else")

    mail_server.behave("accept")
    resend_mail(mail=mail, by=seller(), now=LATER)
    deliver(LATER + datetime.timedelta(minutes=2))

    [message] = mail_server.accepted
    assert "Dear P1" in message.get_body().get_content()


def test_logged_segment_says_what_became_of_its_mails(client, segment, marketer):
    add(segment, person(1), person(2), person(3), person(4))
    log(segment, marketer)
    for number, state in enumerate((State.SENT, State.SENT, State.UNCLEAR), start=1):
        OutgoingMail.objects.filter(address=f"p{number}@example.com").update(state=state)
    client.force_login(marketer)

    page = client.get(f"/logged-segments/{segment.pk}/")
    states = [(state, number) for state, number, _ in page.context["totals"]["mails"]]
    listed = [len(client.get(href).context["rows"]) for *_, href in page.context["totals"]["mails"]]

    assert states == [
        ("Not delivered or unclear", "1"), ("Waiting to be sent", "1"), ("Sent", "2")
    ]  # fmt: skip
    assert listed == [1, 1, 2]


def file_of(content=b"%PDF-1.7", name="Ceník.pdf", **holder):
    file = StoredFileFactory(content=content, name=name)
    return AttachmentFactory(**{"entry": None, "file": file} | holder)


def names_in(message):
    return sorted(part.get_filename() for part in message.iter_attachments())


@pytest.mark.django_db(transaction=True)
def test_each_brings_the_files_of_its_template_and_its_batch(
    segment, marketer, template, mail_server
):
    former = file_of(template=template)
    file_of(template=template, name="later.pdf", at=LATER)
    add(segment, person(1), person(2))
    batch = log(segment, marketer)
    take_from_template(attachment=former, by=marketer, now=LATER)
    file_of(batch=batch, content=b"plan", name="Plán.txt")
    # Attached to one entry afterwards: that is no part of what was sent to all.
    file_of(entry=InteractionLogEntry.objects.first(), name="own.pdf")

    deliver()

    first, second = mail_server.accepted
    assert names_in(first) == names_in(second) == ["Ceník.pdf", "Plán.txt"]
    # Nothing is copied for a mail.
    assert StoredFile.objects.count() == 4
    assert not OutgoingMail.files.through.objects.exists()


@pytest.mark.django_db
def test_mail_takes_as_many_statements_with_many_files_as_with_one(segment, marketer, template):
    file_of(template=template)
    add(segment, person(1))
    batch = log(segment, marketer)
    mail = OutgoingMail.objects.select_related("contact", "mailing").get()

    def statements():
        with CaptureQueriesContext(connection) as queries:
            message_of(mail)
        return len(queries)

    few = statements()
    for number in range(4):
        file_of(batch=batch, name=f"{number}.pdf")

    assert statements() == few == 2
    assert len(message_of(mail).attachments) == 5


@pytest.mark.django_db
def test_files_too_large_for_a_mail_are_said_before_anything_is_recorded(
    segment, marketer, template, settings
):
    settings.MAIL_FILES_MAX_BYTES = 10
    file_of(template=template)
    file_of(template=template)
    add(segment, person(1), person(2, correspondence_type=CorrespondenceType.PHONE))

    with pytest.raises(SegmentNotReady, match="files too large for a mail: 1"):
        log(segment, marketer)
    assert not InteractionLogEntry.objects.exists()

    segment.refresh_from_db()
    log(segment, marketer, LogOptions())
    assert InteractionLogEntry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_unclear_mail_whose_entry_is_gone_is_not_sent_again_without_its_files(
    segment, marketer, template, mail_server
):
    file_of(template=template)
    add(segment, person(1))
    log(segment, marketer)
    mail_server.behave("drop after data")
    deliver()
    InteractionLogEntry.objects.all().delete()

    mail_server.behave("accept")
    resend_mail(mail=OutgoingMail.objects.get(), by=seller(), now=LATER)
    deliver(LATER + datetime.timedelta(minutes=2))

    assert OutgoingMail.objects.get().state == State.FAILED
    assert mail_server.accepted == []


@pytest.mark.django_db
def test_card_of_a_mail_leads_to_the_files_of_its_template(segment, marketer, template, client):
    file = StoredFileFactory(content=b"%PDF-1.7 programme", name="programme.pdf")
    AttachmentFactory(entry=None, template=template, file=file)
    add(segment, person(1))
    log(segment, marketer)
    client.force_login(marketer)
    mail = OutgoingMail.objects.get()

    page = client.get(f"/mail-queue/{mail.pk}/").content.decode()
    InteractionLogEntry.objects.all().delete()
    later = client.get(f"/mail-queue/{mail.pk}/")

    assert f'<a href="/mail-queue/{mail.pk}/files/{file.pk}/">programme.pdf</a>' in page
    assert later.status_code == 200
    assert "programme.pdf" not in later.content.decode()
