"""What an auditor reads: deletions and cancellations, who, when, why and how many."""

import django_filters
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.columns.cells import fields_of_user, name_of_user
from crm.models import AuditRecord, User
from crm.sockets import Page, deletion_jobs
from crm.ui.reading import Reading
from crm.ui.table import Badge, Cell, Column, Row
from interactions.models import Cancellation, InteractionLogEntry

RIGHT = gettext_lazy("View audit records")


def may_audit(user: User) -> bool:
    """Whether *user* may read what others deleted and canceled."""
    return user.has_perm("crm.view_auditrecord")


def _people() -> QuerySet:
    return User.objects.order_by("last_name", "first_name", "username")


class AuditRecordFilterSet(django_filters.FilterSet):
    """What may be asked of deletions."""

    deed = django_filters.ChoiceFilter(choices=AuditRecord.Deed.choices, label=gettext_lazy("Deed"))
    by = django_filters.ModelChoiceFilter(
        queryset=lambda request: _people(), label=gettext_lazy("By")
    )

    class Meta:
        model = AuditRecord
        fields = ()


class CancellationFilterSet(django_filters.FilterSet):
    """What may be asked of cancellations."""

    q = django_filters.CharFilter(
        field_name="reason",
        lookup_expr="icontains",
        max_length=200,
        label=gettext_lazy("Reason"),
    )
    by = django_filters.ModelChoiceFilter(
        queryset=lambda request: _people(), label=gettext_lazy("By")
    )

    class Meta:
        model = Cancellation
        fields = ()


def with_numbers(cancellations: QuerySet) -> QuerySet:
    """How many entries bear each of *cancellations*, and from how many it was taken again."""
    return cancellations.annotate(
        bearing=_number_of("cancellation"),
        restored=_number_of("restoration__cancellation"),
    )


def _number_of(path: str) -> Coalesce:
    """The entries that lead to a cancellation by *path*, counted for each by itself."""
    entries = InteractionLogEntry.objects.filter(**{path: OuterRef("pk")}).order_by()
    return Coalesce(Subquery(entries.values(path).annotate(n=Count("pk")).values("n")), 0)


def _deed(row: Row, reading: Reading) -> Cell:
    label = str(AuditRecord.Deed(row["deed"]).label)
    for job in deletion_jobs:
        if row["deed"] == job.deed:
            return Cell(label, reverse(f"{job.url_name}_progress", args=[row["pk"]]))
    return Cell(label)


def _asked(row: Row, reading: Reading) -> str:
    words = row["facts"].get("words", [])
    return ", ".join(f"{label}: {value}" for label, value in words) or _("all")


def _finished(row: Row, reading: Reading) -> Cell:
    if row["finished_at"] is None:
        return Cell(badges=(Badge(_("Not finished"), "yellow"),))
    return Cell(reading.moment(row["finished_at"]))


AUDIT_COLUMNS = (
    Column(name="deed", label=gettext_lazy("Deed"), fields=("deed",), cell=_deed),
    Column(
        name="at",
        label=gettext_lazy("Begun"),
        fields=("at",),
        cell=lambda row, reading: reading.moment(row["at"]),
        value=lambda row, reading: row["at"],
        sort="at",
    ),
    Column(
        name="by",
        label=gettext_lazy("By"),
        fields=fields_of_user("by"),
        cell=lambda row, reading: name_of_user(row, "by") or _("Command line"),
    ),
    Column(name="asked", label=gettext_lazy("Filters"), fields=("facts",), cell=_asked),
    Column(
        name="total",
        label=gettext_lazy("Expected"),
        fields=("total",),
        cell=lambda row, reading: reading.number(row["total"]),
        value=lambda row, reading: row["total"],
        numeric=True,
    ),
    Column(
        name="count",
        label=gettext_lazy("Deleted"),
        fields=("count",),
        cell=lambda row, reading: reading.number(row["count"]),
        value=lambda row, reading: row["count"],
        numeric=True,
    ),
    Column(
        name="finished_at",
        label=gettext_lazy("Finished"),
        fields=("finished_at",),
        cell=_finished,
        value=lambda row, reading: row["finished_at"],
    ),
)

CANCELLATION_COLUMNS = (
    Column(
        name="at",
        label=gettext_lazy("Canceled"),
        fields=("at",),
        cell=lambda row, reading: reading.moment(row["at"]),
        value=lambda row, reading: row["at"],
        sort="at",
    ),
    Column(
        name="by",
        label=gettext_lazy("By"),
        fields=fields_of_user("by"),
        cell=lambda row, reading: name_of_user(row, "by"),
    ),
    Column(
        name="reason",
        label=gettext_lazy("Reason"),
        fields=("reason",),
        cell=lambda row, reading: row["reason"],
    ),
    Column(
        name="bearing",
        label=gettext_lazy("Canceled entries"),
        fields=("bearing",),
        cell=lambda row, reading: reading.number(row["bearing"]),
        value=lambda row, reading: row["bearing"],
        numeric=True,
    ),
    Column(
        name="restored",
        label=gettext_lazy("Restored entries"),
        fields=("restored",),
        cell=lambda row, reading: reading.number(row["restored"]),
        value=lambda row, reading: row["restored"],
        numeric=True,
    ),
)

PAGE = Page(
    order=595,
    name=gettext_lazy("Purges and cancellations"),
    url_name="audit",
    group="setup",
    icon="shield-lock",
    synonyms=("audit", "deletions", "odstranění a zrušení", "auditní záznamy"),
    allowed=may_audit,
    right=RIGHT,
)
