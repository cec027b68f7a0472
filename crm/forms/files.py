"""A field that takes several files."""

from typing import Any

from django import forms


class SeveralFilesInput(forms.FileInput):
    """A file input that several can be chosen in; on a phone it offers the camera too."""

    allow_multiple_selected = True


class FilesField(forms.Field):
    """Whatever was chosen, as it arrived; what is kept of it is decided by the verb."""

    widget = SeveralFilesInput

    def __init__(self, **kwargs):
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list:
        return list(value or [])
