"""The whole site inside this process: every middleware, every signal, no socket."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.urls import EMPTY
from crm.models import User
from crm.wsgi import application

# Any token will do, as long as cookie and header carry the same one.
CSRF_TOKEN = "b" * 32


@dataclass(frozen=True)
class Answer:
    """What a browser would have got."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Visitor:
    """A signed-in user who asks for pages as a WSGI server would pass his requests on.

    After each answer the response is closed, so that connections go where they go in production.
    """

    def __init__(self, username: str):
        user = User.objects.get(username=username)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        cookies = SimpleCookie()
        cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        cookies[settings.CSRF_COOKIE_NAME] = CSRF_TOKEN
        self._cookies = cookies.output(header="", sep=";").strip()

    def get(self, address: str, **headers: str) -> Answer:
        return self._ask("GET", address, b"", headers)

    def post(self, address: str, fields: dict[str, Any]) -> Answer:
        return self._ask("POST", address, urlencode(fields, doseq=True).encode(), {})

    def download(self, address: str) -> Iterator[bytes]:
        """The parts of a file as they are sent, none of them kept."""
        response = application(self._environ("GET", address, b""), lambda *_head: None)
        if response.status_code != 200:
            raise RuntimeError(f"{address} answers {response.status_code}")
        try:
            yield from response
        finally:
            response.close()

    def empty(self) -> Answer:
        """The page that does nothing."""
        return self.get(EMPTY)

    def queries_of(self, address: str) -> int:
        """How many queries a page asks, those of session and user included."""
        self.get(address)
        with CaptureQueriesContext(connection) as captured:
            answered = self.get(address)
        if answered.status != 200:
            raise RuntimeError(f"{address} answers {answered.status}")
        return len(captured)

    def _ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        environ = self._environ(method, address, body) | {
            f"HTTP_{name.upper()}": value for name, value in headers.items()
        }
        started: list[tuple] = []
        response = application(environ, lambda status, sent: started.append((status, sent)))
        try:
            content = b"".join(response)
        finally:
            response.close()
        status, sent = started[0]
        return Answer(int(status[:3]), dict(sent), content)

    def _environ(self, method: str, address: str, body: bytes) -> dict[str, Any]:
        """The request as a WSGI server passes it on."""
        path, _mark, query = address.partition("?")
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": settings.ALLOWED_HOSTS[0],
            "SERVER_PORT": "80",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": self._cookies,
            "HTTP_X_CSRFTOKEN": CSRF_TOKEN,
            "HTTP_ACCEPT_LANGUAGE": "en",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
        }
