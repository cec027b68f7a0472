"""The kinds of fields that the form of an interaction has."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy

from crm.text import validate_line
from crm.ui.choices import ChoiceField
from interactions.models import InteractionLogEntry

# What is said of a row that was chosen and is no longer there, or no longer to be chosen.
GONE = {
    "contact": gettext_lazy(
        "The contact that was chosen is deleted or no longer yours to see. Choose another one."
    ),
    "template": gettext_lazy("This template is no longer in use. Choose another one."),
    "salesperson": gettext_lazy("This salesperson is no longer active. Choose another one."),
    "campaign": gettext_lazy("The campaign that was chosen is gone. Choose another one."),
}


def options(choices, label):
    """One of *choices*, or none of them."""
    return forms.ChoiceField(
        choices=[("", gettext_lazy("(not specified)")), *choices], label=label, required=False
    )


def line(name, label, **kwargs):
    """A text as long as the fact *name* of an entry may be."""
    longest = InteractionLogEntry._meta.get_field(name).max_length
    return forms.CharField(label=label, max_length=longest, validators=[validate_line], **kwargs)


class RowField(ChoiceField):
    """A choice that asks the database once, though others depend on it before it is checked."""

    # What was answered to each value; a form has answers of its own.
    answers: dict[Any, Model | ValidationError | None]

    def to_python(self, value):
        if value not in self.answers:
            try:
                self.answers[value] = super().to_python(value)
            except ValidationError as error:
                self.answers[value] = error
        if isinstance(self.answers[value], ValidationError):
            raise self.answers[value]
        return self.answers[value]
