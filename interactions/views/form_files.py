"""Files of a form that is not finished yet: given at once, downloaded, taken out again."""

import uuid
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.access import reach_of, require
from crm.actions.finish_form import AlreadyFinished
from crm.models import User
from crm.refusal import Refusal
from crm.uploads import received_files
from crm.views.files import download
from interactions.actions.files_of_forms import (
    attach_to_form,
    detach_from_form,
    files_of_form,
    files_to_carry,
)
from interactions.actions.postpone import keep_typed
from interactions.forms.interaction import InteractionForm
from interactions.forms.interaction_keeping import typed_form_of
from interactions.models import Attachment, PostponedInteraction
from interactions.postponing import may_resume
from interactions.recording import RIGHT, may_record
from interactions.views.leaving import WaysToLeave


def may_attach(user: User) -> bool:
    """Whoever writes an interaction down; a correction too is one."""
    return may_record(user) or bool(reach_of(user, "interactions.cancel"))


@transaction.atomic
def take_files(request: HttpRequest, *, keep: bool) -> tuple[PostponedInteraction | None, dict]:
    """Store what a form brought, and with *keep* the form itself where it is kept in no row yet.

    Returns that row, and the files with what kept others off.
    """
    typed = typed_form_of(request.POST)
    if typed is None:
        raise Refusal(_("The form arrived without the key that names it. Load the page again."))
    received, deed = received_files(request), {"by": request.user, "now": timezone.now()}
    attached = attach_to_form(form_key=typed.key, files=received.files, **deed)
    attached.refusals.extend(received.left_out)
    row = None
    if keep and attached.attachments and not typed.version:
        with suppress(Refusal):
            row = keep_typed(typed=typed, **deed)
    return row, {"files": attached.attachments, "refusals": attached.refusals}


@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """Take the files of an open form as JSON: each with its name, and what was left out."""
    require(may_attach(request.user), str(RIGHT))
    keep = may_resume(request.user) and "unkept" not in request.POST
    try:
        row, taken = take_files(request, keep=keep)
    except Refusal as refusal:
        return JsonResponse({"files": [], "problems": [str(refusal)]}, status=422)
    answer = {
        "files": [shown(each) for each in taken["files"]],
        "problems": [str(refusal) for refusal in taken["refusals"]],
    }
    if row:
        answer |= {"version": row.version, "resume": row.get_absolute_url()}
    return JsonResponse(answer)


def shown(attachment: Attachment) -> dict[str, Any]:
    """A file as the form lists it."""
    address = [attachment.form_key, attachment.pk]
    return {
        "pk": attachment.pk,
        "name": attachment.file.name,
        "size": filesizeformat(attachment.file.size),
        "href": reverse("form_file", args=address),
        "removal": reverse("form_file_removal", args=address),
    }


def shown_carried(attachment: Attachment, carried: str) -> dict[str, Any]:
    """A file of an entry that the form takes over."""
    entry = carried.split("-", maxsplit=1)[0]
    return {
        "pk": carried,
        "name": attachment.file.name,
        "size": filesizeformat(attachment.file.size),
        "href": reverse("log_entry_file", args=[entry, attachment.pk]),
        "removal": "",
        "carried": carried,
    }


@require_safe
def form_file(request: HttpRequest, key: uuid.UUID, pk: int) -> FileResponse:
    """Download a file of a form that is not finished."""
    files = files_of_form(form_key=key, by=request.user).select_related("file")
    return download(get_object_or_404(files, pk=pk).file)


@require_POST
def remove_form_file(request: HttpRequest, key: uuid.UUID, pk: int) -> JsonResponse:
    """Take a file out of a form."""
    get_object_or_404(files_of_form(form_key=key, by=request.user), pk=pk)
    detach_from_form(form_key=key, attachment=pk, by=request.user)
    return JsonResponse({"removed": True})


class FormFiles(WaysToLeave):
    """What the page of the form does with files: takes them, lists them, takes them out again.

    Without scripts they come with whatever button is pressed.
    """

    def take_files(self, form: InteractionForm) -> list[str]:
        """Store the files that came with the form; why some of them were left out."""
        if not received_files(self.request):
            return []
        try:
            row, taken = take_files(self.request, keep=self.may_keep())
        except AlreadyFinished:
            # What becomes of a form that comes twice is said by whoever handles it.
            return []
        except Refusal as refusal:
            return [str(refusal)]
        if row:
            form.data["version"], self.made_version = str(row.version), row.version
        return [str(refusal) for refusal in taken["refusals"]]

    def tell_left_out(self, problems: list[str]) -> None:
        """Say on the next page which files are not among those that were kept."""
        for problem in problems:
            messages.warning(self.request, problem)

    def remove_file(self, form: InteractionForm) -> None:
        """Take out the file whose button was pressed."""
        named = self.request.POST["remove_file"]
        left = [each for each in form.data.getlist("carried") if each != named]
        form.data.setlist("carried", left)
        typed = typed_form_of(form.data)
        if typed and named.isascii() and named.isdigit() and len(named) < 19:
            detach_from_form(form_key=typed.key, attachment=int(named), by=self.request.user)

    def form_files(self, form: InteractionForm) -> list[dict[str, Any]]:
        """The files that the form has, as its page lists them."""
        typed = typed_form_of(form.data)
        if typed is None:
            return []
        files = []
        if self.request.method == "POST" or form.data.get("version"):
            mine = files_of_form(form_key=typed.key, by=self.request.user)
            files = list(mine.select_related("file"))
        known = {each.file_id for each in files}
        return [shown(each) for each in files] + [
            shown_carried(each, carried)
            for each, carried in self._carried(typed.carried)
            if each.file_id not in known
        ]

    def _carried(self, carried: list[str]) -> list[tuple[Attachment, str]]:
        if not carried:
            return []
        found = files_to_carry(carried=carried, by=self.request.user).select_related("file")
        entry = carried[0].split("-")[0]
        return [(each, f"{entry}-{each.pk}") for each in found]
