"""The command that mail servers and clocks call."""

import io
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from crm.models import DocumentKind
from interactions.management.commands import receive_email
from interactions.models import InteractionLogEntry
from tests.factories import PersonFactory, RecordingRuleFactory
from tests.mail_server import free_port

pytestmark = pytest.mark.django_db
MESSAGE = (
    b"From: jana@example.com\nTo: us@ours.example\nSubject: Pumps\n"
    b"Message-ID: <%d@example.com>\n\nDo you have them?\n"
)


@pytest.fixture(autouse=True)
def jana():
    RecordingRuleFactory(kind=DocumentKind.EMAIL_IN)
    return PersonFactory(email="jana@example.com")


@pytest.fixture
def pipe(monkeypatch):
    """Run the command with a message on standard input; what it said."""

    def run(message):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(message)))
        out = io.StringIO()
        call_command("receive_email", stdout=out)
        return out.getvalue()

    return run


@pytest.fixture
def mailbox(imap_server, settings):
    """A mailbox with three new messages."""
    for number in range(3):
        imap_server.put(message=MESSAGE % number)
    settings.IMAP_URL = imap_server.url
    return imap_server


def test_message_on_standard_input_is_recorded(pipe, jana):
    said = pipe(MESSAGE % 1)

    entry = jana.interactions.get()
    assert entry.description == "Pumps"
    assert said == f"jana@example.com: {entry.pk}\n"
    assert pipe(MESSAGE % 1) == "Left out: it was received before.\n"


def test_rest_of_a_large_message_is_taken_and_not_read(pipe, jana):
    pipe(MESSAGE % 1 + b"x" * 30_000_000)

    assert len(jana.interactions.get().comments.get().text) == 20_000


def test_nothing_on_standard_input_is_wrong_use(pipe):
    with pytest.raises(CommandError) as refused:
        pipe(b" \n")

    assert refused.value.returncode == 64


def test_mail_server_keeps_the_message_while_the_database_is_away(pipe, monkeypatch):
    def away(**arguments):
        raise OperationalError("gone")

    monkeypatch.setattr(receive_email, "receive_mail", away)

    with pytest.raises(CommandError) as refused:
        pipe(MESSAGE % 1)
    assert refused.value.returncode == 75


def test_new_messages_of_the_mailbox_are_recorded_and_marked(mailbox, jana):
    call_command("receive_email", "--mailbox", stdout=io.StringIO())

    assert jana.interactions.count() == 3
    assert mailbox.seen == [1, 2, 3]


def test_what_was_read_before_or_is_no_mail_yet_is_left_alone(imap_server, settings):
    imap_server.put("\\Seen", message=MESSAGE % 1)
    imap_server.put("\\Draft", message=MESSAGE % 2)
    settings.IMAP_URL = imap_server.url

    call_command("receive_email", "--mailbox")

    assert not InteractionLogEntry.objects.exists()
    assert imap_server.seen == [1]


def test_beginning_of_a_large_message_in_the_mailbox_is_read(imap_server, settings, jana):
    imap_server.put(message=MESSAGE % 1 + b"x" * 30_000_000)
    settings.IMAP_URL = imap_server.url

    call_command("receive_email", "--mailbox", stdout=io.StringIO())

    assert len(jana.interactions.get().comments.get().text) == 20_000


def test_mailbox_that_refuses_us_is_tried_again_later(mailbox, settings):
    settings.IMAP_URL = mailbox.url.replace("secret", "guessed")

    with pytest.raises(CommandError, match="wrong user or password") as refused:
        call_command("receive_email", "--mailbox")
    assert refused.value.returncode == 75


def test_message_that_was_not_stored_stays_new(mailbox, monkeypatch):
    def away(**arguments):
        raise OperationalError("gone")

    monkeypatch.setattr(receive_email, "receive_mail", away)
    with pytest.raises(CommandError):
        call_command("receive_email", "--mailbox")

    assert mailbox.seen == []
    assert not InteractionLogEntry.objects.exists()


def test_mail_server_that_does_not_answer_is_tried_again_later(settings):
    settings.IMAP_URL = f"imap://us:secret@127.0.0.1:{free_port()}/INBOX"

    with pytest.raises(CommandError, match=r"127\.0\.0\.1: .*refused") as refused:
        call_command("receive_email", "--mailbox")
    assert refused.value.returncode == 75


def test_missing_library_is_named(mailbox, monkeypatch):
    monkeypatch.setitem(sys.modules, "imap_tools", None)

    with pytest.raises(CommandError, match="Install imap-tools"):
        call_command("receive_email", "--mailbox")


def test_mailbox_without_setting_is_wrong_use(settings):
    settings.IMAP_URL = ""

    with pytest.raises(CommandError, match="IMAP_URL is not set") as refused:
        call_command("receive_email", "--mailbox")
    assert refused.value.returncode == 64
