"""A criterion: a contact filter and a question about the history, kept as two query strings."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from crm.filters import ContactFilterSet
from crm.models import Contact
from crm.refusal import Refusal
from crm.ui.choices import offer_choices
from crm.ui.reading import Reading
from segments.filters import HistoryForm

MOST_CONDITIONS = 50


class CriteriaRefused(Refusal):
    """The conditions make no sense, are none, or are too many."""


@dataclass(frozen=True)
class Asker:
    """Who asks, and when: all that the questions want to know of a request."""

    user: Any
    reading: Reading


class Criteria:
    """What is asked of contacts; equal questions have equal `query` and `history`."""

    def __init__(self, data: QueryDict, user: Any, now: datetime.datetime):
        self.now = now
        self.filterset = ContactFilterSet(
            data,
            queryset=Contact.objects.visible_to(user),
            request=Asker(user, Reading.of(user, now)),
        )
        self.history_form = HistoryForm(data)
        offer_choices(self.history_form, user)
        self._data = data

    @cached_property
    def query(self) -> str:
        return self._normal(self.filterset.form)

    @cached_property
    def history(self) -> str:
        return self._normal(self.history_form)

    def contacts(self) -> QuerySet:
        """The contacts that match; raises `CriteriaRefused` with what to mend."""
        conditions = sum(len(self._values(name)) for name in self._names)
        if not conditions:
            raise CriteriaRefused(_("Choose at least one condition."))
        if conditions > MOST_CONDITIONS:
            raise CriteriaRefused(
                _("At most %(n)d conditions in one step.") % {"n": MOST_CONDITIONS}
            )
        if not self.is_understood():
            raise CriteriaRefused(_("Mend the marked fields."))
        return self.matching()

    def is_understood(self) -> bool:
        """Whether every condition means something today."""
        return self.filterset.form.is_valid() and self.history_form.is_valid()

    def matching(self) -> QuerySet:
        """The contacts that match, all of them where nothing is asked; it is understood."""
        return self.history_form.narrow(self.filterset.qs)

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

    @property
    def _names(self) -> list[str]:
        return [*self.filterset.form.fields, *self.history_form.fields]

    def _values(self, name: str) -> list[str]:
        return sorted(value for value in self._data.getlist(name) if value)

    def _normal(self, form: Any) -> str:
        """What *form* was asked, in one order; a row that was typed by name is kept by its key."""
        form.is_valid()
        kept = QueryDict(mutable=True)
        for name in sorted(form.fields):
            row = getattr(form, "cleaned_data", {}).get(name)
            if values := self._values(name):
                kept.setlist(name, [str(row.pk)] if isinstance(row, Model) else values)
        return kept.urlencode()


def criteria_of(query: str, history: str, user: Any, now: datetime.datetime) -> Criteria:
    """The criteria that were kept as *query* and *history*, asked by *user* as of *now*."""
    return Criteria(QueryDict("&".join(filter(None, (query, history)))), user, now)


def _said(value: Any, field: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    labels = {str(key): str(label) for key, label in getattr(field, "choices", ()) if key}
    return labels.get(str(value), str(value))
