"""Choosing several rows, each by typing as in `crm.ui.choices`.

The browser gets a `<select multiple>` of the chosen rows; without JavaScript the field
`<name>_typed` before it adds one row by number or words each time the form is sent.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.text import is_key
from crm.ui.choices import ChoiceField, Choices, Typed


class ChoicesSelect(forms.SelectMultiple):
    """A select that holds the chosen rows alone."""

    template_name = "ui/choices.html"

    def __init__(self, source: Choices):
        super().__init__()
        self.source = source

    def value_from_datadict(self, data, files, name):
        """The chosen keys; words that are to add another row come last."""
        chosen = data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]
        text = (data.get(f"{name}_typed") or "").strip()
        return [key for key in chosen if key] + ([Typed(text, "")] if text else [])

    def get_context(self, name, value, attrs):
        chosen = [each for each in value or [] if not isinstance(each, Typed)]
        context = super().get_context(name, chosen, attrs)
        typed = [each.text for each in value or [] if isinstance(each, Typed)]
        context["widget"]["attrs"]["data-choices-url"] = reverse(self.source.url_name)
        context["widget"]["typed"] = "".join(typed)
        return context

    def optgroups(self, name, value, attrs=None):
        keys = [key for key in value if is_key(key)]
        rows = self.choices.queryset.filter(pk__in=keys) if keys else ()
        return [
            (None, [self.create_option(name, row.pk, str(row), True, index)], index)
            for index, row in enumerate(rows)
        ]


class ChoicesField(forms.ModelMultipleChoiceField):
    """Rows of *source*, in the order of the noun; at most *most* of them."""

    default_error_messages = {
        "invalid_choice": _("One of those chosen is not there any more. Take it out."),
        "invalid_pk_value": _("One of those chosen is not there any more. Take it out."),
        "too_many": _("At most %(most)s can be chosen."),
    }

    def __init__(self, source: Choices, *, most: int, **kwargs):
        nothing = source.model._default_manager.none()
        super().__init__(nothing, widget=ChoicesSelect(source), **kwargs)
        self.source, self.most = source, most

    def offer_to(self, user: Any) -> None:
        """Offer what *user* may choose."""
        self.queryset = self.source.offered_to(user)

    def clean(self, value):
        keys = [each for each in value or [] if not isinstance(each, Typed)]
        typed = [each for each in value or [] if isinstance(each, Typed)]
        if len(keys) >= self.most:
            raise ValidationError(self.error_messages["too_many"], "too_many", {"most": self.most})
        if not all(map(is_key, keys)):
            raise ValidationError(self.error_messages["invalid_pk_value"], "invalid_pk_value")
        found: list[Model] = [*super().clean(keys), *map(self._row_meant_by, typed)]
        return list(dict.fromkeys(found))

    def _row_meant_by(self, typed: Typed) -> Model:
        one = ChoiceField(self.source)
        one.queryset = self.queryset
        return one.clean(typed)
