"""What was typed into a form that was refused, kept until the form is open again.

A refused POST (no session, no valid token) becomes a `Typed`. The page that answers carries it
as hidden fields; once somebody is signed in it waits in his session, and the address of the
form names it by a token, `?reopen=…`. The way and its reasons stand in
docs/decisions/typed-text-survives-sign-in.md.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from crm.ui.addresses import local_address

TOKEN = "reopen"  # noqa: S105 - the name of a parameter, no secret
TYPED = "typed."
LARGEST = 256 * 1024
MOST_FIELDS = 500
MOST_WAITING = 5
WAITS = timedelta(hours=1)

_SALT = "crm.ui.reopening"
_TYPIST = "typist"


@dataclass(frozen=True)
class Typed:
    """The fields of one form: `action` is the path it posts to, `page` where it can be seen."""

    action: str
    page: str
    typist: int | None
    fields: QueryDict

    @property
    def portable(self) -> bool:
        """Whether it is small enough to be carried through a sign-in."""
        return len(self.fields) <= MOST_FIELDS and len(self.fields.urlencode()) <= LARGEST

    @property
    def texts(self) -> list[str]:
        """What a person would miss: the values that hold words, not keys and codes."""
        values = (value for _name, values in self.fields.lists() for value in values)
        return [value for value in values if len(value.split()) > 1]

    def hidden_fields(self) -> Iterator[tuple[str, str]]:
        """The hidden inputs that carry it: where it belongs (signed) and every field as typed."""
        belongs = {"action": self.action, "page": self.page, "typist": self.typist}
        yield TOKEN, signing.dumps(belongs, salt=_SALT)
        for name, values in self.fields.lists():
            yield from ((f"{TYPED}{name}", value) for value in values)


def refused(request: HttpRequest) -> Typed:
    """What was typed into the form that *request* posts; never a password, token or file."""
    fields = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name != "csrfmiddlewaretoken" and "password" not in name.lower():
            fields.setlist(name, values)
    return Typed(request.path, _page_of_form(request), typist_of(request), fields)


def carried(request: HttpRequest) -> Typed | None:
    """What *request* carries in hidden fields, or None."""
    try:
        belongs = signing.loads(request.POST.get(TOKEN, ""), salt=_SALT)
    except signing.BadSignature:
        return None
    fields = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name.startswith(TYPED):
            fields.setlist(name.removeprefix(TYPED), values)
    return Typed(**belongs, fields=fields)


def keep(request: HttpRequest, typed: Typed) -> str:
    """Let *typed* wait in the session; the answer is the address that opens it again."""
    token = secrets.token_urlsafe(9)
    waiting = dict(list(_waiting(request).items())[1 - MOST_WAITING :])
    request.session[TOKEN] = waiting | {
        token: {
            "action": typed.action,
            "typist": typed.typist,
            "fields": typed.fields.urlencode(),
            "until": (timezone.now() + WAITS).timestamp(),
        }
    }
    path, _mark, query = typed.page.partition("?")
    asked = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != TOKEN]
    return f"{path}?{urlencode([*asked, (TOKEN, token)])}"


def reopened_fields(request: HttpRequest, action: str = "") -> QueryDict | None:
    """The fields as they were typed before the session ended, for the form to be bound to; or None.

    A form page calls this when it is read (GET) and shows a form bound to the answer, with
    status 200. Nothing was checked, nothing is submitted: names and values are exactly those the
    browser sent, a one-time key included, passwords and files left out. *action* is the path the
    form posts to where that is not the page itself (a comment on a card, a composer).

    It answers as long as the token stands in the address, for an hour, and to nobody but the
    user who typed. A page that does not call it still shows the text, in a box on top.
    """
    entry = _entry(request)
    if entry is None or entry["action"] != (action or request.path):
        return None
    request.reopened = True  # type: ignore[attr-defined]
    return QueryDict(entry["fields"])


def unclaimed(request: HttpRequest) -> Typed | None:
    """What waits for this page and was not taken by a form on it."""
    entry = None if getattr(request, "reopened", False) else _entry(request)
    if entry is None:
        return None
    return Typed(entry["action"], request.path, entry["typist"], QueryDict(entry["fields"]))


def typist_of(request: HttpRequest) -> int | None:
    """Who works in this browser, also after his session has ended; None where it is not known."""
    value = request.get_signed_cookie(_TYPIST, default="", salt=_SALT)
    return int(value) if value else None


def remember_typist(request: HttpRequest, response: HttpResponse) -> None:
    """Note in the browser who works in it, so that nobody else is shown what he typed."""
    if request.user.is_authenticated and typist_of(request) != request.user.pk:
        response.set_signed_cookie(
            _TYPIST,
            str(request.user.pk),
            salt=_SALT,
            max_age=365 * 24 * 60 * 60,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def _waiting(request: HttpRequest) -> dict:
    now = timezone.now().timestamp()
    waiting = request.session.get(TOKEN, {})
    return {token: entry for token, entry in waiting.items() if entry["until"] > now}


def _entry(request: HttpRequest) -> dict | None:
    token = request.GET.get(TOKEN, "")
    entry = _waiting(request).get(token) if token else None
    mine = entry is not None and entry["typist"] in {None, request.user.pk}
    return entry if mine else None


def _page_of_form(request: HttpRequest) -> str:
    """Where the form can be seen: the address itself if it can be read, else where it stood."""
    view = getattr(request.resolver_match, "func", None)
    if hasattr(getattr(view, "view_class", None), "get"):
        return request.get_full_path()
    stood = local_address(request, request.headers.get("Referer", ""), request.get_full_path())
    parts = urlsplit(stood)
    return parts.path + (f"?{parts.query}" if parts.query else "")
