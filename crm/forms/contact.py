"""A contact as it is typed: a company or a person, with what it is to us."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.actions.assign_company import take_over
from crm.actions.create_contact import defaults_left
from crm.actions.update_contact import ChangedMeanwhile, stamp_of
from crm.actions.write_contact import EDITABLE, set_fields
from crm.drafts import RelationDraft
from crm.forms.contact_layout import contact_layout
from crm.forms.phones import PhoneInput
from crm.forms.relations import RelationFormSet
from crm.models import Contact, CorrespondenceType, Language, MarketingSetup, User
from crm.models.number_series import LONGEST_NUMBER
from crm.text import validate_line
from crm.ui.choices import COMPANIES, SALESPEOPLE, ChoiceField, offer_choices
from crm.ui.layouts import FieldsOnly

_ONE_ADDRESS = {"invalid": _("Type one e-mail address. There is a field for a second one.")}
# A contact that agrees with another in one of these may be the same one.
_TELLING = frozenset(
    {
        "company_name",
        "first_name",
        "middle_name",
        "surname",
        "email",
        "second_email",
        "registration_number",
    }
)
MOST_DUPLICATES = 5
_OF_COMPANIES = ("company_name",)
_OF_PEOPLE = (
    "title_before",
    "first_name",
    "middle_name",
    "surname",
    "title_after",
    "company",
    "job_title",
)


class WebAddressField(forms.URLField):
    """The address of a web site; "kovo.cz" is enough."""

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", **kwargs)


class ContactForm(forms.ModelForm):
    """What can be typed about a contact of one type; the verbs write it.

    The form looks for contacts that may be the same and wants a tick before it goes on.
    """

    use_required_attribute = False

    company = ChoiceField(COMPANIES, label=_("Company"), required=False)
    salesperson = ChoiceField(SALESPEOPLE, label=_("Salesperson"), required=False)
    opted_out = forms.BooleanField(
        label=_("Opted out of e-mail"),
        required=False,
        help_text=_("No mass e-mail is sent to this contact."),
    )
    is_another = forms.BooleanField(label=_("This is another contact"), required=False)

    class Meta:
        model = Contact
        fields = (
            "company_name",
            "title_before",
            "first_name",
            "middle_name",
            "surname",
            "title_after",
            "company",
            "job_title",
            "salesperson",
            "phone",
            "mobile",
            "fax",
            "email",
            "second_email",
            "street",
            "post_code",
            "city",
            "country",
            "web_site",
            "data_box",
            "registration_number",
            "vat_number",
            "language",
            "correspondence_type",
            "salutation",
            "exclude_from_segments",
            "privacy_blocked",
            "notes",
        )
        field_classes = {"web_site": WebAddressField}
        widgets = {"phone": PhoneInput, "mobile": PhoneInput, "fax": PhoneInput}
        error_messages = {"email": _ONE_ADDRESS, "second_email": _ONE_ADDRESS}
        labels = {
            "company_name": _("Company name"),
            "title_before": _("Title before"),
            "first_name": _("First name"),
            "middle_name": _("Middle name"),
            "surname": _("Surname"),
            "title_after": _("Title after"),
            "job_title": _("Job Title"),
            "phone": _("Phone"),
            "mobile": _("Mobile"),
            "fax": _("Fax"),
            "email": _("E-mail"),
            "second_email": _("Second e-mail"),
            "street": _("Street"),
            "post_code": _("Post code"),
            "city": _("City"),
            "country": _("Country"),
            "web_site": _("Web site"),
            "data_box": _("Data box"),
            "language": _("Language"),
            "correspondence_type": _("Preferred correspondence type"),
            "salutation": _("Salutation"),
            "exclude_from_segments": _("Exclude from Segments"),
            "privacy_blocked": _("Privacy Blocked"),
            "notes": _("Notes"),
        }

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        user: User,
        now: datetime.datetime,
        contact: Contact,
        relations: list[RelationDraft],
    ):
        super().__init__(data, files, instance=contact)
        self.user, self.now = user, now
        self.duplicates: list[Contact] = []
        offer_choices(self, user)
        self.fields["company"].keep(contact.company)
        self.fields["salesperson"].keep(contact.salesperson)
        self.fields["country"].widget.attrs["data-choices"] = ""
        self.fields["notes"].widget.attrs["rows"] = 4
        for name, values in (("language", Language), ("correspondence_type", CorrespondenceType)):
            self.fields[name].choices = [("", _("(not specified)")), *values.choices]
        self.fields["opted_out"].initial = contact.email_opt_out_at is not None
        for name in _OF_PEOPLE if contact.is_company else _OF_COMPANIES:
            del self.fields[name]
        self.relations = RelationFormSet(
            data, prefix="relations", initial=[draft._asdict() for draft in relations]
        )

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.relations.is_valid()])

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors and _TELLING & set(self.changed_data):
            self._look_for_duplicates()

    def _look_for_duplicates(self) -> None:
        visible = Contact.objects.visible_to(self.user)
        self.duplicates = list(visible.resembling(self.instance)[:MOST_DUPLICATES])
        if self.duplicates and not self.cleaned_data["is_another"]:
            self.add_error("is_another", _("Tick this to save all the same."))

    def typed_fields(self) -> dict[str, Any]:
        """What was typed, as the verbs take it."""
        typed = {name: v for name, v in self.cleaned_data.items() if name in EDITABLE}
        since = self.instance.email_opt_out_at or self.now
        opted_out = since if self.cleaned_data["opted_out"] else None
        return typed | {"type": self.instance.type, "email_opt_out_at": opted_out}

    @property
    def helper(self) -> FieldsOnly:
        """How the form is laid out; what is rarely needed is folded until it says something."""
        return FieldsOnly(*self.own_layout(), *contact_layout(self))

    def own_layout(self) -> tuple:
        """What stands above everything else."""
        return ()


class NewContactForm(ContactForm):
    """A contact that is not there yet; its number is typed where no series gives one."""

    number = forms.CharField(
        label=_("Number"), max_length=LONGEST_NUMBER, required=False, validators=[validate_line]
    )

    def __init__(self, *args, setup: MarketingSetup, **kwargs):
        super().__init__(*args, **kwargs)
        series = setup.contact_series
        if series is None or not series.default_numbers:
            self.fields["number"].required = True
        elif series.manual_numbers:
            self.fields["number"].help_text = _("Leave it blank to get the next one.")
        else:
            del self.fields["number"]

    def own_layout(self) -> tuple:
        return ("number",) if "number" in self.fields else ()

    def typed_fields(self) -> dict[str, Any]:
        """What was really typed: the rest is for the set-up and the company to say."""
        typed = super().typed_fields()
        kept = {"type", "company", *self.changed_data}
        if "opted_out" in kept:
            kept.add("email_opt_out_at")
        return {name: value for name, value in typed.items() if name in kept}


class EditContactForm(ContactForm):
    """A contact that may be changed by somebody else while it is open here."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    agreed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def __init__(self, *args, contact: Contact, **kwargs):
        super().__init__(*args, contact=contact, **kwargs)
        self.fields["seen"].initial = stamp_of(contact)
        self.changed_meanwhile: ChangedMeanwhile | None = None

    def own_layout(self) -> tuple:
        return ("seen", "agreed")

    def show_changes(self, changed: ChangedMeanwhile) -> None:
        """Let the page show what somebody else wrote; saving again agrees to overwrite it."""
        self.changed_meanwhile = changed
        self.data = self.data.copy()
        self.data["agreed"] = changed.stamp


def begun_contact(
    *, kind: str, company: Contact | None, setup: MarketingSetup, by: User
) -> Contact:
    """What a new contact begins with, unsaved: the defaults, and what its company passes on."""
    contact = Contact(type=kind, company=company if kind == Contact.Type.PERSON else None)
    take_over(contact, former=None, setup=setup)
    set_fields(contact, defaults_left(contact, setup, by))
    return contact
