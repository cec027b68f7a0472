"""Purges and cancellations: two lists for who may read what others did."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access import require
from crm.models import AuditRecord
from crm.ui.keyset import Ordering
from crm.ui.pages import ListPage
from interactions.audit import (
    AUDIT_COLUMNS,
    CANCELLATION_COLUMNS,
    RIGHT,
    AuditRecordFilterSet,
    CancellationFilterSet,
    may_audit,
    with_numbers,
)
from interactions.models import Cancellation

ORDERINGS = {
    "-at": Ordering("at", gettext_lazy("Newest first"), descending=True),
    "at": Ordering("at", gettext_lazy("Oldest first")),
}


class AuditPage(ListPage):
    """What the two lists share: the right, the heading, the tabs."""

    heading = gettext_lazy("Purges and cancellations")
    orderings = ORDERINGS
    template_name = "interactions/audit_list.html"
    url_name: ClassVar[str]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require(may_audit(request.user), str(RIGHT))
        return super().get(request, **kwargs)

    def get_context(self) -> dict[str, Any]:
        tabs = (("audit", _("Purges")), ("audit_cancellations", _("Cancellations")))
        return super().get_context() | {
            "audit_tabs": [(reverse(name), label, name == self.url_name) for name, label in tabs]
        }


class AuditList(AuditPage):
    """What was deleted, by whom, with which filter, and how many rows."""

    model = AuditRecord
    columns = AUDIT_COLUMNS
    filterset_class = AuditRecordFilterSet
    empty_text = gettext_lazy("Nothing was deleted yet.")
    no_match_text = gettext_lazy("No deletion matches the filters.")
    key = "audit"
    url_name = "audit"


class CancellationList(AuditPage):
    """What was marked as canceled, by whom and why; entries are never named here."""

    model = Cancellation
    columns = CANCELLATION_COLUMNS
    filterset_class = CancellationFilterSet
    empty_text = gettext_lazy("Nothing was marked as canceled yet.")
    no_match_text = gettext_lazy("No cancellation matches the filters.")
    search_label = gettext_lazy("Reason")
    key = "audit_cancellations"
    url_name = "audit_cancellations"

    def get_queryset(self) -> QuerySet:
        return with_numbers(Cancellation.objects.all())
