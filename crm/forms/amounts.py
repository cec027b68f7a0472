"""Amounts as people type them: with a comma or a point, with spaces between thousands."""

from decimal import Decimal

from django import forms
from django.utils.formats import get_format


def plain_number(text: str) -> str:
    """*text* with a point for its decimals and nothing else: "1 234,50" becomes "1234.50".

    Of two sorts of separators the last one is that of the decimals. A single one always is:
    "1,234" is refused for its three decimals rather than taken for a thousand.
    """
    text = "".join(text.split())
    decimals = max(text.rfind(","), text.rfind("."))
    if "," in text and "." in text:
        text = text[:decimals].replace(",", "").replace(".", "") + "." + text[decimals + 1 :]
    return text.replace(",", ".")


def typed_amount(amount: Decimal) -> str:
    """*amount* as the reader of this language would type it: "12,5", "250"."""
    text = f"{amount.normalize():f}" if amount else "0"
    return text.replace(".", get_format("DECIMAL_SEPARATOR"))


class AmountField(forms.DecimalField):
    """An amount in the local currency."""

    widget = forms.TextInput

    def to_python(self, value):
        return super().to_python(plain_number(value) if isinstance(value, str) else value)

    def prepare_value(self, value):
        # A stored amount stands as its reader would type it; what was typed stands as it is.
        return typed_amount(value) if isinstance(value, Decimal) else value

    def widget_attrs(self, widget):
        return {"inputmode": "decimal"}
