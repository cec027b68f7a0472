"""What somebody says about an event that waits."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.models import User
from crm.ui.choices import CONTACTS, ChoiceField, offer_choices
from interactions.filters.event import EventFilterSet
from interactions.forms.cancellation import Chosen
from interactions.models import Event


class ChosenEvents(Chosen):
    """The events that the list sends."""

    model = Event
    filterset_class = EventFilterSet
    url_name = "unrecorded_events"


class RetryForm(forms.Form):
    """Whom the event was with."""

    contact = ChoiceField(CONTACTS, label=_("Contact"))

    def __init__(self, *args, event: Event, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        offer_choices(self, user)
        self.initial["contact"] = event.contact_id


class DropForm(forms.ModelForm):
    """Why an event is not to be recorded."""

    class Meta:
        model = Event
        fields = ("drop_reason",)
        labels = {"drop_reason": _("Reason")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["drop_reason"].required = True
        self.fields["drop_reason"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}
