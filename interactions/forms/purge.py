"""Which canceled entries are deleted: the filter of the log, asked strictly."""

import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import BigIntegerField, Model
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.refusal import Refusal
from crm.ui.layouts import FieldsOnly, Section, row
from interactions.filters import DayFilter, InteractionLogEntryFilterSet
from interactions.models import InteractionLogEntry
from interactions.models.log_entry import InteractionLogEntryQuerySet

LARGEST_KEY = BigIntegerField.MAX_BIGINT


class FilterRefused(Refusal):
    """The filter has a part that is not understood: nothing is deleted by the rest of it."""

    def __init__(self, errors: str):
        super().__init__(_("The filter is not understood: %(errors)s") % {"errors": errors})


class NumberFilter(django_filters.Filter):
    """A bound for the number of an entry."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any):
        bounds = {"min_value": 1, "max_value": LARGEST_KEY}
        # A field for numbers would throw away what it cannot read.
        widget = forms.TextInput(attrs={"inputmode": "numeric"})
        super().__init__(field_name="pk", widget=widget, **bounds, **kwargs)


class CanceledEntryFilterSet(InteractionLogEntryFilterSet):
    """What may be asked of canceled entries that are to be deleted; no answer stands for all."""

    number_from = NumberFilter(lookup_expr="gte", label=gettext_lazy("Number from"))
    number_to = NumberFilter(lookup_expr="lte", label=gettext_lazy("Number to"))
    canceled_before = DayFilter(method="canceled_earlier", label=gettext_lazy("Canceled before"))
    # Questions of the log that nobody asks of what he deletes.
    q = period = status = evaluation = flow = correspondence = None
    source = batch = document = recorded_by = None

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

    def query(self) -> str:
        """The filter as an address keeps it: "yesterday" is a date, a name is a key."""
        cleaned = self.form.cleaned_data
        asked = {name: value for name, value in cleaned.items() if value not in (None, "")}
        return urlencode({name: _plain(value) for name, value in sorted(asked.items())})

    def words(self) -> list[tuple[str, str]]:
        """The filter as the reader of the form sees it: labels and values."""
        return [
            (str(field.label), _said(self.form.cleaned_data[name]))
            for name, field in self.form.fields.items()
            if self.form.cleaned_data.get(name) not in (None, "")
        ]


def _plain(value: Any) -> str:
    return str(value.pk if isinstance(value, Model) else value)


def _said(value: Any) -> str:
    if isinstance(value, datetime.date):
        return date_format(value, pgettext("date format", "j M Y"))
    return str(value)


def filter_of(query: QueryDict, request: HttpRequest | SimpleNamespace) -> CanceledEntryFilterSet:
    """The filter that *query* asks for, not checked yet."""
    return CanceledEntryFilterSet(
        query, queryset=InteractionLogEntry.objects.all(), request=request
    )


def strict_filter(query: str, user: Any) -> CanceledEntryFilterSet:
    """The filter of *query* for *user*, or `FilterRefused`: nothing of it is left out silently."""
    asked = QueryDict(query)
    filterset = filter_of(asked, SimpleNamespace(user=user))
    unknown = sorted(set(asked) - set(filterset.filters))
    if unknown:
        raise FilterRefused(", ".join(unknown))
    if not filterset.is_valid():
        raise FilterRefused(_errors_of(filterset.form))
    return filterset


def _errors_of(form: BaseForm) -> str:
    return "; ".join(
        f"{form.fields[name].label}: {' '.join(errors)}" for name, errors in form.errors.items()
    )


def facts_of(filterset: CanceledEntryFilterSet) -> dict[str, Any]:
    """What the audit record keeps of the filter: to ask it again, and to read it later."""
    return {
        "filter": filterset.query(),
        "words": filterset.words(),
        "time_zone": timezone.get_current_timezone_name(),
    }
