"""What the page of a mail does with files: takes them, lists them, takes them out again."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from crm.actions.finish_form import AlreadyFinished
from crm.refusal import Refusal
from crm.text import is_key
from crm.uploads import received_files
from interactions.actions.files_of_forms import detach_from_form, files_of_form
from interactions.actions.mail_files import sign_of
from interactions.forms.send_email import SendEmailForm
from interactions.models import Attachment
from interactions.views.form_files import shown, take_files


def take_files_of_mail(request: HttpRequest) -> list[str]:
    """Store the files that came with a button of the form; why some of them were left out."""
    if not received_files(request):
        return []
    try:
        _row, taken = take_files(request, keep=False)
    except AlreadyFinished:
        # What becomes of a form that comes twice is said by whoever handles it.
        return []
    except Refusal as refusal:
        return [str(refusal)]
    return [str(refusal) for refusal in taken["refusals"]]


def remove_file_of_mail(request: HttpRequest) -> None:
    """Take out the file whose button was pressed."""
    key, named = _key(request.POST.get("key")), request.POST["remove_file"]
    if key and is_key(named):
        detach_from_form(form_key=key, attachment=int(named), by=request.user)


def files_on_page(request: HttpRequest, form: SendEmailForm) -> dict[str, Any]:
    """The files that the form has and those of its template, as the page lists them."""
    key = _key(form["key"].value())
    mine = files_of_form(form_key=key, by=request.user) if key else Attachment.objects.none()
    of_template = form.template_files()
    return {
        "form_files": [shown(each) for each in mine.select_related("file")],
        "template_files": [
            {
                "name": each.file.name,
                "size": filesizeformat(each.file.size),
                "href": reverse("interaction_template_file", args=[each.template_id, each.pk]),
            }
            for each in of_template.select_related("file")
        ],
        "seen_files": sign_of(of_template),
    }


def tell_left_out(request: HttpRequest, problems: list[str]) -> None:
    """Say on the next page which files are not among those that the form has."""
    for problem in problems:
        messages.warning(request, problem)


def _key(value: Any) -> uuid.UUID | None:
    try:
        return forms.UUIDField().clean(value)
    except forms.ValidationError:
        return None
