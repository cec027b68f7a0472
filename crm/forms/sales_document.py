"""A sales document as it is typed: head, lines, and what is made from it."""

import datetime
import uuid
from typing import Any

from babel.core import get_global
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.actions.write_document import SUCCESSORS
from crm.drafts import LineDraft
from crm.forms.amounts import AmountField, typed_amount
from crm.forms.dates import DayInput, TypedDayField, typed_day
from crm.models import MarketingSetup, SalesDocument, SalesDocumentLine, User
from crm.models.number_series import LONGEST_NUMBER
from crm.text import validate_line, validate_text
from crm.ui.choices import CAMPAIGNS, COMPANIES, CONTACTS, SALESPEOPLE, ChoiceField, offer_choices
from crm.ui.layouts import FieldsOnly, Section, row

MOST_LINES = 100
# Empty lines at the end of the form.
LINES_TO_FILL = 3
_RELATIONS = ("contact", "bill_to", "salesperson", "campaign")
_DAYS = ("date", "due_on")
_TEXTS = ("description", "reference", "currency", "note")


def _line(name: str, label: str, **options: Any) -> forms.CharField:
    longest = SalesDocument._meta.get_field(name).max_length
    return forms.CharField(
        **{"label": label, "required": False, "max_length": longest, "validators": [validate_line]}
        | options
    )


class SalesDocumentForm(forms.Form):
    """Who gets the document, when, and what for; the lines are rows of their own."""

    use_required_attribute = False

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    number = _line("number", gettext_lazy("Number"), max_length=LONGEST_NUMBER)
    contact = ChoiceField(CONTACTS, label=gettext_lazy("Contact person"), required=False)
    bill_to = ChoiceField(
        COMPANIES,
        label=gettext_lazy("Bill-to company"),
        required=False,
        help_text=gettext_lazy("Leave it blank for the company of the contact."),
    )
    salesperson = ChoiceField(SALESPEOPLE, label=gettext_lazy("Salesperson"), required=False)
    campaign = ChoiceField(CAMPAIGNS, label=gettext_lazy("Campaign"), required=False)
    date = TypedDayField(label=gettext_lazy("Date"), widget=DayInput)
    due_on = TypedDayField(label=gettext_lazy("Due date"), required=False, widget=DayInput)
    description = _line("description", gettext_lazy("Description"))
    reference = _line("reference", gettext_lazy("Your reference"))
    currency = _line("currency", gettext_lazy("Currency"), required=True)
    note = forms.CharField(
        label=gettext_lazy("Note below the lines"),
        required=False,
        max_length=2_000,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        user: User,
        today: datetime.date,
        document: SalesDocument,
        lines: list[LineDraft],
        setup: MarketingSetup,
    ):
        super().__init__(data, files, initial=_initial(document))
        offer_choices(self, user)
        for name in _RELATIONS:
            self.fields[name].keep(getattr(document, name, None) if document.pk else None)
        for name in _DAYS:
            self.fields[name].today = today
        if document.kind == SalesDocument.Kind.QUOTE:
            self.fields["due_on"].label = _("Valid until")
        self._shape_number(document, setup)
        self.lines = LineFormSet(
            data,
            prefix="lines",
            initial=[_as_typed(draft) for draft in lines],
            form_kwargs={"vat_rate": typed_amount(setup.default_vat_rate)},
        )
        self.helper = FieldsOnly(*self._layout())

    def _shape_number(self, document: SalesDocument, setup: MarketingSetup) -> None:
        """Ask for the number where no series gives one, or where one may be typed."""
        series = setup.series_of_document(document.kind)
        if document.pk or (series and series.default_numbers and not series.manual_numbers):
            del self.fields["number"]
        elif series is None or not series.default_numbers:
            self.fields["number"].required = True
        else:
            self.fields["number"].help_text = _("Leave it blank to get the next one.")

    def _layout(self) -> tuple:
        number = ("number",) if "number" in self.fields else ()
        return (
            "key",
            "seen",
            Section(_("To whom"), row("contact", "bill_to"), row("salesperson", "campaign")),
            Section(
                _("Document"),
                row(*number, "date", "due_on", "currency"),
                row("description", "reference"),
            ),
        )

    def clean_currency(self) -> str:
        currency = self.cleaned_data["currency"].upper()
        if currency not in get_global("all_currencies"):
            raise ValidationError(_("Three letters of a currency, for example CZK."), "currency")
        return currency

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.lines.is_valid()])

    def show_version(self, version: int) -> None:
        """Let saving once more replace what somebody else has saved meanwhile."""
        self.data = self.data.copy()
        self.data["seen"] = str(version)

    def values(self) -> dict[str, Any]:
        """The fields of the document, as the verbs take them."""
        return {name: self.cleaned_data[name] for name in (*_RELATIONS, *_DAYS, *_TEXTS)}


class LineForm(forms.Form):
    """One line; an empty one is left out."""

    use_required_attribute = False

    text = forms.CharField(
        label=gettext_lazy("Text"), required=False, max_length=200, validators=[validate_line]
    )
    quantity = AmountField(
        label=gettext_lazy("Quantity"), required=False, max_digits=10, decimal_places=3
    )
    unit = forms.CharField(
        label=gettext_lazy("Unit"), required=False, max_length=10, validators=[validate_line]
    )
    unit_price = AmountField(
        label=gettext_lazy("Unit price"),
        required=False,
        max_digits=12,
        decimal_places=4,
        min_value=0,
    )
    discount = AmountField(
        label=gettext_lazy("Discount %"),
        required=False,
        max_digits=5,
        decimal_places=2,
        min_value=0,
        max_value=100,
    )
    vat_rate = AmountField(
        label=gettext_lazy("VAT %"),
        required=False,
        max_digits=5,
        decimal_places=2,
        min_value=0,
        max_value=100,
    )

    def __init__(self, *args, vat_rate: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["vat_rate"].initial = vat_rate

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("text") and any(
            cleaned.get(name) for name in ("quantity", "unit", "unit_price")
        ):
            self.add_error("text", _("Say what is sold, or empty the line."))
        quantity = cleaned.get("quantity")
        if quantity is not None and quantity <= 0:
            self.add_error("quantity", _("A quantity is more than nothing."))
        return cleaned

    def draft(self) -> LineDraft | None:
        """What the line says, or None for an empty one; a blank quantity is 1."""
        typed = self.cleaned_data
        if not typed.get("text"):
            return None
        given = {name: value for name, value in typed.items() if value is not None}
        return LineDraft(**{n: v for n, v in given.items() if n in LineDraft._fields})


class _BaseLineFormSet(forms.BaseFormSet):
    def drafts(self) -> list[LineDraft]:
        """The lines that say something, in their order."""
        kept = [form for form in self.forms if form not in self.deleted_forms]
        return [draft for form in kept if (draft := form.draft())]


LineFormSet = forms.formset_factory(
    LineForm,
    formset=_BaseLineFormSet,
    extra=LINES_TO_FILL,
    can_delete=True,
    max_num=MOST_LINES,
    absolute_max=MOST_LINES + LINES_TO_FILL,
    validate_max=True,
)


class CopyForm(forms.Form):
    """What is made from a document."""

    use_required_attribute = False

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("Make"), widget=forms.RadioSelect)
    number = _line(
        "number",
        gettext_lazy("Number"),
        max_length=LONGEST_NUMBER,
        help_text=gettext_lazy("Leave it blank to get the next one."),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        document: SalesDocument,
        setup: MarketingSetup,
    ):
        kinds = SUCCESSORS[SalesDocument.Kind(document.kind)]
        super().__init__(data, files, initial={"key": uuid.uuid4(), "kind": kinds[0].value})
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        if all(setup.series_of_document(kind) for kind in kinds):
            del self.fields["number"]


def _initial(document: SalesDocument) -> dict[str, Any]:
    """What the form begins with: the fields of *document* as a person would have typed them."""
    days = {name: typed_day(day) for name in _DAYS if (day := getattr(document, name))}
    keys = {name: getattr(document, f"{name}_id") for name in _RELATIONS}
    texts = {name: getattr(document, name) for name in _TEXTS}
    version = {"seen": document.version} if document.pk else {}
    return {"key": uuid.uuid4(), **keys, **days, **texts, **version}


def _as_typed(draft: LineDraft) -> dict[str, str]:
    decimals = {
        field.name for field in SalesDocumentLine._meta.fields if hasattr(field, "decimal_places")
    }
    return {
        name: typed_amount(value) if name in decimals else value
        for name, value in draft._asdict().items()
    }
