"""Keeping what stands in an open form, while it is typed; and saying that it is open."""

import datetime

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.access import require
from crm.refusal import Refusal
from interactions.actions.hold_open import hold_open, let_go
from interactions.actions.postpone import TypedElsewhere, TypedForm, keep_apart, keep_typed
from interactions.forms.interaction_keeping import is_as_stored, is_touched, typed_form_of
from interactions.postponing import RIGHT, may_resume


@require_POST
def keep(request: HttpRequest) -> JsonResponse:
    """Keep the form as JSON: its new version and where it is resumed, or why it was not kept."""
    require(may_resume(request.user), str(RIGHT))
    typed = typed_form_of(request.POST)
    # What was kept once is kept as it is now, also where all of it was taken out again.
    if typed is None or not (typed.version or is_touched(request.POST)):
        return JsonResponse({"kept": False})
    now, leaving = timezone.now(), "left" in request.POST
    try:
        row = keep_typed(typed=typed, by=request.user, now=now, leaving=leaving)
    except Refusal as refusal:
        # Nobody reads the answer any more: what the page says besides what is stored stays.
        if leaving and is_touched(request.POST) and says_more(typed, refusal):
            keep_apart(typed=typed, by=request.user, now=now)
        return JsonResponse({"kept": False, "problem": in_short(refusal)}, status=409)
    local = timezone.localtime(now)
    said = _("Saved %(time)s") % {"time": f"{local.hour}:{local.minute:02d}"}
    resume = row.get_absolute_url()
    told = {"version": row.version, "resume": resume, "said": said, "opened": now.isoformat()}
    return JsonResponse({"kept": True} | told)


def says_more(typed: TypedForm, refusal: Refusal) -> bool:
    """Whether *typed* says anything that is not in the row which refused it."""
    current = refusal.current if isinstance(refusal, TypedElsewhere) else None
    return current is None or not is_as_stored(current, typed)


def in_short(refusal: Refusal) -> str:
    """*refusal* in the line beside the buttons."""
    if isinstance(refusal, TypedElsewhere) and refusal.current:
        return _("Changed in another window. OK or Finish later shows both texts.")
    return str(refusal)


@require_POST
def hold(request: HttpRequest) -> JsonResponse:
    """Say that a form is open, or with `opened`, the mark it made, that it is left."""
    require(may_resume(request.user), str(RIGHT))
    typed = typed_form_of(request.POST)
    opened_at = moment_told(request.POST.get("opened", ""))
    if typed is None:
        return JsonResponse({"opened": ""})
    if opened_at is not None:
        let_go(form_key=typed.key, by=request.user, opened_at=opened_at)
        return JsonResponse({"opened": ""})
    now = timezone.now()
    is_held = hold_open(form_key=typed.key, by=request.user, now=now)
    return JsonResponse({"opened": now.isoformat() if is_held else ""})


def moment_told(text: str) -> datetime.datetime | None:
    """The moment in *text*, None where it names none."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
