"""What grows out of a logged segment: its contacts again, by outcome, for newcomers."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from crm.actions.take_number import NumberRefused
from crm.models import Contact
from crm.refusal import Refusal
from crm.ui.choices import ChoiceField, offer_choices
from crm.ui.layouts import FieldsOnly, Section
from crm.ui.pages import EditPage
from interactions.models import Evaluation
from segments.actions.build import add_contacts
from segments.actions.follow_outcomes import follow_outcomes, rerun_for_newcomers
from segments.choices import LOGGED_SEGMENTS
from segments.models import Segment, SegmentStep
from segments.outcomes import Outcomes
from segments.views.access import get_logged_segment_to_change, get_segment_to_build
from segments.views.telling import tell_step


class ReuseForm(forms.Form):
    """Whose contacts are reused."""

    source = ChoiceField(LOGGED_SEGMENTS, label=gettext_lazy("Logged Segment"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].widget.attrs["autofocus"] = True
        offer_choices(self, user)


class ReuseContacts(EditPage):
    """The contacts of a logged segment stand on an active one again."""

    form_class = ReuseForm
    heading = gettext_lazy("Reuse contacts of a logged segment")
    submit_label = gettext_lazy("Add Contacts")
    template_name = "segments/of_segment.html"

    def load(self, request: HttpRequest, **kwargs) -> Segment:
        return get_segment_to_build(request, kwargs["pk"])

    def form_kwargs(self) -> dict:
        return {"user": self.request.user}

    def perform(self, form: ReuseForm) -> SegmentStep:
        source = form.cleaned_data["source"]
        lines = source.lines.kept().visible_to(self.request.user)
        return add_contacts(
            segment=self.object,
            contacts=Contact.objects.filter(pk__in=lines.values("contact")),
            kind=SegmentStep.Kind.REUSE,
            source=source,
            by=self.request.user,
            now=self.now,
        )

    def tell(self, result: SegmentStep) -> None:
        tell_step(self.request, result)

    def destination(self, result: SegmentStep) -> str:
        return self.object.get_absolute_url()


class OutcomeForm(forms.Form):
    """Outcomes of which at least one must hold."""

    evaluation = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Evaluation"), required=False, coerce=int, choices=Evaluation.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    failed = forms.BooleanField(label=gettext_lazy("Attempt failed"), required=False)
    no_answer = forms.BooleanField(
        label=gettext_lazy("No inbound interaction since"), required=False
    )
    copy_interaction = forms.BooleanField(
        label=gettext_lazy("Also copy the interaction part"), required=False
    )

    def outcomes(self) -> Outcomes:
        asked = self.cleaned_data
        return Outcomes(tuple(asked["evaluation"]), asked["failed"], asked["no_answer"])

    @property
    def helper(self) -> FieldsOnly:
        return FieldsOnly(
            Section(_("Outcomes"), "evaluation", "failed", "no_answer"),
            Section(_("New segment"), "copy_interaction"),
        )


class FollowOutcomes(EditPage):
    """A follow-up with those whose interaction came out in a certain way."""

    form_class = OutcomeForm
    submit_label = gettext_lazy("Create Follow-up Segment")
    template_name = "segments/follow_outcomes.html"

    def load(self, request: HttpRequest, **kwargs) -> Segment:
        return get_logged_segment_to_change(request, kwargs["pk"])

    def get_heading(self) -> str:
        return _("Follow-up by outcome: segment %(no)s") % {"no": self.object.number}

    def perform(self, form: OutcomeForm) -> Segment:
        try:
            return follow_outcomes(
                segment=self.object,
                outcomes=form.outcomes(),
                copy_interaction=form.cleaned_data["copy_interaction"],
                by=self.request.user,
                now=self.now,
            )
        except NumberRefused:
            raise Refusal(SERIES_MISSING) from None

    def told(self, result: Segment) -> str:
        return _("Follow-up segment %(no)s created.") % {"no": result.number}


SERIES_MISSING = gettext_lazy(
    "A follow-up segment needs a number series for segments. It is set in the Marketing Setup."
)


@require_POST
def newcomers(request: HttpRequest, pk: int) -> HttpResponse:
    """A segment for those who match the conditions only since this one was logged."""
    segment = get_logged_segment_to_change(request, pk)
    try:
        again = rerun_for_newcomers(segment=segment, by=request.user, now=timezone.now())
    except NumberRefused:
        messages.warning(request, SERIES_MISSING)
        return redirect(segment)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
        return redirect(segment)
    count = again.lines.kept().count()
    said = _("Segment %(no)s created. Newcomers: %(n)d") % {"no": again.number, "n": count}
    messages.success(request, said)
    return redirect(again)
