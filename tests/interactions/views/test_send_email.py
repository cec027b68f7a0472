"""*Send e-mail* on a contact: what stands in the form is what is sent and recorded."""

import re
import uuid

import pytest

from crm.actions.deliver_mails import deliver_mails
from crm.models import Contact, DocumentKind, OutgoingMail
from interactions.models import Comment, Event, InteractionLogEntry
from tests.factories import (
    NOW,
    InteractionTemplateFactory,
    PersonFactory,
    RecordingRuleFactory,
    TemplateTextFactory,
    seller,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    user = seller(email="petr@example.com")
    client.force_login(user)
    return user


@pytest.fixture
def contact():
    return PersonFactory(
        first_name="Jana", surname="Nová", email="jana@example.com",
        second_email="home@example.com", language="cs", salutation="Vážená paní Nová",
    )  # fmt: skip


@pytest.fixture
def template():
    """That of the rule, with a text in Czech."""
    template = InteractionTemplateFactory(code="EMAIL", description="E-mails")
    TemplateTextFactory(template=template, subject="Nabídka", body="{salutation},\nposíláme.")
    RecordingRuleFactory(kind=DocumentKind.EMAIL_OUT, template=template)
    return template


def path_of(contact):
    return f"/contacts/{contact.pk}/email/"


def typed(**fields):
    return {
        "key": uuid.uuid4(),
        "address": "jana@example.com",
        "template": "",
        "language": "cs",
        "subject": "Dobrý den",
        "body": "Posíláme nabídku.",
        "log_interaction": "on",
    } | fields


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_form_begins_with_the_text_of_the_rule_for_this_contact(client, user, contact, template):
    page = client.get(path_of(contact)).content.decode()

    assert "Vážená paní Nová,\nposíláme." in page
    assert 'value="Nabídka"' in page
    assert "Answers go to: petr@example.com" in page


def test_mail_event_and_entry_are_stored_together(client, user, contact, template):
    answer = client.post(path_of(contact), typed(template=template.pk), follow=True)

    mail, entry = OutgoingMail.objects.get(), InteractionLogEntry.objects.get()
    assert (mail.address, mail.reply_to, mail.subject, mail.respects_opt_out) == (
        "jana@example.com", "petr@example.com", "Dobrý den", True,
    )  # fmt: skip
    assert entry.event_key == mail.key
    assert (entry.contact, entry.template, entry.subject, entry.contacted_via) == (
        contact, template, "Dobrý den", "jana@example.com",
    )  # fmt: skip
    assert (entry.source, entry.document_kind, entry.information_flow) == (
        "mail", "email_out", "outbound",
    )  # fmt: skip
    assert Comment.objects.get().text == "Posíláme nabídku."
    assert Event.objects.get().facts["path"] == f"/mail-queue/{mail.pk}/"
    assert f"Interaction {entry.pk} recorded" in text_of(answer)


@pytest.mark.django_db(transaction=True)
def test_it_arrives_as_it_was_shown(client, user, contact, template, mail_server):
    client.post(path_of(contact), typed(address="home@example.com"))

    deliver_mails(clock=lambda: NOW)

    [message] = mail_server.accepted
    assert (message["To"], message["Subject"]) == ("home@example.com", "Dobrý den")
    assert message.get_body().get_content().strip() == "Posíláme nabídku."
    assert "List-Unsubscribe" not in message


def test_same_form_twice_sends_one_mail(client, user, contact, template):
    form = typed()

    client.post(path_of(contact), form)
    again = client.post(path_of(contact), form, follow=True)

    assert "Already finished by" in text_of(again)
    assert OutgoingMail.objects.count() == InteractionLogEntry.objects.count() == 1


def test_without_a_rule_it_is_sent_and_said_not_to_be_recorded(client, user, contact):
    page = text_of(client.get(path_of(contact)))
    client.post(path_of(contact), typed())

    assert "Nothing will be recorded: no template is set for E-mail sent." in page
    assert OutgoingMail.objects.count() == 1
    assert not InteractionLogEntry.objects.exists()
    assert not Event.objects.exists()


def test_chosen_template_is_the_one_of_the_entry(client, user, contact, template):
    other = InteractionTemplateFactory(description="Offers")

    client.post(path_of(contact), typed(template=other.pk))

    assert InteractionLogEntry.objects.get().template == other


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"subject": "Hello\nBcc: all@example.com"}, "Hello"),
        ({"address": "jana@example.com, all@example.com"}, "Posíláme nabídku."),
        ({"address": "somebody@example.com"}, "Posíláme nabídku."),
        ({"body": " \n"}, "This field is required."),
        ({"key": "1"}, "Posíláme nabídku."),
    ],
)
def test_bad_input_is_refused_with_the_text_kept(client, user, contact, template, wrong, sentence):
    answer = client.post(path_of(contact), typed(**wrong))

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not OutgoingMail.objects.exists()


def test_address_that_changed_meanwhile_is_refused(client, user, contact, template):
    form = typed()
    Contact.objects.update(email="new@example.com")

    assert client.post(path_of(contact), form).status_code == 422
    assert not OutgoingMail.objects.exists()


def test_blocked_contact_is_refused_with_a_sentence_before_and_after(
    client, user, contact, template
):
    Contact.objects.update(privacy_blocked=True)

    page = text_of(client.get(path_of(contact), follow=True))
    answer = client.post(path_of(contact), typed())

    assert "No e-mail: the contact is blocked for privacy reasons." in page
    assert answer.status_code == 422
    assert "No new interactions: the contact is blocked for privacy reasons." in text_of(answer)
    assert not OutgoingMail.objects.exists()


def test_contact_without_an_address_is_said(client, user):
    page = text_of(client.get(path_of(PersonFactory(first_name="Karel")), follow=True))

    assert "No e-mail address is known: Karel" in page


def test_who_opted_out_gets_it_only_with_a_tick(client, user, contact, template):
    Contact.objects.update(email_opt_out_at=NOW)
    page = text_of(client.get(path_of(contact)))

    refused = client.post(path_of(contact), typed())
    assert not OutgoingMail.objects.exists()
    client.post(path_of(contact), typed(despite_opt_out="on"))

    assert "The contact has opted out of e-mail:" in page
    assert "Tick the box to send this one all the same." in text_of(refused)
    assert OutgoingMail.objects.get().respects_opt_out is False


def test_tick_of_a_form_without_it_means_nothing(client, user, contact, template):
    client.post(path_of(contact), typed(despite_opt_out="on"))

    assert OutgoingMail.objects.get().respects_opt_out is True


def test_text_is_filled_in_again_and_nothing_is_sent(client, user, contact, template):
    other = InteractionTemplateFactory()
    TemplateTextFactory(template=other, subject="Pozvánka", body="Přijďte, {first_name}.")
    form = typed(template=other.pk, subject="Nabídka", body="Staré.", fill="1")
    form |= {"filled_subject": "Nabídka", "filled_body": "Staré."}

    page = text_of(client.post(path_of(contact), form))

    assert "Přijďte, Jana." in page
    assert 'value="Pozvánka"' in page
    assert not OutgoingMail.objects.exists()


def test_typed_text_is_kept_when_another_is_filled_in(client, user, contact, template):
    form = typed(template=template.pk, body="Můj text.", filled_body="Jiný.", fill="1")

    page = text_of(client.post(path_of(contact), form))

    assert "Můj text.</textarea>" in page
    assert "Your own text was kept." in page
    assert "Vážená paní Nová, posíláme." in page


def test_template_that_is_not_there_is_said_and_the_text_kept(client, user, contact):
    answer = client.post(path_of(contact), typed(template="999", fill="1"))

    assert answer.status_code == 422
    assert "Posíláme nabídku." in text_of(answer)


def test_missing_text_of_a_language_is_said(client, user, contact, template):
    page = text_of(
        client.post(path_of(contact), typed(template=template.pk, language="de", fill="1"))
    )

    assert "The template has no text in this language." in page
    assert "Posíláme nabídku." in page
