"""A criterion: a contact filter and a question about the history, kept as two query strings."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from crm.filters import ContactFilterSet
from crm.models import Contact
from crm.refusal import Refusal
from crm.ui.choices import offer_choices
from segments.filters import HistoryForm

MOST_CONDITIONS = 50


class CriteriaRefused(Refusal):
    """The conditions make no sense, are none, or are too many."""


class Criteria:
    """What is asked of contacts; equal questions have equal `query` and `history`."""

    def __init__(self, data: QueryDict, request: HttpRequest):
        self.filterset = ContactFilterSet(
            data, queryset=Contact.objects.visible_to(request.user), request=request
        )
        self.history_form = HistoryForm(data)
        offer_choices(self.history_form, request.user)
        self._data = data

    @property
    def query(self) -> str:
        return self._normal(self.filterset.form.fields)

    @property
    def history(self) -> str:
        return self._normal(self.history_form.fields)

    def contacts(self, now: datetime.datetime) -> QuerySet:
        """The contacts that match; raises `CriteriaRefused` with what to mend."""
        conditions = len(QueryDict(self.query)) + len(QueryDict(self.history))
        if not conditions:
            raise CriteriaRefused(_("Choose at least one condition."))
        if sum(len(self._data.getlist(name)) for name in self._data) > MOST_CONDITIONS:
            raise CriteriaRefused(
                _("At most %(n)d conditions in one step.") % {"n": MOST_CONDITIONS}
            )
        if not (self.filterset.form.is_valid() and self.history_form.is_valid()):
            raise CriteriaRefused(_("Mend the marked fields."))
        return self.history_form.narrow(self.filterset.qs, now)

    def sentence(self) -> str:
        """The conditions in words, joined as a list."""
        return "; ".join(
            _("%(question)s: %(answer)s") % {"question": label, "answer": answer}
            for label, answer in self._answers()
        )

    def _answers(self) -> list[tuple[str, str]]:
        answers = []
        for form in (self.filterset.form, self.history_form):
            form.is_valid()
            for name, field in form.fields.items():
                if any(self._data.getlist(name)) and name in form.cleaned_data:
                    answers.append((str(field.label), _said(form.cleaned_data[name], field)))
        return answers

    def _normal(self, fields: Any) -> str:
        kept = QueryDict(mutable=True)
        for name in sorted(fields):
            values = sorted(value for value in self._data.getlist(name) if value)
            if values:
                kept.setlist(name, values)
        return kept.urlencode()


def _said(value: Any, field: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    labels = {str(key): str(label) for key, label in getattr(field, "choices", ()) if key}
    return labels.get(str(value), str(value))
