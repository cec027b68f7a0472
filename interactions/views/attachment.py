"""Files of a recorded interaction: added on its card, taken away, downloaded."""

import uuid

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from crm.access import require
from crm.actions.finish_form import AlreadyFinished
from crm.forms.files import FilesField
from crm.ui.messages import tell
from crm.uploads import received_files
from crm.views.files import download
from crm.views.once import OncePage
from interactions.actions.attach import (
    Attached,
    AttachmentStays,
    NothingAttached,
    attach_to_entry,
    remove_attachment,
)
from interactions.models import Attachment, InteractionLogEntry
from interactions.recording import VERB
from interactions.views.access import get_log_entry

RIGHT = gettext_lazy("Create and evaluate interactions")


class FilesForm(forms.Form):
    """Files for a recorded interaction."""

    files = FilesField(label=gettext_lazy("Files"))
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)


class AddFiles(OncePage):
    """More files; the card posts here, and here they are chosen again where they were refused."""

    form_class = FilesForm
    submit_label = gettext_lazy("Attach")

    def load(self, request: HttpRequest, **kwargs) -> InteractionLogEntry:
        entry = get_log_entry(request, kwargs["pk"])
        require(entry.is_within(request.user, VERB), str(RIGHT))
        return entry

    def get_heading(self) -> str:
        return _("Files of interaction %(no)s") % {"no": self.object.pk}

    def form_kwargs(self) -> dict:
        return {"initial": {"key": uuid.uuid4()}}

    def perform_once(self, form: FilesForm) -> Attached:
        received = received_files(self.request)
        if received.left_out and not received.files:
            raise NothingAttached(received.left_out)
        attached = self.attach(
            files=received.files,
            by=self.request.user,
            now=self.now,
            form_key=form.cleaned_data["key"],
        )
        attached.refusals.extend(received.left_out)
        return attached

    def attach(self, **deed) -> Attached:
        """The one call into the verbs."""
        return attach_to_entry(entry=self.object, **deed)

    def tell(self, result: Attached | AlreadyFinished) -> None:
        if not isinstance(result, Attached):
            super().tell(result)
            return
        number = len(result.attachments)
        messages.success(
            self.request,
            ngettext("%(n)d file attached.", "%(n)d files attached.", number) % {"n": number},
        )
        for refusal in result.refusals:
            tell(self.request, str(refusal), level=messages.WARNING)

    def destination(self, result: Attached | AlreadyFinished) -> str:
        return f"{self.object.get_absolute_url()}#files"


def get_attachment(request: HttpRequest, pk: int, attachment_pk: int) -> Attachment:
    """One of the files of the entry *pk*; 404 where this user does not see the entry."""
    entry = get_log_entry(request, pk)
    return get_object_or_404(
        Attachment.objects.of_entry(entry).select_related("file"), pk=attachment_pk
    )


@require_safe
def entry_file(request: HttpRequest, pk: int, attachment_pk: int) -> FileResponse:
    """Download a file of an entry."""
    return download(get_attachment(request, pk, attachment_pk).file)


@require_POST
def remove(request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """Take away a file that one has just attached."""
    attachment = get_attachment(request, pk, attachment_pk)
    try:
        remove_attachment(attachment=attachment, by=request.user, now=timezone.now())
    except AttachmentStays as refusal:
        tell(request, str(refusal), level=messages.WARNING)
    else:
        messages.success(request, _("File removed."))
    return redirect("log_entry", pk=pk)
