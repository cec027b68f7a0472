"""The page of a job that deletes rows for good: ask, show what it would be, delete."""

import uuid
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.access import require
from crm.actions.delete_in_batches import Rows
from crm.actions.finish_form import AlreadyFinished
from crm.forms.deletion import DeletionFilterSet, DeletionForm, strictly
from crm.models import AuditRecord
from crm.refusal import Refusal
from crm.sockets import DeletionJob
from crm.ui.messages import tell
from crm.ui.pages import Page
from crm.ui.table import Column, fields_of, prepare
from crm.views.deletion_progress import address_of, deletions, said

SAMPLE = 20


class DeletionPage(Page):
    """Filters first, then the exact count and a sample, then the deletion.

    A job says how its rows are counted, named and deleted; *until* is the mark up to which rows
    were canceled when the preview was shown.
    """

    job: ClassVar[DeletionJob]
    filterset_class: ClassVar[type[DeletionFilterSet]]
    columns: ClassVar[tuple[Column, ...]]
    template_name: ClassVar[str]

    # What a job says for itself.

    def last_mark(self) -> int:
        """The mark *until* of a preview that is shown now."""
        raise NotImplementedError

    def count(self, filterset: Any, until: int) -> Rows:
        """How many rows of each kind would go, those that are asked for first."""
        raise NotImplementedError

    def sample(self, filterset: Any, until: int) -> QuerySet:
        """The rows that would go, in the order in which they are shown."""
        raise NotImplementedError

    def words(self, number: int) -> tuple[str, str]:
        """That *number* rows would go, and the label of the button that deletes them."""
        raise NotImplementedError

    def start(self, filterset: Any, until: int, key: uuid.UUID) -> AuditRecord:
        """Announce the deletion."""
        raise NotImplementedError

    def delete_now(self, filterset: Any, audit: AuditRecord) -> None:
        """Do a small deletion while the browser waits."""
        raise NotImplementedError

    def is_small(self, filterset: Any, audit: AuditRecord) -> bool:
        """Whether the deletion is done while the browser waits."""
        raise NotImplementedError

    # What all jobs share.

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        require(self.job.allowed(request.user), str(self.job.right))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = "show" in request.GET
        filterset = self.filterset_class(request.GET if asked else None, request=request)
        running = deletions(self.job).filter(by=request.user, finished_at=None)
        context = {
            "job": self.job,
            "list_url": reverse(self.job.list_url_name),
            "page_url": reverse(self.job.url_name),
            "filterset": filterset,
            "helper": filterset.helper,
            "running": [
                (address_of(self.job, audit), said(audit, self.reading)) for audit in running
            ],
            "preview": self.preview(filterset) if asked and filterset.is_valid() else None,
        }
        return render(request, self.template_name, context)

    def preview(self, filterset: DeletionFilterSet) -> dict[str, Any]:
        """The exact count, a sample, and the form that deletes just that."""
        until = self.last_mark()
        parts = self.count(filterset, until)
        kind, number = next(iter(parts.items()))
        del parts[kind]
        sentence, label = self.words(number)
        rows = self.sample(filterset, until).values("pk", *fields_of(self.columns))
        return {
            "words": filterset.words(),
            "number": number,
            "sentence": in_words(sentence, parts),
            "more": beyond_the_sample(number),
            "columns": self.columns,
            "sample": prepare(rows[:SAMPLE], self.columns, self.reading),
            "label": label,
            "form": DeletionForm(
                initial={"query": filterset.query(), "until": until, "key": uuid.uuid4()}
            ),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DeletionForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Show what will be deleted first."))
            return redirect(self.job.url_name)
        try:
            audit = self.begin(**form.cleaned_data)
        except AlreadyFinished as finished:
            messages.info(request, finished.message)
            return redirect(finished.path)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect(self.job.url_name)
        address = address_of(self.job, audit)
        if not audit.is_finished:
            return redirect(address)
        tell(request, self.job.told(audit), link=(_("Show"), address))
        return redirect(self.job.url_name)

    def begin(self, query: str, until: int, key: uuid.UUID) -> AuditRecord:
        """Announce the deletion; do a small one at once, leave a large one to the worker."""
        filterset = strictly(self.filterset_class, query, self.request.user)
        with transaction.atomic():
            audit = self.start(filterset, min(until, self.last_mark()), key)
            small = self.is_small(filterset, audit)
            if not small:
                self.job.work(audit.pk)
        if small:
            self.delete_now(filterset, audit)
            audit.refresh_from_db()
        return audit


def in_words(sentence: str, parts: Rows) -> str:
    """How many rows a deletion would remove, and how much goes with them."""
    return " ".join([sentence, *(f"{kind}: {n}." for kind, n in parts.items() if n)])


def beyond_the_sample(number: int) -> str:
    """How many rows the sample does not show, in words; "" where it shows all."""
    more = number - SAMPLE
    if more <= 0:
        return ""
    return ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}
