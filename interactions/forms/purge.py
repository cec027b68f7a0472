"""Which canceled entries are deleted: the filter of the log, asked strictly."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.forms import BaseForm
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.forms.deletion import LARGEST_KEY, DeletionFilterSet, strictly
from crm.ui.layouts import FieldsOnly, Section, row
from interactions.filters import DayFilter, InteractionLogEntryFilterSet
from interactions.models.log_entry import InteractionLogEntryQuerySet


class NumberFilter(django_filters.Filter):
    """A bound for the number of an entry."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any):
        bounds = {"min_value": 1, "max_value": LARGEST_KEY}
        # A field for numbers would throw away what it cannot read.
        widget = forms.TextInput(attrs={"inputmode": "numeric"})
        super().__init__(field_name="pk", widget=widget, **bounds, **kwargs)


class CanceledEntryFilterSet(DeletionFilterSet, InteractionLogEntryFilterSet):
    """What may be asked of canceled entries that are to be deleted; no answer stands for all."""

    number_from = NumberFilter(lookup_expr="gte", label=gettext_lazy("Number from"))
    number_to = NumberFilter(lookup_expr="lte", label=gettext_lazy("Number to"))
    canceled_before = DayFilter(method="canceled_earlier", label=gettext_lazy("Canceled before"))
    # Questions of the log that nobody asks of what he deletes.
    q = period = status = evaluation = flow = correspondence = None
    source = batch = document = recorded_by = files = None

    def get_form_class(self) -> type[BaseForm]:
        form_class = super().get_form_class()
        form_class.base_fields["canceled_before"].today = timezone.localdate(self.now)
        return form_class

    def canceled_earlier(
        self, entries: InteractionLogEntryQuerySet, name: str, day: datetime.date
    ) -> InteractionLogEntryQuerySet:
        """Entries that were marked before *day* began."""
        midnight = datetime.datetime.combine(day, datetime.time.min)
        return entries.filter(cancellation__at__lt=timezone.make_aware(midnight))

    @property
    def helper(self) -> FieldsOnly:
        return FieldsOnly(
            Section(
                _("Which entries"),
                row("contact", "company"),
                row("template", "group"),
                row("campaign", "salesperson"),
            ),
            Section(
                _("Numbers and dates"),
                row("number_from", "number_to", "canceled_before"),
                row("date_from", "date_to"),
            ),
        )


def strict_filter(query: str, user: Any) -> CanceledEntryFilterSet:
    """The filter of *query* for *user*, or `FilterRefused`: nothing of it is left out silently."""
    return strictly(CanceledEntryFilterSet, query, user)
