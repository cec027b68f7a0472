"""The door for other systems: one event a request, stored before it is acknowledged."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from crm.actions.automatic_user import automatic_user
from interactions.actions.record_event import is_same_event, record_event
from interactions.forms.event import EventForm
from interactions.models import ConnectedSystem, Event

LARGEST_EVENT = 128 * 1024
MINUTE = timezone.timedelta(minutes=1)


class Refused(Exception):
    """The request cannot be served; what is sent back says why."""

    def __init__(self, status: int, sentence: str, **headers: str):
        super().__init__(sentence)
        self.status, self.sentence, self.headers = status, sentence, headers


# The token in the header is all that counts: neither cookie nor session is read, so there is
# nothing that another site could make a browser send.
@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class EventsOfSystems(View):
    """POST one event as JSON; see docs/api-events.md."""

    http_method_names = ("post",)

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> JsonResponse:
        # What is said here is read by programmers, not by the people of the installation.
        with translation.override("en"):
            try:
                return super().dispatch(request, *args, **kwargs)
            except Refused as refused:
                answer = {"error": refused.sentence}
                return JsonResponse(answer, status=refused.status, headers=refused.headers)

    def http_method_not_allowed(self, request, *args, **kwargs):
        raise Refused(405, "Send one event by POST.", Allow="POST")

    def post(self, request: HttpRequest) -> JsonResponse:
        now = timezone.now()
        system = _system_of(request)
        _refuse_flood(system, now)
        form = EventForm.of(_event_in(request))
        if not form.is_valid():
            return JsonResponse({"error": "Not stored.", "fields": form.errors}, status=422)
        draft = form.draft(system)
        event = record_event(draft=draft, by=automatic_user(), now=now)
        if not is_same_event(event, draft):
            raise Refused(409, "An event with this id was told before, with other facts.")
        return _acknowledged(event, is_new=event.stored_at == now)


def _system_of(request: HttpRequest) -> ConnectedSystem:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        system = ConnectedSystem.objects.with_token(token.strip()).first()
        if system is not None:
            return system
    raise Refused(
        401,
        "Send the token of your system: Authorization: Bearer …",
        **{"WWW-Authenticate": "Bearer"},
    )


def _refuse_flood(system: ConnectedSystem, now) -> None:
    limit = settings.EVENTS_PER_MINUTE
    lately = Event.objects.filter(system=system, stored_at__gt=now - MINUTE)
    if lately.order_by()[:limit].count() >= limit:
        raise Refused(429, f"More than {limit} events a minute.", **{"Retry-After": "60"})


def _event_in(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise Refused(415, "Send the event as application/json.")
    if not (request.headers.get("Content-Length") or "").isdigit():
        raise Refused(411, "Say the length of the event in Content-Length.")
    if int(request.headers["Content-Length"]) > LARGEST_EVENT:
        raise Refused(413, f"An event has at most {LARGEST_EVENT} bytes.")
    try:
        event = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "This is not JSON in UTF-8.") from error
    if not isinstance(event, dict):
        raise Refused(400, "Send one event: a JSON object.")
    return event


def _acknowledged(event: Event, *, is_new: bool) -> JsonResponse:
    """That the event is stored; whether it is in the log, and if not, why."""
    answer = {"id": event.key.partition(":")[2], "recorded": event.is_recorded}
    if event.is_recorded:
        answer["interaction"] = event.entry_id
    else:
        answer["problem"] = str(event.get_problem_display())
    return JsonResponse(answer, status=201 if is_new else 200)
