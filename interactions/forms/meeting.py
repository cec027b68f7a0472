"""A meeting to invite to: what, when, where, and with whom."""

import datetime
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.forms.dates import DayInput, TypedDayField, TypedTimeField, moment_of
from crm.models import Contact, User
from crm.text import validate_line, validate_text
from crm.ui.choices import CONTACTS
from crm.ui.choices_many import ChoicesField
from crm.ui.layouts import FieldsOnly, pairs
from interactions.drafts import MeetingDraft
from interactions.forms.also_with import MOST, others_of
from interactions.models import Meeting

USUAL_MINUTES = 60
LONGEST_MINUTES = 24 * 60


class MeetingForm(forms.Form):
    """One meeting; `draft()` is what it means."""

    use_required_attribute = False

    key = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=Meeting._meta.get_field("title").max_length,
        validators=[validate_line],
    )
    date = TypedDayField(label=gettext_lazy("Date"), widget=DayInput)
    time = TypedTimeField(label=gettext_lazy("Begins"))
    end = TypedTimeField(label=gettext_lazy("Ends"), required=False)
    minutes = forms.IntegerField(
        label=gettext_lazy("or after (min)"),
        required=False,
        min_value=1,
        max_value=LONGEST_MINUTES,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    place = forms.CharField(
        label=gettext_lazy("Place"),
        required=False,
        max_length=Meeting._meta.get_field("place").max_length,
        validators=[validate_line],
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=10_000,
        strip=False,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    also_with = ChoicesField(CONTACTS, most=MOST, required=False, label=gettext_lazy("Also with"))
    send = forms.BooleanField(
        label=gettext_lazy("Send the invitation by e-mail"),
        required=False,
        help_text=gettext_lazy("Without it only the calendar file is made, to be sent by hand."),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        contact: Contact,
        user: User,
        now: datetime.datetime,
    ):
        has_address = bool(contact.email or contact.second_email)
        begun = {"key": uuid.uuid4(), "send": has_address and not contact.email_opt_out_at}
        super().__init__(data, files, initial=begun)
        self.contact, self.now = contact, now
        self.fields["date"].today = timezone.localdate(now)
        self.fields["also_with"].offer_to(user)
        self.fields["title"].widget.attrs["autofocus"] = True
        self.helper = FieldsOnly(
            "key", "title", pairs("date", "time", "end", "minutes"), "place", "text", "also_with",
            "send",
        )  # fmt: skip

    def clean_also_with(self) -> list[Contact]:
        return others_of(self.cleaned_data["also_with"], self.contact)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("date") or not cleaned.get("time"):
            return cleaned
        zone = timezone.get_current_timezone()
        cleaned["starts_at"], _shifted = moment_of(cleaned["date"], cleaned["time"], zone)
        if cleaned["starts_at"] <= self.now:
            self.add_error("date", _("This moment is over. Choose another one."))
        elif not {"end", "minutes"}.intersection(self.errors):
            self._clean_end(cleaned, zone)
        return cleaned

    def _clean_end(self, cleaned: dict[str, Any], zone: Any) -> None:
        if cleaned.get("end"):
            ends_at, _shifted = moment_of(cleaned["date"], cleaned["end"], zone)
            if ends_at <= cleaned["starts_at"]:
                self.add_error("end", _("The meeting ends before it begins."))
        else:
            minutes = cleaned.get("minutes") or USUAL_MINUTES
            ends_at = cleaned["starts_at"] + datetime.timedelta(minutes=minutes)
        cleaned["ends_at"] = ends_at

    def contacts(self) -> list[Contact]:
        """Everybody who is invited."""
        return [self.contact, *self.cleaned_data["also_with"]]

    def draft(self) -> MeetingDraft:
        """The checked meeting."""
        names = ("title", "text", "place", "starts_at", "ends_at")
        return MeetingDraft(**{name: self.cleaned_data[name] for name in names})
