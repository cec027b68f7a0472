"""*Call*: the form is open while the call lasts, with the number to dial on top."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from phonenumber_field.phonenumber import to_python

from crm.access import require
from crm.models import DocumentKind
from crm.views.access import get_contact
from interactions.forms.call import LONGEST, Call
from interactions.forms.interaction import InteractionForm
from interactions.models import RecordingRule
from interactions.recording import RIGHT, may_record
from interactions.views.way_back import where_from


@require_safe
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a call with the contact *pk*: from this moment its time is measured.

    The moment stands in the address of the form, so a reload does not begin anew.
    """
    contact = get_contact(request, pk)
    require(may_record(request.user), str(RIGHT))
    if not (contact.phone or contact.mobile):
        messages.warning(request, _("No phone number is known: %(name)s") % {"name": contact})
        return redirect(contact)
    rule = RecordingRule.objects.filter(kind=DocumentKind.OUTGOING_CALL).first()
    query = {"contact": contact.pk, "call": Call(timezone.now()), "next": where_from(request)}
    if rule is not None:
        query["template"] = rule.template_id
    return redirect(f"{reverse('interaction_new')}?{urlencode(query)}")


def call_of(form: InteractionForm) -> dict[str, Any] | None:
    """What the page shows of the call that *form* writes down, None where it writes none."""
    begun = Call.typed(form.data.get("call"))
    number = to_python(form.data.get("contacted_via") or "")
    if begun is None:
        return None
    return {
        "began": str(begun),
        "longest": int(LONGEST.total_seconds()),
        "number": str(number) if number else "",
        "href": f"tel:{number.as_e164}" if number and number.is_valid() else "",
    }


def sent(request: HttpRequest) -> QueryDict:
    """What the browser sent; the button *Not reached* says the same as unticking the box."""
    if "not_reached" not in request.POST:
        return request.POST
    data = request.POST.copy()
    data.pop("was_successful", None)
    return data
