"""Files of a template: what is recorded with it from now on shares them."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from crm.access import require
from crm.views.files import download
from interactions.actions.attach import Attached, attach_to_template
from interactions.actions.template_files import take_from_template
from interactions.models import Attachment, InteractionTemplate
from interactions.views.access import get_interaction_template
from interactions.views.attachment import AddFiles

CHANGE = "interactions.change_interactiontemplate"
RIGHT = gettext_lazy("Set up interaction templates")


class AddTemplateFiles(AddFiles):
    """More files for a template."""

    def load(self, request: HttpRequest, **kwargs) -> InteractionTemplate:
        template = get_interaction_template(request, kwargs["pk"])
        require(request.user.has_perm(CHANGE), str(RIGHT))
        return template

    def get_heading(self) -> str:
        return _("Files of the template: %(name)s") % {"name": self.object}

    def attach(self, **deed) -> Attached:
        return attach_to_template(template=self.object, **deed)


def get_template_file(request: HttpRequest, pk: int, attachment_pk: int) -> Attachment:
    """A file that the template *pk* has now."""
    template = get_interaction_template(request, pk)
    files = Attachment.objects.of_template(template).select_related("file")
    return get_object_or_404(files, pk=attachment_pk)


@require_safe
def template_file(request: HttpRequest, pk: int, attachment_pk: int) -> FileResponse:
    """Download a file of a template."""
    return download(get_template_file(request, pk, attachment_pk).file)


@require_POST
def remove_template_file(request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """Give the file to nothing that is recorded later."""
    attachment = get_template_file(request, pk, attachment_pk)
    require(request.user.has_perm(CHANGE), str(RIGHT))
    take_from_template(attachment=attachment, by=request.user, now=timezone.now())
    messages.success(request, _("File removed. What was recorded with it keeps it."))
    return redirect("interaction_template", pk=pk)
