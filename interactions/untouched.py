"""What the list of contacts asks of the log: whom nobody has talked to for long."""

import datetime

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.ui.reading import Reading
from interactions.models import InteractionLogEntry

MOST_DAYS = 3650


class UntouchedFilter(django_filters.Filter):
    """Contacts without an interaction in the last so many days; a company includes its people.

    Only what counts is counted: not canceled, and the contact was reached.
    """

    field_class = forms.IntegerField

    def __init__(self):
        super().__init__(
            label=_("No interaction in (days)"),
            min_value=1,
            max_value=MOST_DAYS,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )

    def filter(self, qs: QuerySet, value: int | None) -> QuerySet:
        if value is None:
            return qs
        now = Reading.of_request(self.parent.request).now
        reached = InteractionLogEntry.objects.standing().filter(
            attempt_failed=False, occurred_at__gte=now - datetime.timedelta(days=value)
        )
        return qs.filter(
            ~Exists(reached.filter(contact=OuterRef("pk"))),
            ~Exists(reached.filter(company=OuterRef("pk"))),
        )
