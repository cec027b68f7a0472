"""Receive mail: one message from standard input, or what is new in a mailbox."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.db import OperationalError
from django.utils import timezone, translation

from interactions.actions.receive_mail import receive_mail
from interactions.incoming_mail import READ_OF_A_MESSAGE, IncomingMail
from interactions.mailbox import CannotRead, new_messages

# What mail servers understand: wrong use, and "try again later, I keep the message".
WRONG_USE, TRY_AGAIN = 64, 75


class Command(BaseCommand):
    help = (
        "Records one message from standard input, or with --mailbox what is new in IMAP_URL. "
        "Exit codes: 0 dealt with (also left out), 64 nothing to read or a wrong setting, "
        "75 the database or the mail server does not answer: try again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--mailbox", action="store_true", help="read the unseen messages of IMAP_URL"
        )

    def handle(self, *, mailbox: bool, **options: Any) -> None:
        messages = self._of_mailbox() if mailbox else self._of_standard_input()
        with translation.override(settings.LANGUAGE_CODE):
            try:
                for message in messages:
                    self._receive(message)
            except OperationalError as error:
                raise CommandError(str(error), returncode=TRY_AGAIN) from error

    def _of_standard_input(self) -> Iterator[bytes]:
        message = sys.stdin.buffer.read(READ_OF_A_MESSAGE)
        # A mail server wants to be rid of the rest as well.
        while sys.stdin.buffer.read(READ_OF_A_MESSAGE):
            pass
        if not message.strip():
            raise CommandError("No message on standard input.", returncode=WRONG_USE)
        yield message

    def _of_mailbox(self) -> Iterator[bytes]:
        if not settings.IMAP_URL:
            raise CommandError("IMAP_URL is not set.", returncode=WRONG_USE)
        try:
            yield from new_messages(settings.IMAP_URL)
        except CannotRead as refusal:
            raise CommandError(str(refusal), returncode=TRY_AGAIN) from refusal

    def _receive(self, message: bytes) -> None:
        mail = IncomingMail.read(message)
        received = receive_mail(mail=mail, now=timezone.now())
        if mail.unread_invitation:
            self.stdout.write(f"No invitation: {mail.unread_invitation}.")
        if received.meeting:
            self.stdout.write(f"Meeting: {received.meeting.value}.")
        if received.left_out:
            self.stdout.write(f"Left out: {received.left_out.value}.")
        for event in received.events:
            told = event.entry_id or event.get_problem_display() or "postponed"
            self.stdout.write(f"{event.party}: {told}")
