"""The job that deletes canceled entries: its plugs for the sockets of the ground floor."""

from django.utils.translation import gettext_lazy, ngettext

from crm.models import AuditRecord
from crm.sockets import DeletionJob, Page
from interactions.actions.purge import RIGHT, may_purge
from interactions.tasks import delete_canceled


def told(audit: AuditRecord) -> str:
    """What was really deleted."""
    sentence = ngettext(
        "%(n)d canceled entry deleted.", "%(n)d canceled entries deleted.", audit.count
    )
    return sentence % {"n": audit.count}


JOB = DeletionJob(
    order=10,
    deed=AuditRecord.Deed.PURGE_ENTRIES,
    heading=RIGHT,
    right=RIGHT,
    allowed=may_purge,
    url_name="delete_canceled",
    list_heading=gettext_lazy("Interaction Log Entries"),
    list_url_name="log_entry_list",
    everything=gettext_lazy("none: all canceled entries within reach"),
    told=told,
    work=delete_canceled.enqueue,
    rate_label=gettext_lazy("Entries a second"),
)
PAGE = Page(
    order=590,
    name=RIGHT,
    url_name=JOB.url_name,
    group="setup",
    icon="trash",
    synonyms=(
        "purge",
        "clean up the log",
        "odstranit položky protokolu zrušených interakcí",
        "zrušené položky",
        "stornované interakce",
        "vyčistit protokol",
    ),
    allowed=may_purge,
    right=RIGHT,
)
