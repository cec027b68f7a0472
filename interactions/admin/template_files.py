"""Files of a template in its set-up: added and taken away by the verbs of the product's page."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.admin.rows import RowsField
from crm.forms.files import FilesField
from crm.refusal import Refusal
from crm.uploads import received_files
from interactions.actions.attach import attach_to_template
from interactions.actions.template_files import take_from_template
from interactions.models import Attachment, InteractionTemplate

SHARED = gettext_lazy(
    "What is recorded with the template shares its files; what was recorded before keeps them."
)


def _link(attachment: Attachment) -> str:
    address = reverse("interaction_template_file", args=[attachment.template_id, attachment.pk])
    size = filesizeformat(attachment.file.size)
    return format_html('<a href="{}">{}</a> ({})', address, attachment.file.name, size)


class _FilesToRemove(RowsField):
    def label_from_instance(self, obj: Attachment) -> str:
        return _link(obj)


class TemplateForm(forms.ModelForm):
    """A template with what becomes of its files."""

    remove_files = _FilesToRemove(
        queryset=Attachment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Remove files"),
    )
    files = FilesField(label=gettext_lazy("Add files"), help_text=SHARED)

    class Meta:
        model = InteractionTemplate
        exclude = ()  # noqa: DJ006 - the administration names the fields

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "remove_files" in self.fields:
            self.fields["remove_files"].queryset = files_of(self.instance)


def files_of(template: InteractionTemplate) -> Any:
    """What an interaction gets that is recorded with *template* now."""
    return Attachment.objects.of_template(template).select_related("file")


class TemplateFilesMixin:
    """An administration of templates that gives and takes files."""

    form = TemplateForm

    def get_readonly_fields(self, request, obj=None):
        return (*super().get_readonly_fields(request, obj), "files_now")

    def get_fieldsets(self, request, obj=None):
        if obj and not self.has_change_permission(request, obj):
            fields = ("files_now",)
        elif obj and ("remove_files" in request.POST or files_of(obj).exists()):
            # Somebody else may have taken the last one away: that is said beside the field.
            fields = ("remove_files", "files")
        else:
            fields = ("files",)
        files = (gettext_lazy("Attachments"), {"fields": fields})
        return (*super().get_fieldsets(request, obj), files)

    @admin.display(description=gettext_lazy("Files"))
    def files_now(self, template):
        return format_html_join(", ", "{}", ((_link(each),) for each in files_of(template)))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        now, by = timezone.now(), request.user
        for attachment in form.cleaned_data.get("remove_files") or ():
            take_from_template(attachment=attachment, by=by, now=now)
        self._attach(request, form.instance, now)

    def _attach(self, request, template, now):
        """Give what arrived to the template; what cannot be kept keeps nothing else off."""
        received = received_files(request)
        refusals = list(received.left_out)
        if received.files:
            try:
                attached = attach_to_template(
                    template=template, files=received.files, by=request.user, now=now
                )
                refusals += attached.refusals
            except Refusal as refusal:
                refusals.append(refusal)
        for refusal in refusals:
            self.message_user(request, str(refusal), messages.WARNING)

    def render_change_form(self, request, *args, **kwargs):
        # A browser does not send a file a second time by itself.
        if request.method == "POST" and received_files(request):
            self.message_user(
                request, _("Nothing was saved: choose the files again."), messages.WARNING
            )
        return super().render_change_form(request, *args, **kwargs)
