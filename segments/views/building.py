"""Building a segment: contacts come and go, the last step is undone."""

import re
from collections.abc import Iterator
from functools import cached_property

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from crm.models import Contact
from crm.refusal import Refusal
from crm.ui.choices import CONTACTS, ChoiceField, offer_choices
from crm.ui.messages import tell
from crm.ui.pages import EditPage, Page
from segments.actions.build import LinesWereChanged, add_contacts, remove_contacts, undo_last_step
from segments.criteria import Criteria, CriteriaRefused
from segments.forms.segment import PasteForm
from segments.models import Segment, SegmentStep
from segments.views.access import get_segment_to_build

Kind = SegmentStep.Kind
COUNTED_UP_TO = 1_000
MOST_PASTED = 100_000
AT_ONCE = 500
_SEPARATORS = re.compile(r"[\s,;]+")


class AddContactForm(forms.Form):
    """One contact, chosen by typing."""

    contact = ChoiceField(CONTACTS, label=gettext_lazy("Contact"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offer_choices(self, user)


def tell_step(request: HttpRequest, segment: Segment, step: SegmentStep) -> None:
    """Say what a step did, with its undo."""
    undo = (_("Undo"), reverse("segment_undo", args=[segment.pk]))
    tell(request, "; ".join(_said(step)), undo=undo)


def _said(step: SegmentStep) -> Iterator[str]:
    if step.kind in (Kind.REDUCE, Kind.REFINE, Kind.REMOVE):
        text, count = ngettext_lazy("%(n)d line removed", "%(n)d lines removed", "n"), step.removed
    else:
        text, count = ngettext_lazy("%(n)d contact added", "%(n)d contacts added", "n"), step.added
    yield str(text % {"n": count})
    if step.skipped:
        text = ngettext_lazy(
            "%(n)d skipped: excluded from segments or blocked",
            "%(n)d skipped: excluded from segments or blocked",
            "n",
        )
        yield str(text % {"n": step.skipped})


class AddContact(EditPage):
    """Add one contact by typing its name; the page comes back for the next one."""

    form_class = AddContactForm

    def load(self, request: HttpRequest, **kwargs) -> Segment:
        return get_segment_to_build(request, kwargs["pk"])

    def get_heading(self) -> str:
        return _("Add contact: segment %(no)s") % {"no": self.object.number}

    def form_kwargs(self) -> dict:
        return {"user": self.request.user}

    def perform(self, form: AddContactForm) -> SegmentStep:
        return add_contacts(
            segment=self.object,
            contacts=Contact.objects.filter(pk=form.cleaned_data["contact"].pk),
            kind=Kind.SEARCH,
            by=self.request.user,
            now=self.now,
        )

    def tell(self, result: SegmentStep) -> None:
        tell_step(self.request, self.object, result)

    def destination(self, result: SegmentStep) -> str:
        return self.object.get_absolute_url()


class PasteContacts(EditPage):
    """Add contacts by numbers or e-mail addresses; what was not found is listed."""

    form_class = PasteForm
    submit_label = gettext_lazy("Add Contacts")
    template_name = "segments/paste.html"

    def load(self, request: HttpRequest, **kwargs) -> Segment:
        return get_segment_to_build(request, kwargs["pk"])

    def get_heading(self) -> str:
        return _("Add pasted contacts: segment %(no)s") % {"no": self.object.number}

    def perform(self, form: PasteForm) -> SegmentStep:
        wanted = [word for word in _SEPARATORS.split(form.cleaned_data["text"]) if word]
        if len(wanted) > MOST_PASTED:
            raise Refusal(_("At most %(n)d at once.") % {"n": MOST_PASTED}, field="text")
        found, self.not_found = self._find(list(dict.fromkeys(wanted)))
        if not found:
            raise Refusal(_("None of these was found."), field="text")
        return add_contacts(
            segment=self.object,
            contacts=Contact.objects.filter(pk__in=found),
            kind=Kind.PASTE,
            by=self.request.user,
            now=self.now,
        )

    def _find(self, wanted: list[str]) -> tuple[set[int], list[str]]:
        """Keys of visible contacts with these numbers or addresses, and what means nobody."""
        keys, known = set(), set()
        visible = Contact.objects.visible_to(self.request.user)
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            lower = [word.lower() for word in some]
            rows = visible.filter(
                Q(number__in=some)
                | Q(email__in=[*some, *lower])
                | Q(second_email__in=[*some, *lower])
            ).values_list("pk", "number", "email", "second_email")
            for pk, *names in rows:
                keys.add(pk)
                known.update(name.lower() for name in names)
        return keys, [word for word in wanted if word.lower() not in known]

    def tell(self, result: SegmentStep) -> None:
        tell_step(self.request, self.object, result)
        if self.not_found:
            shown = ", ".join(self.not_found[:20])
            more = len(self.not_found) - 20
            text = _("Not found: %(names)s") % {"names": shown}
            if more > 0:
                text = _("Not found: %(names)s and %(n)d more") % {"names": shown, "n": more}
            messages.warning(self.request, text)

    def destination(self, result: SegmentStep) -> str:
        return self.object.get_absolute_url()


class ByCriteria(Page):
    """Add, reduce or refine by the contact filter and by what happened, with a live count."""

    headings = {
        "add": gettext_lazy("Add Contacts"),
        "reduce": gettext_lazy("Reduce Contacts"),
        "refine": gettext_lazy("Refine Contacts"),
    }

    def dispatch(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        self.segment = get_segment_to_build(request, pk)
        self.kind = kind
        return super().dispatch(request)

    @cached_property
    def criteria(self) -> Criteria:
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        return Criteria(data, self.request)

    def get(self, request: HttpRequest) -> HttpResponse:
        template = "criteria_count" if request.htmx else "criteria"
        return render(request, f"segments/{template}.html", self.get_context())

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            contacts = self.criteria.contacts(self.now)
            step = self._perform(contacts)
        except Refusal as refusal:
            context = self.get_context() | {"refusal": str(refusal)}
            return render(request, "segments/criteria.html", context, status=422)
        tell_step(request, self.segment, step)
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
            "filter_form": self.criteria.filterset.form,
            "history_form": self.criteria.history_form,
            "count": self._count(),
        }

    def _count(self) -> str:
        """How many contacts match, capped; blank where nothing is asked yet."""
        try:
            contacts = self.criteria.contacts(self.now)
        except CriteriaRefused:
            return ""
        if self.kind != Kind.ADD:
            on_segment = self.segment.lines.kept().values("contact")
            contacts = contacts.filter(pk__in=on_segment)
        count = contacts.order_by().values("pk")[: COUNTED_UP_TO + 1].count()
        said = self.reading.number(min(count, COUNTED_UP_TO))
        return f"{said}+" if count > COUNTED_UP_TO else said


@require_POST
def undo_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the last step; where lines were changed since, the question comes first."""
    segment = get_segment_to_build(request, pk)
    try:
        undo_last_step(
            segment=segment, by=request.user, even_changed=request.POST.get("even_changed") == "1"
        )
    except LinesWereChanged as changed:
        context = {"segment": segment, "question": str(changed)}
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
        tell_step(request, segment, step)
    return redirect(segment)
