"""Keeping what stands in an open form, while it is typed."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.access import require
from crm.refusal import Refusal
from interactions.actions.postpone import keep_typed
from interactions.forms.interaction_keeping import is_touched, typed_form_of
from interactions.postponing import RIGHT, may_resume


@require_POST
def keep(request: HttpRequest) -> JsonResponse:
    """Keep the form as JSON: its new version and where it is resumed, or why it was not kept."""
    require(may_resume(request.user), str(RIGHT))
    typed = typed_form_of(request.POST)
    # What was kept once is kept as it is now, also where all of it was taken out again.
    if typed is None or not (typed.version or is_touched(request.POST)):
        return JsonResponse({"kept": False})
    now = timezone.now()
    try:
        row = keep_typed(typed=typed, by=request.user, now=now)
    except Refusal as refusal:
        return JsonResponse({"kept": False, "problem": str(refusal)}, status=409)
    local = timezone.localtime(now)
    said = _("Saved %(time)s") % {"time": f"{local.hour}:{local.minute:02d}"}
    resume = row.get_absolute_url()
    return JsonResponse({"kept": True, "version": row.version, "resume": resume, "said": said})
