"""What changed, in the words of who reads it."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from simple_history.template_utils import HistoricalRecordContextHelper

from crm.forms.amounts import typed_amount


class ChangesInWords(HistoricalRecordContextHelper):
    """Yes and no, labels of choices, amounts as they are typed, a dash for nothing."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        value = super().prepare_delta_change_value(change, value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if value in (None, ""):
            return "–"
        if isinstance(value, Decimal):
            return typed_amount(value)
        labels = dict(getattr(self.model._meta.get_field(change.field), "flatchoices", ()))
        return str(labels.get(value, value)) if labels else value
