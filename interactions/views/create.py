"""Writing an interaction down: one page, from whatever was at hand."""

from dataclasses import asdict
from functools import cached_property
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.access import require
from crm.actions.finish_form import AlreadyFinished
from crm.forms.due_day import picks
from crm.models import User
from crm.refusal import Refusal
from crm.text import is_key
from crm.ui.messages import tell
from crm.ui.pages import Page
from crm.ui.reopening import reopened_fields
from interactions.actions.cancel import recorded_with
from interactions.actions.correct import NotCorrectable, correct_entry, refuse_uncorrectable
from interactions.actions.files_of_forms import carried_from
from interactions.actions.finish import finish_interaction
from interactions.actions.plan_next_step import planned_after
from interactions.actions.record import was_recorded
from interactions.forms.interaction import DETAILS, FILLED, InteractionForm
from interactions.forms.interaction_filling import STATE, Filled, Filling
from interactions.forms.interaction_start import StartForm, values_of, values_of_step
from interactions.forms.interaction_words import details_in_words, hints, parts_of
from interactions.models import InteractionLogEntry, InteractionTemplate
from interactions.postponing import may_resume
from interactions.recording import RIGHT, may_record
from interactions.views.access import get_log_entry
from interactions.views.call import call_of, sent
from interactions.views.form_files import FormFiles
from interactions.views.way_back import after_recording, where_from

# What an address may say about where a new interaction begins.
BEGINNINGS = (
    "contact",
    "salesperson",
    "template",
    "campaign",
    "call",
    "from",
    "again",
    "corrects",
)
# Buttons that say nothing about whether the form is finished.
UNFINISHED = frozenset({"refill", "more", "keep", "now", "remove_file"})


class InteractionPage(Page):
    """What every request about a new interaction knows: who writes, and where it begins."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        require(may_record(request.user) or self._may_correct(), str(RIGHT))
        return super().dispatch(request, *args, **kwargs)

    def _may_correct(self) -> bool:
        """Who may mark an entry as canceled may also write down what stands in its stead."""
        return self.corrected is not None and self.corrected.is_within(
            self.request.user, "interactions.cancel"
        )

    @cached_property
    def start_form(self) -> StartForm:
        form = StartForm(self.request.GET, user=self.request.user)
        form.full_clean()
        return form

    def _entry_named(self, name: str) -> InteractionLogEntry | None:
        pk = self.request.GET.get(name, "")
        known = is_key(pk)
        return get_log_entry(self.request, int(pk)) if known else None

    @cached_property
    def corrected(self) -> InteractionLogEntry | None:
        """The entry that is corrected, where one is."""
        return self._entry_named("corrects")

    @cached_property
    def copied(self) -> InteractionLogEntry | None:
        """The entry whose every value is taken over."""
        return self.corrected or self._entry_named("again")

    def address(self, url_name: str) -> str:
        """The address of *url_name* that begins where this page begins."""
        known = {name: self.request.GET[name] for name in BEGINNINGS if name in self.request.GET}
        return reverse(url_name) + (f"?{urlencode(known)}" if known else "")

    @cached_property
    def filling(self) -> Filling:
        kept = ("contact", "template", "salesperson", "campaign") if self.copied else ()
        return Filling(
            user=self.request.user,
            now=self.now,
            start=self.start_form.start(self.copied or self._entry_named("from")),
            kept=tuple((name, getattr(self.copied, name)) for name in kept),
        )


class InteractionNew(FormFiles, InteractionPage):
    """The form: opened, filled in anew, recorded."""

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = reopened_fields(request)
        if typed is None and self.corrected:
            try:
                refuse_uncorrectable(entry=self.corrected, by=request.user)
            except NotCorrectable as refusal:
                tell(request, str(refusal), level=messages.WARNING)
                return redirect(self.corrected)
        if self.start_form.errors:
            names = ", ".join(self.start_form.errors)
            messages.info(request, _("Not understood and left out: %(names)s") % {"names": names})
        filled = self._opened() if typed is None else self.filling.filled(typed)
        filled.form.forgive()
        return self.show(filled)

    def post(self, request: HttpRequest) -> HttpResponse:
        asked = request.POST
        filled = self.filling.filled(sent(request), anew="refill" in asked, at_now="now" in asked)
        left_out = self.take_files(filled.form)
        if not UNFINISHED.isdisjoint(asked):
            return self._show_unfinished(filled, left_out)
        if way := self.way_to_leave():
            self.tell_left_out(left_out)
            return way(filled)
        filled.form.refuse_files(left_out)
        return self._finish(filled)

    def _finish(self, filled: Filled) -> HttpResponse:
        """OK: record it, and tell; or show what keeps it from being recorded."""
        if filled.form.is_valid():
            try:
                entry = self._record(filled.form)
            except AlreadyFinished as finished:
                return self._arrived_again(filled, finished)
            except Refusal as refusal:
                self.refuse(filled, refusal)
            else:
                self._tell(entry, filled.form)
                return redirect(after_recording(self.request, filled.form, entry))
        self.keep_refused(filled)
        return self.show(filled, status=422)

    def _show_unfinished(self, filled: Filled, left_out: list[str]) -> HttpResponse:
        """Nobody has said OK: whatever is missing is no mistake yet."""
        if "remove_file" in self.request.POST:
            self.remove_file(filled.form)
        filled.form.forgive()
        filled.form.refuse_files(left_out)
        return self.show(filled)

    def _opened(self) -> Filled:
        if self.copied:
            remarks = self.copied.comments.filter(by=self.copied.recorded_by)
            comment = remarks.values_list("text", flat=True).first() or ""
            # A correction leaves what is planned as it is; who takes back plans again.
            planned = None if self.corrected else planned_after(self.copied)
            values = values_of(self.copied, comment) | values_of_step(planned)
            filled = self.filling.copied(values)
            filled.form.data.setlist("carried", carried_from(self.copied))
        else:
            filled = self.filling.opened()
        if self.copied and not self.corrected:
            others = recorded_with(self.copied).values_list("contact", flat=True)
            filled.form.data.setlist("also_with", [str(key) for key in others])
        filled.form.data["next"] = where_from(self.request)
        filled.form.data["call"] = str(self.start_form.cleaned_data.get("call") or "")
        return filled

    def _record(self, form: InteractionForm) -> InteractionLogEntry:
        deed = {
            "by": self.request.user,
            "now": self.now,
            "form_key": form.cleaned_data["key"],
            "result_path": lambda entry: after_recording(self.request, form, entry),
            "carried": form.data.getlist("carried"),
        }
        if self.corrected:
            return correct_entry(entry=self.corrected, draft=form.draft(), **deed)
        typed = self.typed_over(form)
        return finish_interaction(
            drafts=form.drafts(), version=typed.version if typed else 0, **deed
        )[0]

    def may_keep(self) -> bool:
        """Whether the form is kept while it is open; a correction is not put off."""
        return may_resume(self.request.user) and not self.corrected

    def form_address(self) -> str:
        """Where the form posts to."""
        return self.address("interaction_new")

    def already(self, finished: AlreadyFinished) -> HttpResponse:
        tell(self.request, self._already_in_words(finished), level=messages.INFO)
        return redirect(finished.path)

    def _already_in_words(self, finished: AlreadyFinished) -> str:
        facts = {"user": finished.by, "date": self.reading.full_moment(finished.at)}
        return _("Already recorded by %(user)s, %(date)s.") % facts

    def _arrived_again(self, filled: Filled, finished: AlreadyFinished) -> HttpResponse:
        """A repetition is led to the result; other words stay, and can be recorded besides."""
        if was_recorded(filled.form.draft(), by=finished.by, at=finished.at):
            return self.already(finished)
        filled.form.begin_anew()
        filled.form.add_error(None, self._already_in_words(finished))
        kept = _("What stands below is something else. OK records it as another interaction.")
        filled.form.add_error(None, kept)
        return self.show(filled, status=422)

    def _tell(self, entry: InteractionLogEntry, form: InteractionForm) -> None:
        facts = {"no": entry.pk, "name": entry.contact}
        if self.corrected:
            facts["old"] = self.corrected.pk
            text = _("Interaction %(no)s recorded instead of %(old)s: %(name)s") % facts
            tell(self.request, text, link=(_("Show"), entry.get_absolute_url()))
        else:
            undo = (_("Undo"), reverse("log_entry_undo", args=[entry.pk]))
            text = _("Interaction %(no)s recorded: %(name)s") % facts
            tell(self.request, text, undo=undo)
        if form.cleaned_data["next_step"]:
            due = self.reading.day(form.cleaned_data["next_step_due"])
            step = {"due": due, "step": form.cleaned_data["next_step"]}
            messages.info(self.request, _("Next step, %(due)s: %(step)s") % step)
        if form.shifted:
            moment = self.reading.full_moment(entry.occurred_at)
            text = _("The clocks skipped the time that was typed. Recorded: %(moment)s.")
            messages.info(self.request, text % {"moment": moment})

    def show(self, filled: Filled, status: int = 200) -> HttpResponse:
        form = filled.form
        if not InteractionTemplate.objects.active().exists():
            return no_template(self.request)
        form.point()
        context = {
            "form": form,
            "parts": parts_of(filled, self.reading),
            "details_summary": details_in_words(form, self.reading),
            "due_picks": picks(self.reading.today),
            "details_open": any(name in form.errors for name in DETAILS),
            "corrected": self.corrected,
            "call": call_of(form),
            "elsewhere": self.elsewhere,
            "form_files": self.form_files(form),
            "may_postpone": self.may_keep(),
            "cancel_url": self.cancel_url(form),
            "form_url": self.form_address(),
            "values_url": self.address("interaction_values"),
        }
        return render(self.request, "interactions/interaction_form.html", context, status=status)


def no_template(request: HttpRequest) -> HttpResponse:
    """Without a template nothing can be created: where to set one up, or whom to ask."""
    right = "interactions.add_interactiontemplate"
    backend = "django.contrib.auth.backends.ModelBackend"
    may_set_up = request.user.is_staff and request.user.has_perm(right)
    context = {
        "set_up_url": reverse("admin:interactions_interactiontemplate_add") if may_set_up else "",
        "names": [str(user) for user in User.objects.with_perm(right, backend=backend)],
    }
    return render(request, "interactions/no_template.html", context)


class InteractionValues(InteractionPage):
    """What the form fills in for what is chosen in it, as JSON: a page with scripts asks here."""

    def post(self, request: HttpRequest) -> JsonResponse:
        filled = self.filling.filled(request.POST, at_now="now" in request.POST)
        form = filled.form
        return JsonResponse(
            {
                "values": {name: form.shown(name) for name in FILLED},
                "origins": filled.origins,
                "hints": {name: asdict(hint) for name, hint in hints(form).items()},
                "summary": details_in_words(form, self.reading),
                "state": {name: form.data[name] for name in STATE},
            }
        )
