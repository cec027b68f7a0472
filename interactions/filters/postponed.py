"""What may be asked of postponed interactions."""

from typing import Any

import django_filters
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy

from crm.ui.choices import CONTACTS, SALESPEOPLE, ChoiceFilter
from interactions.choices import TEMPLATES
from interactions.models import Due, PostponedInteraction

STATES = (
    ("postponed", gettext_lazy("Postponed")),
    ("interrupted", gettext_lazy("Interrupted")),
    ("forgotten", gettext_lazy("Interrupted long ago")),
)


class PostponedFilterSet(django_filters.FilterSet):
    """Of whom, by what, how near, and whether somebody said "later" or was interrupted."""

    contact = ChoiceFilter(CONTACTS, label=gettext_lazy("Contact"), method="of_contact")
    salesperson = ChoiceFilter(SALESPEOPLE, label=gettext_lazy("Salesperson"))
    template = ChoiceFilter(TEMPLATES, label=gettext_lazy("Interaction Template"))
    due = django_filters.ChoiceFilter(
        label=gettext_lazy("Due"), choices=Due.choices, method="due_in"
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"), choices=STATES, method="in_state"
    )

    class Meta:
        model = PostponedInteraction
        fields = ()

    def of_contact(self, queryset, name: str, contact: Any):
        return queryset.of_contact(contact)

    def due_in(self, queryset, name: str, group: str):
        return queryset.due_in(Due(group), timezone.localdate())

    def in_state(self, queryset, name: str, state: str):
        if state == "forgotten":
            return queryset.forgotten(timezone.now(), settings.INTERRUPTED_KEPT_DAYS)
        return queryset.filter(postponed_at__isnull=state == "interrupted")
