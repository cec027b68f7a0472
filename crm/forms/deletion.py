"""What a deletion asks for: a filter that leaves nothing out silently, and the second step."""

import datetime
from types import SimpleNamespace
from typing import Any, TypeVar
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import BigIntegerField, Model
from django.forms import BaseForm
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.refusal import Refusal

LARGEST_KEY = BigIntegerField.MAX_BIGINT


class FilterRefused(Refusal):
    """The filter has a part that is not understood: nothing is deleted by the rest of it."""

    def __init__(self, errors: str):
        super().__init__(_("The filter is not understood: %(errors)s") % {"errors": errors})


class DeletionForm(forms.Form):
    """The second step: what was shown, and the one-time key of the showing."""

    query = forms.CharField(required=False, max_length=2_000, widget=forms.HiddenInput)
    until = forms.IntegerField(min_value=0, max_value=LARGEST_KEY, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)


class DeletionFilterSet(django_filters.FilterSet):
    """A filter of rows that are to be deleted: it can be kept, asked again and said in words."""

    def query(self) -> str:
        """The filter as an address keeps it: "yesterday" is a date, a name is a key."""
        cleaned = self.form.cleaned_data
        asked = {name: value for name, value in cleaned.items() if value not in (None, "")}
        return urlencode({name: _plain(value) for name, value in sorted(asked.items())})

    def words(self) -> list[tuple[str, str]]:
        """The filter as the reader of the form sees it: labels and values."""
        return [
            (str(field.label), _said(self.form.cleaned_data[name], field))
            for name, field in self.form.fields.items()
            if self.form.cleaned_data.get(name) not in (None, "")
        ]

    def facts(self) -> dict[str, Any]:
        """What the audit record keeps: to ask it again, and to read it later."""
        return {
            "filter": self.query(),
            "words": self.words(),
            "time_zone": timezone.get_current_timezone_name(),
        }


Asked = TypeVar("Asked", bound=DeletionFilterSet)


def strictly(filterset_class: type[Asked], query: str, user: Any) -> Asked:
    """The filter of *query* for *user*, or `FilterRefused`: nothing of it is left out silently."""
    asked = QueryDict(query)
    filterset = filterset_class(asked, request=SimpleNamespace(user=user))
    unknown = sorted(set(asked) - set(filterset.filters))
    if unknown:
        raise FilterRefused(", ".join(unknown))
    if not filterset.is_valid():
        raise FilterRefused(_errors_of(filterset.form))
    return filterset


def _plain(value: Any) -> str:
    return str(value.pk if isinstance(value, Model) else value)


def _said(value: Any, field: Any) -> str:
    if isinstance(value, datetime.date):
        return date_format(value, pgettext("date format", "j M Y"))
    if isinstance(value, str) and isinstance(field, forms.ChoiceField):
        return str(dict(field.choices)[value])
    return str(value)


def _errors_of(form: BaseForm) -> str:
    return "; ".join(
        f"{form.fields[name].label}: {' '.join(errors)}" for name, errors in form.errors.items()
    )
