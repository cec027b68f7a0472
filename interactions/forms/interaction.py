"""Everything a person writes down about one interaction."""

import datetime
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.forms.amounts import AmountField
from crm.forms.dates import TypedDayField, TypedTimeField, moment_of
from crm.forms.due_day import DueDayField
from crm.models import Contact, CorrespondenceType, Language, User
from crm.models.fields import LONGEST_TEXT
from crm.refusal import Refusal
from crm.text import validate_line, validate_text
from crm.ui.choices import CAMPAIGNS, CONTACTS, SALESPEOPLE, ChoiceField, Typed, offer_choices
from interactions.choices import TEMPLATES
from interactions.drafts import InteractionDraft, NextStep
from interactions.forms.also_with import also_with_field, drafts_of, others_of
from interactions.forms.call import Call
from interactions.forms.interaction_fields import GONE, RowField, line, options
from interactions.models import (
    Evaluation,
    InformationFlow,
    InitiatedBy,
    PostponedInteraction,
)

# The folded part of the form, in its order.
DETAILS = (
    "language",
    "correspondence_type",
    "contacted_via",
    "information_flow",
    "initiated_by",
    "cost",
    "duration",
    "evaluation",
    "was_successful",
    "campaign",
)
# Fields that the form can fill in by itself; the comment is nobody's but the author's.
FILLED = (
    "contact",
    "template",
    "description",
    "date",
    "time",
    "salesperson",
    "next_step",
    "next_step_due",
    *DETAILS,
)
# Those of them that are no fact of the entry.
PLANNED = frozenset({"next_step", "next_step_due"})
# Due dates have no time of day: noon is the same day in every time zone people work in.
NOON = datetime.time(12)
# A refusal of the verbs speaks of the entry; the form asks the moment in two fields.
FIELD_OF = {"occurred_at": "date"}


class InteractionForm(forms.Form):
    """One interaction as it stands in the browser; `draft()` is what it means."""

    use_required_attribute = False

    contact = RowField(CONTACTS, label=gettext_lazy("Contact"))
    also_with = also_with_field()
    template = RowField(TEMPLATES, label=gettext_lazy("Interaction Template"))
    description = line("description", gettext_lazy("Description"))
    date = TypedDayField(label=gettext_lazy("Date of Interaction"))
    time = TypedTimeField(label=gettext_lazy("Time"), required=False)
    salesperson = RowField(SALESPEOPLE, label=gettext_lazy("Salesperson"))
    language = options(Language.choices, gettext_lazy("Language"))
    correspondence_type = options(CorrespondenceType.choices, gettext_lazy("Correspondence Type"))
    contacted_via = line("contacted_via", gettext_lazy("Contacted Via"), required=False)
    information_flow = options(InformationFlow.choices, gettext_lazy("Information Flow"))
    initiated_by = options(InitiatedBy.choices, gettext_lazy("Initiated By"))
    cost = AmountField(
        label=gettext_lazy("Cost"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    duration = forms.IntegerField(
        label=gettext_lazy("Duration (min)"),
        required=False,
        min_value=0,
        max_value=100_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    evaluation = forms.TypedChoiceField(
        label=gettext_lazy("Evaluation"),
        choices=[("", gettext_lazy("(not specified)")), *Evaluation.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    was_successful = forms.BooleanField(
        label=gettext_lazy("Was Successful"),
        required=False,
        help_text=gettext_lazy("Untick this if you did not reach the contact."),
    )
    campaign = RowField(CAMPAIGNS, label=gettext_lazy("Campaign"), required=False)
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    next_step = forms.CharField(
        label=gettext_lazy("Next Step"),
        required=False,
        max_length=PostponedInteraction._meta.get_field("description").max_length,
        validators=[validate_line],
    )
    next_step_due = DueDayField(label=gettext_lazy("Due"), required=False)

    key = forms.UUIDField(widget=forms.HiddenInput)
    own_fields = forms.CharField(widget=forms.HiddenInput, required=False)
    offered = forms.CharField(widget=forms.HiddenInput, required=False)
    filled_for = forms.CharField(widget=forms.HiddenInput, required=False)
    next = forms.CharField(widget=forms.HiddenInput, required=False)
    call = forms.CharField(widget=forms.HiddenInput, required=False)
    # Of the row in which the form is kept while it is open; blank where none is yet.
    version = forms.CharField(widget=forms.HiddenInput, required=False)
    # The version that a resumed form was opened with: as long as it stands, nothing was saved.
    resumed = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data, *, user: User, now: datetime.datetime, kept=()):
        super().__init__(data)
        self.user, self.now, self.kept = user, now, kept
        self.shifted = False
        for name in ("date", "next_step_due"):
            self.fields[name].today = timezone.localdate(now)
        offer_choices(self, user)
        self.fields["also_with"].offer_to(user)
        for name, row in kept:
            self.fields[name].keep(row)
        for field in self.fields.values():
            if isinstance(field, RowField):
                field.answers = {}
            field.error_messages["required"] = _("Fill in: %(field)s.") % {"field": field.label}
        for name, gone in GONE.items():
            self.fields[name].error_messages["invalid_choice"] = gone
        lost = _("The form arrived without the key that lets it be recorded once. Send it again.")
        self.fields["key"].error_messages |= {"required": lost, "invalid": lost}

    def clean_also_with(self) -> list[Contact]:
        return others_of(self.cleaned_data["also_with"], self.cleaned_data.get("contact"))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("date"):
            local = timezone.localtime(self.now)
            # Without seconds a time of this very minute is not yet to come.
            time = cleaned.get("time") or local.time().replace(second=0, microsecond=0)
            zone = timezone.get_current_timezone()
            cleaned["occurred_at"], self.shifted = moment_of(cleaned["date"], time, zone)
        self._clean_next_step(cleaned)
        return cleaned

    def _clean_next_step(self, cleaned: dict[str, Any]) -> None:
        """A next step says what and when, or nothing."""
        if PLANNED.intersection(self.errors):
            return
        if cleaned.get("next_step") and not cleaned.get("next_step_due"):
            self.add_error("next_step_due", _("Say when the next step is due."))
        if cleaned.get("next_step_due") and not cleaned.get("next_step"):
            self.add_error("next_step", _("Say what the next step is."))

    def forgive(self) -> None:
        """Forget what is wrong: nobody has said yet that the form is finished.

        Words that were typed to choose by still have to be told apart, and what was chosen and
        is there no more is said at once.
        """
        for name, errors in list(self.errors.as_data().items()):
            if any(error.code == "invalid_choice" for error in errors):
                continue
            typed = self.typed(name)
            if not any(isinstance(each, Typed) for each in (typed, *(typed or ()))):
                del self.errors[name]

    def typed(self, name: str) -> str | Typed | None:
        """What the browser sent for a field; None where it sent nothing."""
        widget = self.fields[name].widget
        if isinstance(widget, forms.CheckboxInput):
            return "on" if widget.value_from_datadict(self.data, {}, name) else ""
        return widget.value_from_datadict(self.data, {}, name)

    def point(self) -> None:
        """Put the focus where the hand goes next: a mistake, a choice to make, the text."""
        wanting = [name for name in self.fields if name in self.errors]
        wanting += [name for name in ("contact", "template") if not self.typed(name)]
        self.fields[[*wanting, "comment"][0]].widget.attrs["autofocus"] = True

    def shown(self, name: str) -> Any:
        """The value of a field as a script puts it in; a choice with its label."""
        if isinstance(self.fields[name], ChoiceField):
            row = self.chosen(name)
            return {"id": row.pk, "text": str(row)} if row else None
        return self.typed(name) or ""

    def begin_anew(self) -> None:
        """Be another form with the same words: it can be recorded once as well."""
        self.data["key"], self.data["version"], self.data["resumed"] = str(uuid.uuid4()), "", ""

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal of the verbs beside the field it belongs to."""
        field = FIELD_OF.get(refusal.field, refusal.field)
        self.add_error(field if field in self.fields else None, str(refusal))

    def refuse_files(self, left_out: list[str]) -> None:
        """Say which files were left out and why; what else is wrong is said besides."""
        for problem in left_out:
            self.add_error(None, problem)

    def chosen(self, name: str) -> Any:
        """The row that a choice means as it stands, None where it means none."""
        try:
            return self.fields[name].clean(self.typed(name))
        except ValidationError:
            return None

    def with_values(self, data: QueryDict) -> "InteractionForm":
        """The same form of *data*; rows that are known are not asked for again."""
        other = InteractionForm(data, user=self.user, now=self.now, kept=self.kept)
        for name, field in self.fields.items():
            if isinstance(field, RowField):
                other.fields[name] = field
        return other

    def drafts(self) -> list[InteractionDraft]:
        """What the checked form means, for each of its contacts."""
        return drafts_of(self.draft(), self.cleaned_data["also_with"])

    def draft(self) -> InteractionDraft:
        """What the checked form means for the first of its contacts."""
        facts = self.cleaned_data
        draft = InteractionDraft(
            contact=facts["contact"],
            template=facts["template"],
            occurred_at=facts["occurred_at"],
            description=facts["description"],
            salesperson=facts["salesperson"],
            language=facts["language"],
            correspondence_type=facts["correspondence_type"],
            contacted_via=facts["contacted_via"],
            information_flow=facts["information_flow"],
            initiated_by=facts["initiated_by"],
            cost=facts["cost"] if facts["cost"] is not None else Decimal(0),
            duration=facts["duration"] or 0,
            evaluation=facts["evaluation"],
            attempt_failed=not facts["was_successful"],
            campaign=facts["campaign"],
            comment=facts["comment"],
            next_step=self._next_step(),
        )
        call = Call.typed(facts["call"])
        return call.of(draft, self.now) if call else draft

    def _next_step(self) -> NextStep | None:
        text, day = self.cleaned_data["next_step"], self.cleaned_data["next_step_due"]
        if not text:
            return None
        return NextStep(text=text, due_at=moment_of(day, NOON, timezone.get_current_timezone())[0])
