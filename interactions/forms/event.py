"""What another system may say of an event; docs/api-events.schema.json says the same."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime

from crm.models import DocumentKind
from crm.models.fields import LONGEST_TEXT, MomentField
from crm.text import validate_line, validate_text
from interactions.drafts import EventDraft, Source
from interactions.models import ConnectedSystem

LONGEST_ID = 150
NUMBERS = frozenset({"duration"})


def line(length: int, *, required: bool = False) -> forms.CharField:
    return forms.CharField(max_length=length, required=required, validators=[validate_line])


class MomentWithZone(forms.Field):
    """A moment that says its offset from UTC: 2026-11-03T14:05:00+01:00."""

    default_error_messages = {
        "invalid": "Write a date and time with its offset, like 2026-11-03T14:05:00+01:00."
    }

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            moment = parse_datetime(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return moment


class EventForm(forms.Form):
    """One event as JSON brings it; nothing else may be in it."""

    id = line(LONGEST_ID, required=True)
    kind = forms.ChoiceField(choices=DocumentKind.choices)
    occurred_at = MomentWithZone(validators=MomentField.default_validators)
    contact = line(254, required=True)
    number = line(30)
    description = line(150)
    subject = line(200)
    text = forms.CharField(max_length=LONGEST_TEXT, required=False, validators=[validate_text])
    contacted_via = line(254)
    salesperson = line(20)
    campaign = line(20)
    duration = forms.IntegerField(min_value=0, max_value=100_000, required=False)

    @classmethod
    def of(cls, event: dict[str, Any]) -> "EventForm":
        """The form filled with *event*; values of a wrong type count as errors, not as text."""
        form = cls({name: value for name, value in event.items() if _is_fit(name, value)})
        for name in event.keys() - cls.base_fields.keys():
            form.add_error(None, f"Unknown field: {name[:50]!a}.")
        for name in event.keys() & cls.base_fields.keys():
            if not _is_fit(name, event[name]):
                wanted = "a whole number" if name in NUMBERS else "a text"
                form.errors[name] = form.error_class([f"This must be {wanted}."])
        return form

    def draft(self, system: ConnectedSystem) -> EventDraft:
        """The event as *system* told it; its id is unique among the events of this system."""
        facts = dict(self.cleaned_data)
        return EventDraft(
            key=f"{system.code}:{facts.pop('id')}",
            party=facts.pop("contact"),
            source=Source.EVENT,
            system=system,
            **facts,
        )


def _is_fit(name: str, value: Any) -> bool:
    if name in NUMBERS:
        return type(value) is int or value is None
    return isinstance(value, str)
