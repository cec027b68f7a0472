"""A real SMTP server on loopback that accepts, refuses, stalls, or drops the line.

    def test_refused(mail_server, settings):
        mail_server.behave("refuse")

`mail_server.accepted` are the messages that the server has said yes to, `mail_server.seen` all
those it was given to the last line.
"""

import asyncio
import email
import email.policy
import socket
import time

import pytest
from aiosmtpd.controller import Controller

REFUSAL = "550 5.1.1 No such mailbox here"


class Handler:
    """What the server does with a mail; changed by the test while it runs."""

    def __init__(self):
        self.behaviour, self.accepted, self.seen = "accept", [], []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the library's name
        if self.behaviour == "refuse":
            return REFUSAL
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.seen.append(message)
        if self.behaviour == "refuse after data":
            return "554 5.7.1 Looks like spam"
        if self.behaviour == "drop after data":
            server.transport.abort()
            return "250 OK"
        if self.behaviour == "stall":
            await asyncio.sleep(30)
        self.accepted.append(message)
        return "250 OK"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class MailServer:
    def __init__(self):
        self.handler, self.port = Handler(), free_port()
        self._controller = Controller(self.handler, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    @property
    def accepted(self):
        return self.handler.accepted

    @property
    def seen(self):
        return self.handler.seen

    def behave(self, behaviour):
        self.handler.behaviour = behaviour

    def wait_for_data(self, seconds=20):
        """Wait until the server has been given a whole mail."""
        ends = time.monotonic() + seconds
        while not self.seen and time.monotonic() < ends:
            time.sleep(0.01)
        return bool(self.seen)

    def stop(self):
        if not self._controller.loop.is_closed():
            self._controller.stop(no_assert=True)


@pytest.fixture
def mail_server(settings):
    """The server, and the product set up to send through it."""
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = 1
    yield server
    server.stop()
