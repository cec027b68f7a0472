"""Mail goes out at most once, and none is lost without a word."""

import datetime
import threading
from unittest import mock

import pytest
from django.conf import settings
from django.db import connection

from crm.actions.deliver_mails import LOST_AFTER, MOST_TRIES, RETRY_AFTER, deliver_mails
from crm.actions.resend_mail import NotResendable, resend_mail
from crm.file_store import remove_bytes
from crm.models import MailPace, OutgoingMail, StoredFile
from crm.opt_out import opt_out_address
from tests.factories import (
    NOW,
    MailingFactory,
    OutgoingMailFactory,
    PersonFactory,
    SalesDocumentFactory,
    StoredFileFactory,
    seller,
)
from tests.races import Run, start_code

pytestmark = pytest.mark.django_db(transaction=True)
State = OutgoingMail.State
LATER = NOW + LOST_AFTER + datetime.timedelta(seconds=1)
# What a worker does, with the server of the test.
SEND = """
import os, sys, django
django.setup()
from django.conf import settings
from django.core.management import call_command
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sys.argv[1])
call_command("send_mails")
"""


def deliver(now=NOW):
    return deliver_mails(clock=lambda: now)


def state_of(mail):
    mail.refresh_from_db()
    return mail.state


def test_mail_arrives_as_it_was_written(mail_server):
    mail = OutgoingMailFactory(
        address="jana@example.com",
        subject="Nabídka – čerpadla",
        body="Dobrý den,\nposíláme nabídku.",
        reply_to="petr@example.com",
        attachment_name="quote.pdf",
        attachment=b"%PDF-1.7 \x00\xff",
    )

    assert deliver() is None

    [message] = mail_server.accepted
    assert state_of(mail) == State.SENT
    assert (message["To"], message["Reply-To"]) == ("jana@example.com", "petr@example.com")
    assert message["Subject"] == "Nabídka – čerpadla"
    assert "posíláme nabídku" in message.get_body().get_content()
    [attachment] = message.iter_attachments()
    assert attachment.get_filename() == "quote.pdf"
    assert attachment.get_content() == b"%PDF-1.7 \x00\xff"


def mail_with(*files):
    mail = OutgoingMailFactory()
    mail.files.set(files)
    return mail


def test_files_arrive_with_their_names_their_types_and_their_bytes(mail_server):
    mail = mail_with(
        StoredFileFactory(content=b"%PDF-1.7 \x00\xff", name="Nabídka č. 5 – žluť.pdf"),
        StoredFileFactory(content="řádek\r\nx\n".encode(), name="a.txt", content_type="text/plain"),
    )

    deliver()

    [message] = mail_server.accepted
    assert state_of(mail) == State.SENT
    assert [
        (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
        for part in message.iter_attachments()
    ] == [
        ("Nabídka č. 5 – žluť.pdf", "application/pdf", b"%PDF-1.7 \x00\xff"),
        ("a.txt", "text/plain", "řádek\r\nx\n".encode()),
    ]


def cut_short(file):
    StoredFile.objects.filter(pk=file.pk).update(size=file.size + 1)


@pytest.mark.parametrize("spoil", [lambda file: remove_bytes([file.place]), cut_short])
def test_mail_whose_file_is_not_whole_any_more_is_not_sent_without_it(mail_server, spoil):
    file = StoredFileFactory(content=b"%PDF-1.7", name="Ceník.pdf")
    mail = mail_with(file)
    spoil(file)

    deliver()

    assert state_of(mail) == State.FAILED
    assert mail.answer == "The file could not be read, so nothing was sent: Ceník.pdf"
    assert mail_server.seen == []


def test_mail_with_more_than_may_leave_is_not_sent(mail_server, settings):
    settings.MAIL_FILES_MAX_BYTES = 9
    fits = mail_with(StoredFileFactory(content=b"x" * 9))
    mail = mail_with(*[StoredFileFactory(content=b"x" * 5) for _ in range(2)])

    deliver()

    assert (state_of(fits), state_of(mail)) == (State.SENT, State.FAILED)
    assert "too large for a mail" in mail.answer


def test_file_that_a_mail_brings_is_in_use():
    file = StoredFileFactory()
    mail_with(file)

    assert not StoredFile.objects.unused().exists()


def test_mails_leave_in_their_order_and_once(mail_server):
    for number in range(3):
        OutgoingMailFactory(subject=f"Mail {number}")

    deliver()
    deliver()

    assert [message["Subject"] for message in mail_server.accepted] == [
        "Mail 0",
        "Mail 1",
        "Mail 2",
    ]


@pytest.mark.parametrize(
    ("behaviour", "answer"),
    [
        ("refuse", "550 5.1.1 No such mailbox here"),
        ("refuse after data", "554 5.7.1 Looks like spam"),
    ],
)
def test_refused_mail_keeps_the_answer_of_the_server(mail_server, behaviour, answer):
    mail_server.behave(behaviour)
    mail = OutgoingMailFactory()

    deliver()
    deliver(LATER)

    assert (state_of(mail), mail.answer) == (State.FAILED, answer)
    assert mail_server.accepted == []


@pytest.mark.parametrize("behaviour", ["drop after data", "stall"])
def test_mail_without_an_answer_is_unclear_and_not_sent_again(mail_server, behaviour):
    mail_server.behave(behaviour)
    mail = OutgoingMailFactory()

    deliver()
    mail_server.behave("accept")
    deliver(LATER)

    assert state_of(mail) == State.UNCLEAR
    assert mail.answer
    assert len(mail_server.seen) == 1


def test_mail_that_cannot_be_written_does_not_hold_up_the_next(mail_server):
    wrong, right = OutgoingMailFactory(), OutgoingMailFactory()
    OutgoingMail.objects.filter(pk=wrong.pk).update(subject="Hello\nBcc: all@example.com")

    deliver()

    assert (state_of(wrong), state_of(right)) == (State.FAILED, State.SENT)
    assert [message["To"] for message in mail_server.accepted] == [right.address]


def test_server_that_is_away_is_tried_again_and_then_given_up(mail_server):
    mail = OutgoingMailFactory()
    mail_server.stop()

    assert deliver() == NOW + RETRY_AFTER
    assert state_of(mail) == State.PENDING
    assert "was not reached" in mail.answer
    for round_ in range(1, MOST_TRIES):
        deliver(NOW + round_ * RETRY_AFTER)

    assert (state_of(mail), mail.tries) == (State.FAILED, MOST_TRIES)


def test_no_more_leave_in_a_minute_than_is_set(mail_server, settings):
    settings.MAILS_A_MINUTE = 2
    OutgoingMailFactory.create_batch(5)

    assert deliver() == NOW + datetime.timedelta(minutes=1)
    assert len(mail_server.accepted) == 2
    deliver(NOW + datetime.timedelta(seconds=61))

    assert len(mail_server.accepted) == 4


def test_who_opted_out_since_gets_none(mail_server):
    asked_for = OutgoingMailFactory(respects_opt_out=False)
    unasked = OutgoingMailFactory(contact=PersonFactory(email_opt_out_at=NOW))
    asked_for.contact.email_opt_out_at = NOW
    asked_for.contact.save()

    deliver()

    assert (state_of(asked_for), state_of(unasked)) == (State.SENT, State.FAILED)
    assert unasked.answer == "The contact has opted out of e-mail."


def test_blocked_contact_gets_only_the_document_he_asked_for(mail_server):
    blocked = PersonFactory(privacy_blocked=True)
    document = SalesDocumentFactory(contact=blocked)
    invoice = OutgoingMailFactory(contact=blocked, document=document, respects_opt_out=False)
    words = OutgoingMailFactory(contact=blocked, respects_opt_out=False)

    deliver()

    assert (state_of(invoice), state_of(words)) == (State.SENT, State.FAILED)
    assert words.answer == "The contact is blocked for privacy reasons."


def test_mailing_leaves_when_it_is_released_and_after_what_people_sent(mail_server):
    mailing = MailingFactory(released_at=None)
    first = OutgoingMailFactory(mailing=mailing, subject="To many")
    OutgoingMailFactory(subject="To one")

    deliver()
    assert [message["Subject"] for message in mail_server.accepted] == ["To one"]
    assert state_of(first) == State.PENDING

    OutgoingMailFactory(subject="To another one")
    mailing.released_at = NOW
    mailing.save()
    deliver()

    assert [message["Subject"] for message in mail_server.accepted][1:] == [
        "To another one",
        "To many",
    ]


def test_held_mailing_does_not_keep_a_mail_from_being_tried_again(mail_server):
    OutgoingMailFactory(mailing=MailingFactory(released_at=None))
    OutgoingMailFactory(not_before=LATER)

    assert deliver() == LATER


def test_mail_to_many_offers_the_way_out(mail_server, settings):
    settings.BASE_URL = "https://rapport.example.com"
    mail = OutgoingMailFactory(mailing=MailingFactory(), body="We open on Monday.", language="cs")
    OutgoingMailFactory(body="To you alone.")

    deliver()

    alone, to_many = mail_server.accepted
    address = opt_out_address(mail)
    assert address.startswith("https://rapport.example.com/opt-out/")
    assert to_many["List-Unsubscribe"].strip() == f"<{address}>"
    assert to_many["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = to_many.get_body().get_content()
    assert text.startswith("We open on Monday.")
    assert address in text.replace("\r\n", "\n").split("\n")
    assert "List-Unsubscribe" not in alone
    assert "opt-out" not in alone.get_body().get_content()


def test_mail_that_nobody_can_write_fails_and_says_so(mail_server, monkeypatch):
    monkeypatch.setattr("crm.actions.deliver_mails.mail_writers", ())
    mail = OutgoingMailFactory(mailing=MailingFactory(), is_written=False, body="")

    deliver()

    assert state_of(mail) == State.FAILED
    assert mail.answer == "Nobody knows any more what this mail was to say."
    assert mail_server.seen == []


def test_mail_is_on_its_way_on_the_disk_before_the_server_is_spoken_to(mail_server):
    states = []
    OutgoingMailFactory()

    def claim(self, now):
        claimed = real(self, now)
        reader = threading.Thread(target=read_elsewhere, args=(self.pk, states))
        reader.start()
        reader.join()
        return claimed

    real = OutgoingMail.claim
    with mock.patch.object(OutgoingMail, "claim", claim):
        deliver()

    assert states == [State.SENDING]


def read_elsewhere(pk, states):
    """Read the state of a mail as another process does."""
    states.append(OutgoingMail.objects.get(pk=pk).state)
    connection.close()


@pytest.mark.crash
def test_killed_while_sending_it_is_unclear_and_never_sent_by_itself(mail_server):
    mail_server.behave("stall")
    mail = OutgoingMailFactory()
    process = start_code(SEND, str(mail_server.port))
    assert mail_server.wait_for_data(), process.communicate()
    process.kill()
    process.communicate()
    mail_server.behave("accept")
    assert state_of(mail) == State.SENDING

    deliver(mail.sending_at + datetime.timedelta(seconds=5))
    assert state_of(mail) == State.SENDING
    deliver(mail.sending_at + LOST_AFTER + datetime.timedelta(seconds=1))
    assert state_of(mail) == State.UNCLEAR
    deliver(mail.sending_at + 2 * LOST_AFTER)

    assert len(mail_server.seen) == 1


@pytest.mark.crash
def test_killed_between_storing_and_sending_nothing_is_lost_or_doubled(mail_server, kills):
    """Whatever moment the worker dies at: each mail is sent once, or somebody is told."""
    for round_ in range(kills):
        OutgoingMail.objects.all().delete()
        mail_server.seen.clear()
        mails = OutgoingMailFactory.create_batch(6)
        process = start_code(SEND, str(mail_server.port))
        if round_ % 2:
            mail_server.wait_for_data()
        process.kill()
        process.communicate()
        begun = [m.sending_at for m in OutgoingMail.objects.all() if m.sending_at]
        later = max(begun, default=NOW) + LOST_AFTER + datetime.timedelta(seconds=1)

        deliver(later)

        keys = [message["Message-ID"] for message in mail_server.seen]
        ended = set(OutgoingMail.objects.values_list("state", flat=True))
        sent = OutgoingMail.objects.filter(state=State.SENT).count()
        assert len(keys) == len(set(keys))
        assert ended <= {State.SENT, State.UNCLEAR}
        assert sent <= len(keys) <= len(mails)


def claim(pk):
    return OutgoingMail.objects.get(pk=pk).claim(NOW)


def claim_unguarded(pk):
    mail = OutgoingMail.objects.get(pk=pk)
    if mail.state != State.PENDING:
        return False
    OutgoingMail.objects.filter(pk=pk).update(state=State.SENDING)
    return True


@pytest.mark.race
def test_of_two_workers_one_gets_the_mail(racers, race_rounds):
    for _ in range(race_rounds):
        OutgoingMail.objects.all().delete()
        mail = OutgoingMailFactory()

        claims = racers.race(Run(claim, mail.pk), Run(claim, mail.pk))

        assert sorted(each.value for each in claims) == [False, True]


@pytest.mark.race
def test_without_the_guard_both_get_it(racers, race_rounds):
    """The negative control: reading, checking, then writing lets both through."""
    both = 0
    for _ in range(max(race_rounds, 100)):
        mail = OutgoingMailFactory()
        claims = racers.race(Run(claim_unguarded, mail.pk), Run(claim_unguarded, mail.pk))
        both += all(each.value for each in claims)
        if both:
            break

    assert both


def claim_at(pk):
    settings.MAILS_A_MINUTE = 1
    return OutgoingMail.objects.get(pk=pk).claim(NOW)


def claim_without_holding_the_pace(pk):
    with mock.patch.object(MailPace, "hold"):
        return claim_at(pk)


@pytest.mark.race
def test_two_workers_together_keep_to_the_pace(racers, race_rounds):
    """Two mails, two workers, one place in this minute."""
    for _ in range(race_rounds):
        OutgoingMail.objects.all().delete()
        mails = OutgoingMailFactory.create_batch(2)

        claims = racers.race(*[Run(claim_at, mail.pk) for mail in mails])

        assert sorted(each.value for each in claims) == [False, True]


@pytest.mark.race
@pytest.mark.postgres  # SQLite lets one write at a time.
def test_without_holding_it_both_find_the_place_free(racers, race_rounds):
    """The negative control: counting, then taking, takes the same place twice."""
    both = 0
    for _ in range(max(race_rounds, 100)):
        OutgoingMail.objects.all().delete()
        mails = OutgoingMailFactory.create_batch(2)
        claims = racers.race(*[Run(claim_without_holding_the_pace, mail.pk) for mail in mails])
        both += all(each.value for each in claims)
        if both:
            break

    assert both


@pytest.mark.race
def test_two_workers_send_each_mail_once(mail_server):
    OutgoingMailFactory.create_batch(12)
    workers = [start_code(SEND, str(mail_server.port)) for _ in range(2)]
    for worker in workers:
        out, err = worker.communicate(timeout=60)
        assert worker.returncode == 0, out + err

    keys = [message["Message-ID"] for message in mail_server.accepted]
    assert (len(keys), len(set(keys))) == (12, 12)


def test_person_sends_an_unclear_mail_again(mail_server):
    mail = OutgoingMailFactory(state=State.UNCLEAR, answer="?", sending_at=NOW)
    user = seller()

    resend_mail(mail=mail, by=user, now=LATER)
    deliver(LATER)

    assert (state_of(mail), mail.resent_by, mail.resent_at) == (State.SENT, user, LATER)
    assert len(mail_server.accepted) == 1


@pytest.mark.parametrize("state", [State.PENDING, State.SENDING, State.SENT])
def test_nobody_sends_again_what_did_not_fail(state):
    mail = OutgoingMailFactory(state=state)

    with pytest.raises(NotResendable):
        resend_mail(mail=mail, by=seller(), now=NOW)

    assert state_of(mail) == state


def test_answer_that_comes_after_it_was_given_up_is_the_truth():
    mail = OutgoingMailFactory(state=State.SENDING, sending_at=NOW)
    OutgoingMail.objects.update(state=State.UNCLEAR)

    assert mail.end(State.SENT, now=LATER)
    assert state_of(mail) == State.SENT


def test_answer_to_an_earlier_sending_changes_nothing():
    mail = OutgoingMailFactory(state=State.SENDING, sending_at=NOW)
    OutgoingMail.objects.update(state=State.SENDING, sending_at=LATER)

    assert not mail.end(State.FAILED, now=LATER)
    assert state_of(mail) == State.SENDING
