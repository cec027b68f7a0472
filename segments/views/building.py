"""Building a segment by conditions; lines are removed, the last step is undone."""

from functools import cached_property

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.models import Contact
from crm.refusal import Refusal
from crm.text import is_key
from crm.ui.keyset import Cursor, page_of
from crm.ui.pages import CardPage, Page
from segments.actions.build import LinesWereChanged, add_contacts, remove_contacts, undo_last_step
from segments.criteria import Criteria, CriteriaRefused
from segments.models import SegmentStep
from segments.models.segment_line import Skipped
from segments.steps import sentence_of
from segments.views.access import get_segment, get_segment_to_build
from segments.views.segment import BY_KEY, LINES_ON_A_PAGE
from segments.views.telling import counted, tell_step

Kind = SegmentStep.Kind


class ByCriteria(Page):
    """Add, reduce or refine by the contact filter and by what happened, with a live count."""

    headings = {
        "add": gettext_lazy("Add Contacts"),
        "reduce": gettext_lazy("Reduce Contacts"),
        "refine": gettext_lazy("Refine Contacts"),
    }

    effects = {
        "add": gettext_lazy("Contacts that match are put on the segment."),
        "reduce": gettext_lazy("Lines whose contacts match are taken off the segment."),
        "refine": gettext_lazy("Only lines whose contacts match stay on the segment."),
    }

    def dispatch(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        self.segment = get_segment_to_build(request, pk)
        self.kind = kind
        return super().dispatch(request)

    @cached_property
    def criteria(self) -> Criteria:
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        return Criteria(data, self.request.user, self.now)

    def get(self, request: HttpRequest) -> HttpResponse:
        template = "criteria_count" if request.htmx else "criteria"
        return render(request, f"segments/{template}.html", self.get_context())

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            contacts = self.criteria.contacts()
            step = self._perform(contacts)
        except Refusal as refusal:
            context = self.get_context() | {"refusal": str(refusal)}
            return render(request, "segments/criteria.html", context, status=422)
        tell_step(request, step)
        return redirect(self.segment)

    def _perform(self, contacts) -> SegmentStep:
        verb = add_contacts if self.kind == Kind.ADD else remove_contacts
        return verb(
            segment=self.segment,
            contacts=contacts,
            kind=self.kind,
            by=self.request.user,
            now=self.now,
            query=self.criteria.query,
            history=self.criteria.history,
        )

    def get_context(self) -> dict:
        return {
            "segment": self.segment,
            "kind": self.kind,
            "heading": self.headings[self.kind],
            "effect": self.effects[self.kind],
            "filter_form": self.criteria.filterset.form,
            "history_form": self.criteria.history_form,
            "count": self._count(),
        }

    def _count(self) -> str:
        """How many contacts match, capped; blank where nothing is asked yet."""
        try:
            contacts = self.criteria.contacts()
        except CriteriaRefused:
            return ""
        if self.kind != Kind.ADD:
            on_segment = self.segment.lines.kept().values("contact")
            contacts = contacts.filter(pk__in=on_segment)
        return counted(contacts, self.reading)


@require_POST
def undo_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the last step; where lines were changed since, the question comes first."""
    segment = get_segment_to_build(request, pk)
    step = request.GET.get("step", "")
    seen = int(step) if is_key(step) else None
    even_changed = request.POST.get("even_changed") == "1"
    try:
        undo_last_step(segment=segment, by=request.user, seen=seen, even_changed=even_changed)
    except LinesWereChanged as changed:
        context = {"segment": segment, "question": str(changed), "step": seen}
        return render(request, "segments/undo_question.html", context)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The last step was undone."))
    return redirect(segment)


@require_POST
def remove_lines(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the selected lines off; the step can be undone."""
    segment = get_segment_to_build(request, pk)
    keys = [key for key in request.POST.getlist("selected") if key.isascii() and key.isdigit()]
    chosen = segment.lines.filter(pk__in=[int(key) for key in keys if len(key) < 19])
    try:
        step = remove_contacts(
            segment=segment,
            contacts=Contact.objects.filter(pk__in=chosen.values("contact")),
            kind=Kind.REMOVE,
            by=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        tell_step(request, step)
    return redirect(segment)


class SkippedPage(CardPage):
    """Whom a step left out, and why."""

    template_name = "segments/skipped.html"

    def get(self, request: HttpRequest, pk: int, step: int) -> HttpResponse:
        self.object = get_segment(request, pk)
        self.step = get_object_or_404(self.object.steps, pk=step)
        return render(request, self.template_name, self.get_context())

    def facts(self) -> dict:
        skipped = self.step.skipped_contacts.visible_to(self.request.user)
        ask = self.request.GET.get
        page = page_of(
            skipped,
            BY_KEY,
            ("contact", "contact__name", "contact__number", "reason"),
            after=Cursor.parse(ask("after", ""), skipped, BY_KEY),
            before=Cursor.parse(ask("before", ""), skipped, BY_KEY),
            size=LINES_ON_A_PAGE,
        )
        return {
            "step": sentence_of(self.step, self.reading),
            "rows": [(row, Skipped(row["reason"]).label) for row in page.rows],
            "lines_after": page.next,
            "lines_before": page.previous,
        }
