"""How crispy lays our forms out: fields only, the page brings form tag, token and buttons."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout


class FieldsOnly(FormHelper):
    """A helper without form tag and token; *layout* as in crispy."""

    form_tag = False
    disable_csrf = True
    include_media = False

    def __init__(self, *layout):
        super().__init__()
        if layout:
            self.layout = Layout(*layout)


def row(*fields: str) -> Div:
    """Fields beside one another; below one another on a phone."""
    return Div(*(Div(field, css_class="col-md") for field in fields), css_class="row g-3")


def pairs(*fields: str) -> Div:
    """Short fields beside one another; by twos on a phone, the first of two a little wider."""
    widths = ("col-7 col-md", "col-5 col-md")
    return Div(
        *(Div(field, css_class=widths[place % 2]) for place, field in enumerate(fields)),
        css_class="row g-3",
    )


class Section(Div):
    """A part of a form under a small label."""

    template = "ui/form_section.html"

    def __init__(self, label: str, *content):
        super().__init__(*content)
        self.label = label
