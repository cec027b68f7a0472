"""A deletion under way: how far it is, found again after the page was closed, gone on with."""

import math

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.access import require
from crm.models import AuditRecord
from crm.models.audit_record import AuditRecordQuerySet
from crm.sockets import DeletionJob
from crm.ui.reading import Reading


@require_safe
def progress(request: HttpRequest, pk: int, job: DeletionJob) -> HttpResponse:
    """How far a deletion is, or what came of it; a part of the page asks again and again."""
    audit = get_object_or_404(deletions(job).visible_to(request.user), pk=pk)
    reading = Reading.of_request(request)
    context = {
        "job": job,
        "list_url": reverse(job.list_url_name),
        "page_url": reverse(job.url_name),
        "address": address_of(job, audit),
        "continuation": reverse(f"{job.url_name}_continuation", args=[pk]),
        "audit": audit,
        "sentence": job.told(audit) if audit.is_finished else said(audit, reading),
        "rate": reading.number(round(audit.rate())),
        "asked_at": reading.full_moment(audit.at),
        "silent": audit.is_silent(reading.now),
        "may_continue": audit.by == request.user,
    }
    part = "generic/_deletion_progress.html"
    return render(request, part if request.htmx else "generic/deletion_progress.html", context)


@require_POST
def go_on(request: HttpRequest, pk: int, job: DeletionJob) -> HttpResponse:
    """Hand a deletion that nobody works on to the worker again."""
    audit = get_object_or_404(deletions(job), pk=pk, by=request.user)
    require(job.allowed(request.user), str(job.right))
    if audit.is_silent(timezone.now()):
        job.work(audit.pk)
    return redirect(address_of(job, audit))


def deletions(job: DeletionJob) -> AuditRecordQuerySet:
    return AuditRecord.objects.filter(deed=job.deed)


def address_of(job: DeletionJob, audit: AuditRecord) -> str:
    return reverse(f"{job.url_name}_progress", args=[audit.pk])


def said(audit: AuditRecord, reading: Reading) -> str:
    """How far the deletion is, and how long it will take at this rate."""
    facts = {"done": reading.number(audit.count), "total": reading.number(audit.total)}
    if not audit.rate():
        return _("Deleting: %(done)s of %(total)s") % facts
    minutes = math.ceil((audit.total - audit.count) / audit.rate() / 60)
    facts["time"] = reading.minutes(max(minutes, 1))
    return _("Deleting: %(done)s of %(total)s, about %(time)s left") % facts
