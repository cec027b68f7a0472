"""Which entries are marked or restored, and why."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_filters import FilterSet

from crm.refusal import Refusal
from crm.text import is_key
from crm.ui.addresses import local_address
from interactions.filters import InteractionLogEntryFilterSet
from interactions.models import Cancellation, InteractionLogEntry

# As many as a list page shows, and room for more; beyond that one says "all that match".
MOST_SELECTED = 1_000
# Of those recorded together so many are named.
MOST_NAMED = 5


class NothingChosen(Refusal):
    """No row was selected, or what was selected makes no sense."""


class FilterNotUnderstood(Refusal):
    """A part of the filter has no meaning (any more): leaving it out would widen the choice."""


class CancellationForm(forms.ModelForm):
    """Why entries are marked as canceled."""

    class Meta:
        model = Cancellation
        fields = ("reason",)
        labels = {"reason": gettext_lazy("Reason (optional)")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}


class OneCancellationForm(CancellationForm):
    """Why one entry is marked, and whether the same one with *others* is marked too."""

    also = forms.BooleanField(required=False)

    def __init__(self, *args: Any, others: Sequence[InteractionLogEntry], **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not others:
            del self.fields["also"]
            return
        names = ", ".join(str(entry.contact) for entry in others[:MOST_NAMED])
        names += "…" if len(others) > MOST_NAMED else ""
        facts = {"n": len(others), "names": names}
        self.fields["also"].label = (
            ngettext(
                "Also the %(n)d recorded together with it: %(names)s",
                "Also the %(n)d recorded together with it: %(names)s",
                len(others),
            )
            % facts
        )


class Chosen:
    """The rows that a list sends: selected ones, or all that match its filter now."""

    model: type[Model] = InteractionLogEntry
    filterset_class: type[FilterSet] = InteractionLogEntryFilterSet
    url_name = "log_entry_list"

    def __init__(self, request: HttpRequest):
        self.request = request
        self.everything = request.POST.get("all") == "1"
        self.query = request.POST.get("query", "")
        self.selected = request.POST.getlist("selected")
        self.back = local_address(request, request.POST.get("next", ""), reverse(self.url_name))

    def rows(self) -> QuerySet:
        """What was chosen, of what this user sees; a `Refusal` where that cannot be said."""
        visible = self.model._default_manager.visible_to(self.request.user)
        if self.everything:
            return self._matching(QueryDict(self.query), visible)
        keys = [key for key in self.selected if is_key(key)]
        if not keys or len(keys) != len(self.selected) or len(keys) > MOST_SELECTED:
            raise NothingChosen(_("Select at least one entry."))
        return visible.filter(pk__in=keys)

    def hidden_fields(self) -> list[tuple[str, str]]:
        """The choice again, for a form that asks before it acts."""
        if self.everything:
            chosen = [("all", "1"), ("query", self.query)]
        else:
            chosen = [("selected", key) for key in self.selected]
        return [*chosen, ("next", self.back)]

    def _matching(self, query: QueryDict, rows: QuerySet) -> QuerySet:
        """Those of *rows* that the whole of *query* asks for, or `FilterNotUnderstood`."""
        filterset = self.filterset_class(query, queryset=rows, request=self.request)
        unknown = set(query) - set(filterset.filters)
        if unknown or not filterset.is_valid():
            raise FilterNotUnderstood(
                _("The filter is not understood any more, so nothing was changed.")
            )
        return filterset.qs
