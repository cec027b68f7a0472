"""A deletion under way: how far it is, found again after the page was closed, gone on with."""

import math

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from crm.access import require
from crm.models import AuditRecord
from crm.models.audit_record import AuditRecordQuerySet
from crm.ui.reading import Reading
from interactions.actions.purge import RIGHT, may_purge
from interactions.tasks import delete_canceled


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a deletion is, or what came of it; a part of the page asks again and again."""
    audit = get_object_or_404(deletions().visible_to(request.user), pk=pk)
    reading = Reading.of_request(request)
    context = {
        "audit": audit,
        "sentence": told(audit) if audit.is_finished else said(audit, reading),
        "rate": reading.number(round(audit.rate())),
        "asked_at": reading.full_moment(audit.at),
        "silent": audit.is_silent(reading.now),
        "may_continue": audit.by == request.user,
    }
    whole = "interactions/delete_canceled_progress.html"
    part = "interactions/_delete_canceled_progress.html"
    return render(request, part if request.htmx else whole, context)


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a deletion that nobody works on to the worker again."""
    audit = get_object_or_404(deletions(), pk=pk, by=request.user)
    require(may_purge(request.user), str(RIGHT))
    if audit.is_silent(timezone.now()):
        delete_canceled.enqueue(audit.pk)
    return redirect("delete_canceled_progress", pk=audit.pk)


def deletions() -> AuditRecordQuerySet:
    return AuditRecord.objects.filter(deed=AuditRecord.Deed.PURGE_ENTRIES)


def address_of(audit: AuditRecord) -> str:
    return reverse("delete_canceled_progress", args=[audit.pk])


def told(audit: AuditRecord) -> str:
    """What was really deleted."""
    sentence = ngettext(
        "%(n)d canceled entry deleted.", "%(n)d canceled entries deleted.", audit.count
    )
    return sentence % {"n": audit.count}


def said(audit: AuditRecord, reading: Reading) -> str:
    """How far the deletion is, and how long it will take at this rate."""
    facts = {"done": reading.number(audit.count), "total": reading.number(audit.total)}
    if not audit.rate():
        return _("Deleting: %(done)s of %(total)s") % facts
    minutes = math.ceil((audit.total - audit.count) / audit.rate() / 60)
    facts["time"] = reading.minutes(max(minutes, 1))
    return _("Deleting: %(done)s of %(total)s, about %(time)s left") % facts
