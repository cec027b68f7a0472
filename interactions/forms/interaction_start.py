"""Where a new interaction begins: what the address says, and the entry it is taken from."""

from django import forms
from django.http import QueryDict
from django.utils import timezone

from crm.models import Campaign, Contact, Salesperson
from interactions.forms.call import Call
from interactions.forms.interaction import FILLED, PLANNED
from interactions.forms.interaction_offers import Start, as_typed
from interactions.models import InteractionLogEntry, InteractionTemplate, PostponedInteraction


class StartForm(forms.Form):
    """The rows that an address names; what this user does not see is not there."""

    contact = forms.ModelChoiceField(None, required=False)
    salesperson = forms.ModelChoiceField(None, required=False)
    template = forms.ModelChoiceField(None, required=False)
    campaign = forms.ModelChoiceField(None, required=False)
    call = forms.CharField(required=False)

    def __init__(self, data: QueryDict, *, user):
        super().__init__(data)
        rows = {
            "contact": Contact.objects.visible_to(user).select_related("company", "salesperson"),
            "salesperson": Salesperson.objects.visible_to(user).active(),
            "template": InteractionTemplate.objects.visible_to(user).active(),
            "campaign": Campaign.objects.visible_to(user),
        }
        for name, queryset in rows.items():
            self.fields[name].queryset = queryset

    def clean_call(self) -> Call | None:
        return Call.typed(self.cleaned_data["call"])

    def start(self, entry: InteractionLogEntry | None = None) -> Start:
        """What is known: the address, else the contact and the campaign of *entry*."""
        named = {name: self.cleaned_data.get(name) for name in self.fields}
        if entry is None:
            return Start(**named)
        taken = {"contact": entry.contact, "campaign": entry.campaign}
        return Start(**named | {n: row for n, row in taken.items() if not named[n]}, origin="entry")


def values_of_step(step: PostponedInteraction | None) -> dict[str, str]:
    """What was planned next, as it would be typed into the form of what it follows."""
    if step is None or step.due_at is None:
        return {}
    day = timezone.localdate(step.due_at)
    return {"next_step": step.description, "next_step_due": as_typed(day)}


def values_of(entry: InteractionLogEntry, comment: str) -> dict[str, str]:
    """Every fact of *entry* as it would be typed into the form."""
    local = timezone.localtime(entry.occurred_at)
    values = {
        "date": local.date(),
        "time": local.time(),
        "was_successful": not entry.attempt_failed,
    }
    facts = (name for name in FILLED if name not in PLANNED and name not in values)
    values |= {name: getattr(entry, name) for name in facts}
    return {name: as_typed(value) for name, value in values.items()} | {"comment": comment}
