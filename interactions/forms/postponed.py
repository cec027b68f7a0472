"""Forms about postponed interactions: when they are due, and whose they are."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.forms.dates import moment_of
from crm.forms.due_day import DueDayField
from crm.ui.choices import SALESPEOPLE, ChoiceField
from interactions.forms.interaction import NOON


class DueForm(forms.Form):
    """The day on which something is owed; blank takes the day away."""

    due = DueDayField(label=gettext_lazy("Due"), required=False)

    def __init__(self, *args, now: datetime.datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due"].today = timezone.localdate(now)
        self.fields["due"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}

    def due_at(self) -> datetime.datetime | None:
        """The checked day as the moment that is stored."""
        day = self.cleaned_data["due"]
        return moment_of(day, NOON, timezone.get_current_timezone())[0] if day else None


class HandOverForm(forms.Form):
    """To whom a postponed interaction is given."""

    to = ChoiceField(SALESPEOPLE, label=gettext_lazy("Colleague"))

    def __init__(self, *args, user: Any, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].offer_to(user)

    def clean_to(self):
        salesperson = self.cleaned_data["to"]
        if salesperson.user is None:
            raise forms.ValidationError(
                _("This salesperson does not sign in: %(name)s") % {"name": salesperson}
            )
        return salesperson.user
