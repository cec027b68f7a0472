"""A filter as the reader sees it: what is in force, said by chips, and links that change it."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.forms import Field
from django.http import HttpRequest, QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

LONGEST_QUERY = 2_000


@dataclass(frozen=True)
class Chip:
    """One condition in words, and the address of the list without it."""

    label: str
    value: str
    without: str


class Tab(NamedTuple):
    """A saved view above its list; *pk* is its key."""

    name: str
    href: str
    is_shown: bool
    pk: int


class Filtering:
    """A FilterSet over *queryset* with what the URL asks for; what makes no sense is left out.

    The left-out parameters are told in a notice, never an error: a link that somebody kept
    for a year must still open the list.
    """

    def __init__(
        self,
        filterset_class: type,
        data: QueryDict,
        queryset: QuerySet,
        request: HttpRequest,
        ignored: frozenset[str] = frozenset(),
    ):
        self._filterset_class, self._ignored = filterset_class, ignored
        self._over: dict[str, Any] = {"queryset": queryset, "request": request}
        data = data.copy()
        wrong = self._drop_unknown(data, filterset_class)
        self.filterset = self._asking(data)
        if not self.filterset.form.is_valid():
            wrong += [name for name in self.filterset.form.errors if name in data]
            for name in wrong:
                data.pop(name, None)
            self.filterset = self._asking(data)
            self.filterset.form.full_clean()
        self.data = data
        if wrong and not request.htmx:
            messages.info(
                request,
                _("Not understood and left out of the filter: %(names)s")
                % {"names": ", ".join(name[:50] for name in wrong)},
            )

    def _asking(self, data: QueryDict) -> Any:
        """The FilterSet with the questions of *data* alone."""
        known = self._filterset_class.base_filters
        asked = frozenset(name for name in data if name in known)
        return _narrowed(self._filterset_class, asked)(data, **self._over)

    @cached_property
    def form(self):
        """The whole form, made when somebody opens it."""
        return self._filterset_class(self.data, **self._over).form

    @property
    def has_text(self) -> bool:
        """Whether there is a quick search."""
        return "q" in self._filterset_class.base_filters

    @cached_property
    def queryset(self) -> QuerySet:
        return self.filterset.qs

    @cached_property
    def query(self) -> str:
        """The filter alone as a query string."""
        return urlencode(self._asked)

    @cached_property
    def _asked(self) -> list[tuple[str, str]]:
        asked = self.filterset.form.fields
        return [(name, value) for name in sorted(asked) for value in self._values_of(name)]

    def link(self, **changes: str) -> str:
        """The address of this list with *changes*; paging starts again unless it is given."""
        kept = [(name, value) for name, value in self._kept if name not in changes]
        return f"?{urlencode([*kept, *changes.items()])}"

    @cached_property
    def _kept(self) -> list[tuple[str, str]]:
        """The filter with the order and the columns: what all links of a page have in common."""
        ways = [(name, value) for name in ("sort", "columns") for value in self._values_of(name)]
        return [*self._asked, *ways]

    def _values_of(self, name: str) -> list[str]:
        return [value for value in self.data.getlist(name) if value]

    @property
    def view(self) -> str:
        """What a saved view keeps: the filter, the order and the columns; "" where all is usual."""
        return self.link()[1:]

    @property
    def text(self) -> str:
        """What is typed into the quick search."""
        return self.data.get("q", "")

    @property
    def kept_fields(self) -> list[tuple[str, str]]:
        """Everything in force besides the quick search, for its form to carry along."""
        query = QueryDict(self.link()[1:])
        return [(name, v) for name in query if name != "q" for v in query.getlist(name)]

    @property
    def filters_link(self) -> str:
        return self.link(filters="1")

    @cached_property
    def chips(self) -> list[Chip]:
        asked = self.filterset.form
        return [
            Chip(
                str(field.label or name),
                self._say(asked.cleaned_data[name], field),
                self._without(name),
            )
            for name, field in asked.fields.items()
            if name != "q" and self._is_set(name)
        ]

    def _is_set(self, name: str) -> bool:
        return name in self.filterset.form.cleaned_data and any(self.data.getlist(name))

    def _without(self, name: str) -> str:
        query = QueryDict(self.link()[1:], mutable=True)
        query.pop(name, None)
        return f"?{query.urlencode()}"

    def _say(self, value: Any, field: Field) -> str:
        """*value* in words: what a reader would have picked in the form."""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, (list, tuple, QuerySet)):
            return ", ".join(self._say(each, field) for each in value)
        if isinstance(value, Model):
            return str(value)
        if hasattr(value, "year"):
            return date_format(value, "SHORT_DATE_FORMAT")
        labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
        return labels.get(str(value), str(value))

    def _drop_unknown(self, data: QueryDict, filterset_class: type) -> list[str]:
        known = set(filterset_class.base_filters) | self._ignored
        unknown = [name for name in data if name not in known]
        too_long = [n for n in data if any(len(v) > LONGEST_QUERY for v in data.getlist(n))]
        for name in {*unknown, *too_long}:
            data.pop(name)
        return [*unknown, *too_long]


@lru_cache(maxsize=256)
def _narrowed(filterset_class: type, names: frozenset[str]) -> type:
    """*filterset_class* with the questions *names* alone.

    A FilterSet copies every question and makes a form of them all: twenty that nobody asks
    take longer than the rows.
    """
    narrow: Any = type(filterset_class.__name__, (filterset_class,), {})
    every: dict = filterset_class.base_filters  # type: ignore[attr-defined]
    narrow.base_filters = {name: each for name, each in every.items() if name in names}
    return narrow
