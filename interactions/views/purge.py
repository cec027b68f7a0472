"""Delete Canceled Interaction Log Entries: ask, show what it would be, delete, watch."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.access import require
from crm.actions.finish_form import AlreadyFinished
from crm.models import AuditRecord
from crm.refusal import Refusal
from crm.ui.messages import tell
from crm.ui.pages import Page
from crm.ui.table import Cell, Column, fields_of, prepare
from interactions.actions.purge import (
    RIGHT,
    Pace,
    Rows,
    deletable,
    kind_of,
    last_cancellation,
    may_purge,
    preview_purge,
    purge,
    start_purge,
)
from interactions.forms.purge import (
    LARGEST_KEY,
    CanceledEntryFilterSet,
    facts_of,
    filter_of,
    strict_filter,
)
from interactions.models import InteractionLogEntry
from interactions.tasks import delete_canceled
from interactions.views.purge_progress import address_of, deletions, said, told

SAMPLE = 20
SAMPLE_COLUMNS = (
    Column(
        name="number",
        label=gettext_lazy("No."),
        fields=("pk",),
        cell=lambda row, reading: Cell(str(row["pk"]), reverse("log_entry", args=[row["pk"]])),
    ),
    Column(
        name="occurred_at",
        label=gettext_lazy("Date and time"),
        fields=("occurred_at",),
        cell=lambda row, reading: reading.moment(row["occurred_at"]),
    ),
    Column(
        name="contact",
        label=gettext_lazy("Contact"),
        fields=("contact__name",),
        cell=lambda row, reading: row["contact__name"],
    ),
    Column(
        name="description",
        label=gettext_lazy("Description"),
        fields=("description",),
        cell=lambda row, reading: row["description"],
    ),
    Column(
        name="canceled",
        label=gettext_lazy("Canceled"),
        fields=("cancellation__at", "cancellation__reason"),
        cell=lambda row, reading: " · ".join(
            filter(None, (reading.moment(row["cancellation__at"]), row["cancellation__reason"]))
        ),
    ),
)
# So few are deleted while the browser waits; it takes less time than finding them.
AT_ONCE = 1_000


class DeletionForm(forms.Form):
    """The second step: what was shown, and the one-time key of the showing."""

    query = forms.CharField(required=False, max_length=2_000, widget=forms.HiddenInput)
    until = forms.IntegerField(min_value=0, max_value=LARGEST_KEY, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)


class DeleteCanceled(Page):
    """The job: filters first, then the exact count and a sample, then the deletion."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        require(may_purge(request.user), str(RIGHT))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = "show" in request.GET
        filterset = filter_of(request.GET if asked else None, request)
        shown = asked and filterset.is_valid()
        context = {
            "filterset": filterset,
            "helper": filterset.helper,
            "running": [
                (address_of(audit), said(audit, self.reading))
                for audit in deletions().filter(by=request.user, finished_at=None)
            ],
            "preview": self.preview(filterset) if shown else None,
        }
        return render(request, "interactions/delete_canceled.html", context)

    def preview(self, filterset: CanceledEntryFilterSet) -> dict[str, Any]:
        """The exact count, a sample, and the form that deletes just that."""
        user, until = self.request.user, last_cancellation()
        parts = preview_purge(entries=filterset.qs, by=user, until=until)
        number = parts.pop(kind_of(InteractionLogEntry))
        sample = deletable(filterset.qs, by=user, until=until).newest_first()
        return {
            "words": filterset.words(),
            "number": number,
            "sentence": in_words(number, parts),
            "more": beyond_the_sample(number),
            "columns": SAMPLE_COLUMNS,
            "sample": prepare(
                sample.values("pk", *fields_of(SAMPLE_COLUMNS))[:SAMPLE],
                SAMPLE_COLUMNS,
                self.reading,
            ),
            "label": ngettext("Delete %(n)d entry", "Delete %(n)d entries", number) % {"n": number},
            "form": DeletionForm(
                initial={"query": filterset.query(), "until": until, "key": uuid.uuid4()}
            ),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DeletionForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Show what will be deleted first."))
            return redirect("delete_canceled")
        try:
            audit = self.begin(**form.cleaned_data)
        except AlreadyFinished as finished:
            messages.info(request, finished.message)
            return redirect(finished.path)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect("delete_canceled")
        if not audit.is_finished:
            return redirect("delete_canceled_progress", pk=audit.pk)
        tell(request, told(audit), link=(_("Show"), address_of(audit)))
        return redirect("delete_canceled")

    def begin(self, query: str, until: int, key: uuid.UUID) -> AuditRecord:
        """Announce the deletion; do a small one at once, leave a large one to the worker."""
        filterset = strict_filter(query, self.request.user)
        with transaction.atomic():
            audit = start_purge(
                entries=filterset.qs,
                by=self.request.user,
                now=self.now,
                until=min(until, last_cancellation()),
                facts=facts_of(filterset),
                form_key=key,
                result_path=address_of,
            )
            if audit.total > AT_ONCE:
                delete_canceled.enqueue(audit.pk)
        if audit.total <= AT_ONCE:
            entries, pace = filterset.qs, Pace.of_database()
            purge(entries=entries, audit=audit, pace=pace, clock=timezone.now)
            audit.refresh_from_db()
        return audit


def in_words(entries: int, parts: Rows) -> str:
    """How many entries a deletion would remove, and how much goes with them."""
    sentence = ngettext("%(n)d entry will be deleted.", "%(n)d entries will be deleted.", entries)
    return " ".join(
        [sentence % {"n": entries}, *(f"{kind}: {n}." for kind, n in parts.items() if n)]
    )


def beyond_the_sample(number: int) -> str:
    """How many rows the sample does not show, in words; "" where it shows all."""
    more = number - SAMPLE
    if more <= 0:
        return ""
    return ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}
