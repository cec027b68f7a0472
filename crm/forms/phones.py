"""Phone numbers in forms."""

from typing import Any

from phonenumber_field.widgets import RegionalPhoneNumberWidget


class PhoneInput(RegionalPhoneNumberWidget):
    """A stored number as people write it here; a typed one exactly as it was typed."""

    def format_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else super().format_value(value)
