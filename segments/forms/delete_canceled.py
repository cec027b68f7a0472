"""Which canceled logged segments are deleted, and what becomes of their entries."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.forms import BaseForm
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.forms.deletion import DeletionFilterSet
from crm.ui.choices import CAMPAIGNS, SALESPEOPLE, ChoiceFilter
from crm.ui.layouts import FieldsOnly, Section, row
from interactions.choices import TEMPLATES
from interactions.filters import DayFilter
from segments.models import Segment
from segments.models.segment import SegmentQuerySet


class FateOfEntries(models.TextChoices):
    """What becomes of the entries of a segment that is deleted."""

    KEEP = "keep", gettext_lazy("Keep the entries in the log, canceled")
    DELETE = "delete", gettext_lazy("Delete the entries too")


class CanceledSegmentFilterSet(DeletionFilterSet):
    """What may be asked of canceled logged segments; no answer stands for all."""

    salesperson = ChoiceFilter(SALESPEOPLE, label=gettext_lazy("Salesperson"))
    campaign = ChoiceFilter(CAMPAIGNS, label=gettext_lazy("Campaign"))
    template = ChoiceFilter(TEMPLATES, label=gettext_lazy("Interaction Template"))
    logged_from = DayFilter(method="logged_since", label=gettext_lazy("Logged from"))
    logged_to = DayFilter(method="logged_until", label=gettext_lazy("Logged to"))
    canceled_before = DayFilter(method="canceled_earlier", label=gettext_lazy("Canceled before"))
    entries = django_filters.ChoiceFilter(
        choices=FateOfEntries.choices,
        empty_label=None,
        method="decided",
        widget=forms.RadioSelect,
        initial=FateOfEntries.KEEP,
        label=gettext_lazy("Interaction Log Entries"),
    )

    class Meta:
        model = Segment
        fields = ()

    def get_form_class(self) -> type[BaseForm]:
        form_class = super().get_form_class()
        for name in ("logged_from", "logged_to", "canceled_before"):
            form_class.base_fields[name].today = timezone.localdate()
        return form_class

    @property
    def with_entries(self) -> bool:
        """Whether the entries go with their segments; they stay where nobody said so."""
        return self.form.cleaned_data["entries"] == FateOfEntries.DELETE

    def decided(self, segments: SegmentQuerySet, name: str, value: Any) -> SegmentQuerySet:
        """Nothing is narrowed: what becomes of the entries is no question about segments."""
        return segments

    def logged_since(
        self, segments: SegmentQuerySet, name: str, day: datetime.date
    ) -> SegmentQuerySet:
        return segments.filter(batch__finished_at__gte=_midnight(day))

    def logged_until(
        self, segments: SegmentQuerySet, name: str, day: datetime.date
    ) -> SegmentQuerySet:
        beyond = _midnight(day + datetime.timedelta(days=1))
        return segments.filter(batch__finished_at__lt=beyond)

    def canceled_earlier(
        self, segments: SegmentQuerySet, name: str, day: datetime.date
    ) -> SegmentQuerySet:
        return segments.filter(batch__cancellation__at__lt=_midnight(day))

    @property
    def helper(self) -> FieldsOnly:
        return FieldsOnly(
            Section(
                _("Which segments"),
                row("salesperson", "campaign", "template"),
                row("logged_from", "logged_to", "canceled_before"),
            ),
            Section(_("What becomes of their entries"), "entries"),
        )


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
