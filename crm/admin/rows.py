"""Rows to choose in the administration, whatever a browser sends."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class RowsField(forms.ModelMultipleChoiceField):
    """Rows to choose; a key that is too large for the database is none of them."""

    def _check_values(self, value: Any) -> Any:
        try:
            return super()._check_values(value)
        except OverflowError as error:
            raise ValidationError(_("This choice is not offered."), "invalid_choice") from error
