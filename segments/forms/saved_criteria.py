"""Saved criteria: their name, and which of them a segment takes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.text import validate_line
from crm.ui.reading import Reading
from segments.models import SavedCriteria
from segments.steps import saved_in_words


class CriteriaNameForm(forms.Form):
    """What saved criteria are called."""

    name = forms.CharField(
        label=_("Name"), max_length=100, validators=[validate_line],
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )  # fmt: skip


class SavedCriteriaField(forms.ModelChoiceField):
    """One of the saved criteria, each saying itself."""

    def label_from_instance(self, saved: SavedCriteria) -> str:
        conditions = "; ".join(saved_in_words(saved, self.reading))
        return _("%(name)s – %(conditions)s") % {"name": saved, "conditions": conditions}


class TakeCriteriaForm(forms.Form):
    """Which criteria a segment takes."""

    criteria = SavedCriteriaField(
        SavedCriteria.objects.none(),
        label=_("Saved criteria"),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args, reading: Reading, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["criteria"].reading = reading
        self.fields["criteria"].queryset = SavedCriteria.objects.visible_to(reading.user)
