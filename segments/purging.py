"""The job that deletes canceled logged segments: its plugs for the sockets of the ground floor."""

from django.utils.translation import gettext_lazy, ngettext

from crm.models import AuditRecord
from crm.sockets import DeletionJob, Page
from segments.actions.delete_canceled_segments import RIGHT, may_delete_segments
from segments.tasks import go_on_deleting


def told(audit: AuditRecord) -> str:
    """What was really deleted."""
    sentence = ngettext(
        "%(n)d canceled logged segment deleted.",
        "%(n)d canceled logged segments deleted.",
        audit.count,
    )
    return sentence % {"n": audit.count}


JOB = DeletionJob(
    order=20,
    deed=AuditRecord.Deed.DELETE_SEGMENTS,
    heading=RIGHT,
    right=RIGHT,
    allowed=may_delete_segments,
    url_name="delete_canceled_segments",
    list_heading=gettext_lazy("Logged Segments"),
    list_url_name="logged_segment_list",
    everything=gettext_lazy("none: all canceled logged segments within reach"),
    told=told,
    work=go_on_deleting.enqueue,
)
PAGE = Page(
    order=592,
    name=RIGHT,
    url_name=JOB.url_name,
    group="setup",
    icon="trash",
    synonyms=(
        "purge segments",
        "odstranit stornované protokolované segmenty",
        "odstranit zrušené segmenty",
        "zrušené segmenty",
    ),
    allowed=may_delete_segments,
    right=RIGHT,
)
