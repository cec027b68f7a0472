"""What a user may set for himself."""

import zoneinfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from crm.models import User
from crm.ui.layouts import FieldsOnly, Section, row


def time_zones() -> list[tuple[str, str]]:
    """The zones people live in, the company's own first."""
    places = sorted(name for name in zoneinfo.available_timezones() if "/" in name)
    own = _("Time zone of the company: %(zone)s") % {"zone": settings.TIME_ZONE}
    return [("", own), *((name, name.replace("_", " ")) for name in places)]


class PreferencesForm(forms.ModelForm):
    """My settings. The e-mail address belongs to the sign-in: an administrator changes it."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones, required=False)

    class Meta:
        model = User
        fields = (
            "first_name",
            "last_name",
            "language",
            "theme",
            "time_zone",
            "single_key_shortcuts",
        )
        labels = {
            "first_name": _("First name"),
            "last_name": _("Surname"),
            "language": _("Language"),
            "theme": _("Theme"),
            "single_key_shortcuts": _("Single letters act as keys"),
        }
        help_texts = {
            "single_key_shortcuts": _(
                "For example c creates an interaction. They never act while you type in a field."
            ),
        }
        widgets = {"theme": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [
            ("", _("As the browser asks")),
            ("en", "English"),
            ("cs", "Česky"),
        ]
        self.fields["time_zone"].widget.attrs["data-choices"] = ""
        self.helper = FieldsOnly(
            Section(_("You"), row("first_name", "last_name")),
            Section(_("Language and time"), row("language", "time_zone")),
            Section(_("Appearance"), "theme"),
            Section(_("Keyboard"), "single_key_shortcuts"),
        )
