"""The files of a recorded interaction on its card."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.ui.reading import Reading
from interactions.models import Attachment, InteractionLogEntry, InteractionTemplate

VERB = "interactions.record"


def files(request: HttpRequest, entry: InteractionLogEntry) -> dict[str, Any] | None:
    """Every file with its size, who attached it and when; and where more are attached."""
    reading = Reading.of_request(request)
    attachments = Attachment.objects.of_entry(entry).select_related("file", "by")
    rows = [_row(each, entry, request, reading) for each in attachments]
    may_attach = entry.is_within(request.user, VERB)
    if not rows and not may_attach:
        return None
    return {
        "files": rows,
        "url": reverse("log_entry_files", args=[entry.pk]) if may_attach else "",
        "key": uuid.uuid4(),
    }


def _row(
    attachment: Attachment, entry: InteractionLogEntry, request: HttpRequest, reading: Reading
) -> dict[str, Any]:
    address = [entry.pk, attachment.pk]
    removable = attachment.is_removable_by(request.user, reading.now)
    return {
        "name": attachment.file.name,
        "href": reverse("log_entry_file", args=address),
        "said": " · ".join(
            [filesizeformat(attachment.file.size), *_origin_of(attachment, reading)]
        ),
        "removal": reverse("log_entry_file_removal", args=address) if removable else "",
    }


def _origin_of(attachment: Attachment, reading: Reading) -> list[str]:
    """Where a file came from: the template, or somebody at some time."""
    if attachment.template_id:
        return [_("from the template")]
    return [str(attachment.by), reading.full_moment(attachment.at)]


def template_files(request: HttpRequest, template: InteractionTemplate) -> dict[str, Any] | None:
    """What an interaction gets that is recorded with the template now."""
    reading = Reading.of_request(request)
    may_change = request.user.has_perm("interactions.change_interactiontemplate")
    rows = []
    for each in Attachment.objects.of_template(template).select_related("file", "by"):
        address = [template.pk, each.pk]
        said = [filesizeformat(each.file.size), str(each.by), reading.full_moment(each.at)]
        removal = reverse("interaction_template_file_removal", args=address) if may_change else ""
        rows.append(
            {
                "name": each.file.name,
                "href": reverse("interaction_template_file", args=address),
                "said": " · ".join(said),
                "removal": removal,
            }
        )
    if not rows and not may_change:
        return None
    url = reverse("interaction_template_files", args=[template.pk]) if may_change else ""
    return {"files": rows, "url": url, "key": uuid.uuid4()}
