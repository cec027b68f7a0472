"""The interaction part of a header or a line in the browser: inherited until somebody says else.

A choice has three sorts of answers: *(inherited)* stands for null, *(none)* for an own blank,
and the values themselves. A blank text, amount or date is inherited.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.forms.amounts import AmountField, typed_amount
from crm.forms.dates import DayInput, TypedDayField
from crm.models import CorrespondenceType, Language
from crm.text import validate_line
from crm.ui.choices import SALESPEOPLE, ChoiceField, offer_choices
from interactions.choices import TEMPLATES
from interactions.merge_fields import validate_merge_fields
from interactions.models import InformationFlow, InitiatedBy

NOTHING = "none"
CHOICES = {
    "language": Language,
    "correspondence_type": CorrespondenceType,
    "information_flow": InformationFlow,
    "initiated_by": InitiatedBy,
}
INHERITED = _("(inherited)")


class OwnChoiceField(forms.ChoiceField):
    """One of *choices*, nothing at all, or what is inherited (None)."""

    def __init__(self, choices: type, **kwargs):
        options = [("", INHERITED), (NOTHING, _("(none)")), *choices.choices]
        super().__init__(choices=options, required=False, **kwargs)

    def clean(self, value: Any) -> str | None:
        chosen = super().clean(value)
        return {"": None, NOTHING: ""}.get(chosen, chosen)

    def prepare_value(self, value: Any) -> str:
        return {None: "", "": NOTHING}.get(value, value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        # An own blank and what is inherited are two answers.
        return self.prepare_value(initial) != (data or "")

    def bound_data(self, data: Any, initial: Any) -> Any:
        # What the browser sent is shown as it is; only a stored value needs to be said.
        return data or None


class OwnLineField(forms.CharField):
    """A line of text; blank is inherited (None)."""

    def __init__(self, *, validators: Sequence[Callable] = (), **kwargs):
        checks = [validate_line, *validators]
        super().__init__(required=False, empty_value=None, validators=checks, **kwargs)


class InteractionPartForm(forms.Form):
    """The fields that header and line share; `values()` is what the verbs take."""

    template = ChoiceField(TEMPLATES, label=_("Interaction Template"), required=False)
    interaction_description = OwnLineField(label=_("Interaction description"), max_length=150)
    # Filled in when it is recorded: a field that does not exist would go out as it was typed.
    subject = OwnLineField(label=_("Subject"), max_length=200, validators=[validate_merge_fields])
    date = TypedDayField(label=_("Date of Interaction"), required=False, widget=DayInput)
    salesperson = ChoiceField(SALESPEOPLE, label=_("Salesperson"), required=False)
    language = OwnChoiceField(Language, label=_("Language"))
    correspondence_type = OwnChoiceField(CorrespondenceType, label=_("Correspondence Type"))
    information_flow = OwnChoiceField(InformationFlow, label=_("Information Flow"))
    initiated_by = OwnChoiceField(InitiatedBy, label=_("Initiated By"))
    cost = AmountField(
        label=_("Cost"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    duration = forms.IntegerField(
        label=_("Duration (min)"), required=False, min_value=0, max_value=100_000
    )

    PART = (
        "template",
        "interaction_description",
        "subject",
        "date",
        "salesperson",
        *CHOICES,
        "cost",
        "duration",
    )

    def __init__(self, *args, user: Any, today: Any, part: Any = None, **kwargs):
        if part is not None:
            kwargs["initial"] = self.stored(part) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["date"].today = today
        offer_choices(self, user)
        for name in ("template", "salesperson"):
            self.fields[name].keep(getattr(part, name, None))

    def say_inherited(self, inherited: Mapping[str, str]) -> None:
        """Show in the empty fields what holds without an own value: names of fields, in words."""
        for name, text in inherited.items():
            field = self.fields[name]
            if isinstance(field, OwnChoiceField):
                said = _("(inherited) %(value)s") % {"value": text}
                field.choices = [("", said), *field.choices[1:]]
            else:
                chosen_by_typing = isinstance(field, ChoiceField)
                hint = "data-placeholder" if chosen_by_typing else "placeholder"
                field.widget.attrs[hint] = text

    def stored(self, part: Any) -> dict:
        """What stands in *part*, as the fields take it."""
        names = [name for name in self.base_fields if hasattr(part, name)]
        stored = {name: getattr(part, name) for name in names}
        for name in ("template", "salesperson"):
            stored[name] = getattr(part, f"{name}_id")
        stored["cost"] = None if part.cost is None else typed_amount(part.cost)
        return stored

    def values(self) -> dict:
        """The cleaned values of the part."""
        return {name: self.cleaned_data[name] for name in self.PART}
