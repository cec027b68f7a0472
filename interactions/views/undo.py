"""Taking back what was just recorded."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.access import require
from interactions.actions.cancel import RIGHT, VERB, take_back
from interactions.views.access import get_log_entry


@require_POST
def undo_recording(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark the entry as canceled and open the form again with its values."""
    entry = get_log_entry(request, pk)
    require(entry.is_within(request.user, VERB), str(RIGHT))
    take_back(entry=entry, by=request.user, now=timezone.now())
    facts = {"no": entry.pk, "name": entry.contact}
    messages.info(request, _("Interaction %(no)s taken back: %(name)s") % facts)
    return redirect(f"{reverse('interaction_new')}?{urlencode({'again': entry.pk})}")
