"""The header of a segment, and the small forms around it."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.models.fields import LONGEST_TEXT
from crm.text import validate_line, validate_text
from crm.ui.choices import CAMPAIGNS, ChoiceField
from crm.ui.layouts import FieldsOnly, Section, row
from segments.forms.interaction_part import CHOICES, InteractionPartForm

IGNORE = [("", _("(inherited)")), ("yes", _("yes")), ("no", _("no"))]
UNCHANGED_OR_NOT = [("", _("(unchanged)")), ("yes", _("yes")), ("no", _("no"))]
IGNORED = {"": None, "yes": True, "no": False}


class SegmentForm(InteractionPartForm):
    """What a segment says about itself and about its interaction."""

    number = forms.CharField(
        label=_("Number"), required=False, max_length=20, validators=[validate_line],
        widget=forms.TextInput(attrs={"placeholder": _("next of the series")}),
    )  # fmt: skip
    description = forms.CharField(
        label=_("Description"), max_length=150, validators=[validate_line]
    )
    campaign = ChoiceField(CAMPAIGNS, label=_("Campaign"), required=False)
    notes = forms.CharField(
        label=_("Notes"), required=False, max_length=LONGEST_TEXT, strip=False,
        validators=[validate_text], widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    ignore_contact_correspondence_type = forms.ChoiceField(
        label=_("Ignore the contact’s correspondence type"), choices=IGNORE, required=False
    )

    HEADER = ("description", "campaign", "notes")

    def __init__(self, *args, with_number: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not with_number:
            del self.fields["number"]

    @property
    def helper(self) -> FieldsOnly:
        numbered = ["number"] if "number" in self.fields else []
        return FieldsOnly(
            Section(
                _("Segment"),
                row(*numbered, "description"),
                row("date", "salesperson", "campaign"),
                row("notes"),
            ),
            Section(
                _("Interaction"),
                row("template", "interaction_description"),
                row("subject", "language"),
                row("correspondence_type", "ignore_contact_correspondence_type"),
                row("information_flow", "initiated_by", "cost", "duration"),
            ),
        )

    def stored(self, part):
        ignore = part.ignore_contact_correspondence_type
        said = next(key for key, value in IGNORED.items() if value is ignore)
        return super().stored(part) | {
            "campaign": part.campaign_id,
            "ignore_contact_correspondence_type": said,
        }

    def values(self) -> dict:
        ignore = IGNORED[self.cleaned_data["ignore_contact_correspondence_type"]]
        header = {name: self.cleaned_data[name] for name in self.HEADER}
        return super().values() | header | {"ignore_contact_correspondence_type": ignore}


class LineForm(InteractionPartForm):
    """Own values of one line, or *only* one of them."""

    was_successful = forms.BooleanField(
        label=_("Was Successful"), required=False, initial=True,
        help_text=_("Untick this if you did not reach the contact."),
    )  # fmt: skip

    def __init__(self, *args, only: str = "", inherited: Mapping[str, str] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.say_inherited(inherited or {})
        for name in [name for name in self.fields if only and name != only]:
            del self.fields[name]
        if only == "date":
            # In the place of a value there is no room for a calendar.
            self.fields["date"].widget = forms.TextInput()
        self.helper = FieldsOnly(
            row("template", "interaction_description"),
            row("subject", "language"),
            row("date", "salesperson", "correspondence_type"),
            row("information_flow", "initiated_by", "cost", "duration"),
            "was_successful",
        )

    def stored(self, part):
        return super().stored(part) | {"was_successful": not part.attempt_failed}

    def values(self) -> dict:
        return super().values() | {"attempt_failed": not self.cleaned_data["was_successful"]}

    def changed_values(self) -> dict:
        """The values that differ from what was stored: what another tab changed stays."""
        names = {"attempt_failed": "was_successful"}
        return {
            name: value
            for name, value in self.values().items()
            if names.get(name, name) in self.changed_data
        }


class LinesForm(LineForm):
    """Own values for several lines: what is left empty stays as it is on each of them."""

    was_successful = forms.ChoiceField(
        label=_("Was Successful"), choices=UNCHANGED_OR_NOT, required=False
    )
    inherit = forms.MultipleChoiceField(
        label=_("Back to inherited"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in CHOICES:
            self.fields[name].choices = [("", _("(unchanged)")), *self.fields[name].choices[1:]]
        self.fields["inherit"].choices = [(name, self.fields[name].label) for name in self.PART]
        self.helper.layout.append("inherit")

    def changed_values(self) -> dict:
        """What was filled in, and None for what goes back to what is inherited."""
        values = dict.fromkeys(self.cleaned_data["inherit"])
        values |= {name: self.cleaned_data[name] for name in self.PART if self._is_given(name)}
        if said := self.cleaned_data["was_successful"]:
            values["attempt_failed"] = said == "no"
        return values

    def _is_given(self, name: str) -> bool:
        return self.cleaned_data[name] is not None


class PasteForm(forms.Form):
    """Numbers or e-mail addresses of contacts, as they come out of a table or a mail."""

    text = forms.CharField(
        label=_("Numbers or e-mail addresses"), widget=forms.Textarea(attrs={"rows": 12}),
        max_length=5_000_000, help_text=_("Separated by spaces, commas, semicolons or lines."),
    )  # fmt: skip


class LogForm(forms.Form):
    """The options of *Log Segment*."""

    create_follow_up = forms.BooleanField(label=_("Create Follow-up Segment"), required=False)
    copy_interaction = forms.BooleanField(label=_("Also copy the interaction part"), required=False)
    send_emails = forms.BooleanField(label=_("Send e-mails"), required=False)
    print_letters = forms.BooleanField(label=_("Print letters"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, emails: int = 0, has_letters: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        # How many mails that were; where none goes out nothing is offered.
        sent = ["send_emails"] if emails else []
        if emails:
            number = {"n": emails}
            self.fields["send_emails"].help_text = (
                _(
                    "E-mails that go out when everything is recorded: %(n)s. "
                    "Each has a link to get no more of them."
                )
                % number
            )
        else:
            del self.fields["send_emails"]
        printed = ["print_letters"] if has_letters else []
        if not has_letters:
            del self.fields["print_letters"]
        options = (*sent, *printed, "create_follow_up", "copy_interaction")
        self.helper = FieldsOnly(*options, "seen")
