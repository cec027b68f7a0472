"""Files of *Send e-mail*: given to the form, carried by the template, sent, and in the log."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm import roles
from crm.actions.deliver_mails import deliver_mails
from crm.models import DocumentKind, OutgoingMail, StoredFile
from interactions.actions.resolve_event import retry_event
from interactions.models import Attachment, Event, InteractionLogEntry
from tests.factories import (
    NOW,
    AttachmentFactory,
    InteractionTemplateFactory,
    PersonFactory,
    RecordingRuleFactory,
    StoredFileFactory,
    TemplateTextFactory,
    seller,
)

pytestmark = pytest.mark.django_db
UPLOAD = "/postponed/files/"


@pytest.fixture(autouse=True)
def user(client):
    user = seller()
    client.force_login(user)
    return user


@pytest.fixture
def template():
    """That of the rule, with a file."""
    template = InteractionTemplateFactory()
    TemplateTextFactory(template=template, subject="Nabídka", body="Posíláme.")
    RecordingRuleFactory(kind=DocumentKind.EMAIL_OUT, template=template)
    AttachmentFactory(
        entry=None, template=template, file=StoredFileFactory(content=b"%PDF-1.7", name="Ceník.pdf")
    )
    return template


@pytest.fixture
def path():
    return f"/contacts/{PersonFactory(email='jana@example.com', language='cs').pk}/email/"


@pytest.fixture
def rule():
    """One whose template has no files."""
    return RecordingRuleFactory(kind=DocumentKind.EMAIL_OUT)


def typed(**fields):
    return {
        "key": uuid.uuid4(), "address": "jana@example.com", "template": "", "language": "cs",
        "subject": "Dobrý den", "body": "Posíláme nabídku.", "log_interaction": "on",
    } | fields  # fmt: skip


def a_file(name="Nabídka č. 5.pdf", content=b"%PDF-1.7 offer"):
    return SimpleUploadedFile(name, content)


def of_template(page):
    return [each["name"] for each in page.context["template_files"]]


def of_form(page):
    return [each["name"] for each in page.context["form_files"]]


def files_of_entry():
    files = Attachment.objects.of_entry(InteractionLogEntry.objects.get())
    return sorted(files.values_list("file__name", flat=True))


@pytest.mark.django_db(transaction=True)
def test_both_arrive_and_are_in_the_log(client, path, template, mail_server):
    page = client.get(path)
    assert of_template(page) == ["Ceník.pdf"]
    form = typed(template=template.pk, seen_files=page.context["seen_files"])
    client.post(UPLOAD, {**form, "files": a_file(), "unkept": "1"})

    client.post(path, form)
    deliver_mails(clock=lambda: NOW)

    [message] = mail_server.accepted
    arrived = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
    assert arrived == {"Ceník.pdf": b"%PDF-1.7", "Nabídka č. 5.pdf": b"%PDF-1.7 offer"}
    assert files_of_entry() == ["Ceník.pdf", "Nabídka č. 5.pdf"]
    # Shared with the template, copied for nobody.
    assert StoredFile.objects.count() == 2
    assert not Attachment.objects.filter(form_key__isnull=False).exists()


def test_without_scripts_the_file_comes_with_the_button(client, path, rule):
    client.post(path, typed(files=a_file()))

    assert OutgoingMail.objects.get().files.get().name == "Nabídka č. 5.pdf"
    assert files_of_entry() == ["Nabídka č. 5.pdf"]


def test_file_stays_while_the_text_is_filled_in_and_goes_by_its_button(client, path, template):
    form = typed(template=template.pk)

    filled = client.post(path, form | {"fill": "1", "files": a_file()})
    assert of_form(filled) == ["Nabídka č. 5.pdf"]
    assert of_template(filled) == ["Ceník.pdf"]
    taken_out = client.post(path, form | {"remove_file": str(Attachment.objects.last().pk)})

    assert of_form(taken_out) == []
    assert taken_out.status_code == 200
    assert "Posíláme nabídku." in taken_out.content.decode()
    assert not OutgoingMail.objects.exists()


def test_bad_input_keeps_the_file(client, path, rule):
    form = typed(subject="")

    refused = client.post(path, form | {"files": a_file()})
    client.post(path, form | {"subject": "Nabídka"})

    assert (refused.status_code, of_form(refused)) == (422, ["Nabídka č. 5.pdf"])
    assert OutgoingMail.objects.get().files.count() == 1


def test_file_that_cannot_be_kept_stops_the_mail_and_the_text_stays(client, path, rule):
    answer = client.post(path, typed(files=a_file(content=b"")))

    assert answer.status_code == 422
    assert "This file is empty: Nabídka č. 5.pdf" in answer.content.decode()
    assert "Posíláme nabídku." in answer.content.decode()
    assert not OutgoingMail.objects.exists()


def test_more_than_a_mail_may_bring_is_said_and_everything_kept(client, path, rule, settings):
    settings.MAIL_FILES_MAX_BYTES = 10

    answer = client.post(path, typed(files=a_file()))

    assert answer.status_code == 422
    assert "Together the files are too large for a mail" in answer.content.decode()
    assert "Posíláme nabídku." in answer.content.decode()
    assert of_form(answer) == ["Nabídka č. 5.pdf"]
    assert not OutgoingMail.objects.exists()


def test_files_of_a_template_that_nobody_has_seen_are_shown_first(client, path, rule, template_b):
    form = typed(template=template_b.pk)

    answer = client.post(path, form)
    assert (answer.status_code, of_template(answer)) == (422, ["Ceník.pdf"])
    assert "Look at them and press Send again." in answer.content.decode()
    client.post(path, form | {"seen_files": answer.context["seen_files"]})

    assert OutgoingMail.objects.get().files.get().name == "Ceník.pdf"


@pytest.fixture
def template_b():
    template = InteractionTemplateFactory()
    file = StoredFileFactory(name="Ceník.pdf")
    AttachmentFactory(entry=None, template=template, file=file)
    return template


def test_recorded_with_the_rule_it_brings_what_the_log_will_show(client, path, template):
    page = client.post(path, typed())
    assert of_template(page) == ["Ceník.pdf"]
    unrecorded = typed(log_interaction="")

    client.post(path, unrecorded)

    assert not OutgoingMail.objects.get().files.exists()


def test_without_a_rule_the_mail_alone_has_the_file(client, path):
    client.post(path, typed(files=a_file()))

    assert OutgoingMail.objects.get().files.count() == 1
    assert not Attachment.objects.exists()
    assert not StoredFile.objects.unused().exists()


def test_entry_that_is_made_later_has_the_files_too(client, path, rule, user):
    rule.template.blocked = True
    rule.template.save()
    client.post(path, typed(files=a_file()))
    assert not InteractionLogEntry.objects.exists()
    rule.template.blocked = False
    rule.template.save()

    retry_event(event=Event.objects.get(), by=seller(roles.SETUP), now=NOW)

    assert files_of_entry() == ["Nabídka č. 5.pdf"]


def test_colleague_gets_nothing_out_of_a_form_that_is_not_his(client, path, rule):
    form = typed()
    client.post(UPLOAD, {**form, "files": a_file(), "unkept": "1"})
    client.force_login(seller())

    client.post(path, form)

    assert OutgoingMail.objects.get().files.count() == 0
    assert Attachment.objects.get().form_key == form["key"]


def test_mail_card_names_the_files(client, path, rule):
    client.post(path, typed(files=a_file()))
    mail = OutgoingMail.objects.get()

    assert "Nabídka č. 5.pdf" in client.get(f"/mail-queue/{mail.pk}/").content.decode()
