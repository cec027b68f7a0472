"""Where the fields of a contact stand."""

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from crm.ui.layouts import Section, row

_NUMBERS = ("registration_number", "vat_number", "data_box")
_FURTHER = ("second_email", "fax", "web_site")
_LIMITS = ("privacy_blocked", "exclude_from_segments", "opted_out")


class Fold(Section):
    """A part of a form that its label opens; open from the start where it says something."""

    template = "crm/form_fold.html"

    def __init__(self, label: str, form: forms.ModelForm, *names: str):
        super().__init__(label, row(*names))
        self.is_open = any(form[name].value() or form[name].errors for name in names)


def contact_layout(form: forms.ModelForm) -> tuple[Section, ...]:
    """The parts of the form, what is asked on the phone first."""
    return (
        _company() if form.instance.is_company else _person(),
        Section(_("Phone and e-mail"), row("phone", "mobile", "email")),
        Fold(_("More ways to reach"), form, *_FURTHER),
        Section(_("Address"), "street", row("post_code", "city", "country")),
        Fold(_("Registration and data box"), form, *_NUMBERS),
        Section(_("Correspondence"), row("language", "correspondence_type", "salutation")),
        Section(_("Limits and notes"), *_LIMITS, "notes"),
    )


def _company() -> Section:
    return Section(_("Company"), row("company_name", "salesperson"))


def _person() -> Section:
    name = Div(
        Div("title_before", css_class="col-4 col-md-2"),
        Div("first_name", css_class="col-8 col-md-3"),
        Div("middle_name", css_class="col-4 col-md-2"),
        Div("surname", css_class="col-8 col-md-3"),
        Div("title_after", css_class="col-4 col-md-2"),
        css_class="row g-3",
    )
    return Section(_("Person"), name, row("company", "job_title", "salesperson"))
