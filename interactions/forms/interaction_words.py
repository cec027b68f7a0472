"""What the form says about itself: the folded details in words, and hints beside the fields."""

from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_symbol
from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.models import CorrespondenceType
from crm.ui.reading import Reading
from interactions.actions.record import EmailAddressMissing, PrivacyBlocked
from interactions.forms.interaction import DETAILS, InteractionForm
from interactions.forms.interaction_filling import Filled

DRESSES = (
    (forms.Select, "form-select"),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Widget, "form-control"),
)


@dataclass(frozen=True)
class Hint:
    """A sentence beside a field; one that warns says what OK would refuse."""

    text: str = ""
    warns: bool = False


@dataclass(frozen=True)
class Part:
    """A field of the form with what is said about its value."""

    field: forms.BoundField
    label: str
    origin: str
    hint: Hint

    @property
    def control(self) -> SafeString:
        """The field itself in the dress of the house."""
        widget = self.field.field.widget
        css = next(css for sort, css in DRESSES if isinstance(widget, sort))
        return self.field.as_widget(
            attrs={"class": f"{css} is-invalid" if self.field.errors else css}
        )


def parts_of(filled: Filled, reading: Reading) -> dict[str, Part]:
    """Every visible field by its name."""
    found = hints(filled.form)
    currency = get_currency_symbol(reading.currency, locale=reading.language)
    labels = {"cost": _("Cost (%(currency)s)") % {"currency": currency}}
    return {
        field.name: Part(
            field,
            labels.get(field.name, field.label),
            filled.origins.get(field.name, ""),
            found.get(field.name, Hint()),
        )
        for field in filled.form.visible_fields()
    }


def details_in_words(form: InteractionForm, reading: Reading) -> list[str]:
    """The values of the folded fields, short enough to be read in one line."""
    words = (_in_words(form, name, reading) for name in DETAILS)
    return [word for word in words if word]


def _in_words(form: InteractionForm, name: str, reading: Reading) -> str:
    if name == "was_successful":
        return "" if form.typed(name) else _("Attempt failed")
    typed = form.typed(name)
    if not typed:
        return ""
    field = form.fields[name]
    if name == "campaign":
        return str(form.chosen(name) or "")
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(_key(field, typed), ""))
    return _amount_in_words(field, typed, reading)


def _key(field: forms.ChoiceField, typed: str) -> object:
    """The key among the choices that *typed* means: those of evaluations are numbers."""
    return next((key for key, _label in field.choices if str(key) == typed), None)


def _amount_in_words(field: forms.Field, typed: str, reading: Reading) -> str:
    try:
        value = field.clean(typed)
    except ValidationError:
        return typed[:40]
    if isinstance(value, Decimal):
        return reading.money(value) if value else ""
    if isinstance(value, int):
        return reading.minutes(value) if value else ""
    return str(value)


def hints(form: InteractionForm) -> dict[str, Hint]:
    """What is worth knowing before OK, by field."""
    contact = form.chosen("contact")
    if contact is None:
        return {}
    found = {}
    if contact.privacy_blocked:
        found["contact"] = Hint(str(PrivacyBlocked()), warns=True)
    chosen_type = form.typed("correspondence_type")
    if chosen_type == CorrespondenceType.EMAIL and not (contact.email or contact.second_email):
        found["correspondence_type"] = Hint(str(EmailAddressMissing()), warns=True)
    elif contact.correspondence_type and contact.correspondence_type != chosen_type:
        found["correspondence_type"] = Hint(
            _("The contact prefers: %(type)s.")
            % {"type": contact.get_correspondence_type_display()}
        )
    return found
