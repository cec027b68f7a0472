"""Choosing a row by typing the first letters of its words, never from a list of all of them.

In a form::

    class VisitForm(forms.Form):
        contact = ChoiceField(CONTACTS, label=_("Contact"))
        salesperson = ChoiceField(SALESPEOPLE, label=_("Salesperson"), required=False)

        def __init__(self, *args, user, **kwargs):
            super().__init__(*args, **kwargs)
            offer_choices(self, user)

`offer_choices(form, user)` gives each such field the rows that *user* may see; until then it
offers none. The cleaned value is the row. `field.keep(row)` also admits a row that is no longer
offered, e.g. a blocked salesperson of the contact that is edited. In a FilterSet stands
`ChoiceFilter(SALESPEOPLE, label=…)`, which reads the user from the request.

The browser gets a `<select data-choices-url="/choices/contacts/">` that holds the chosen row
alone; a script sets the parameter `q` of that address (which may have other parameters) and
gets `{"results": [{"id", "text", "hint"}]}`.
Without JavaScript a text field of the same name stands before the select: a number or words.
One match is taken; of several the select offers the choice; what was typed stays.

Another room makes its own `Choices` and serves it with
`path("choices/templates/", choices, {"source": TEMPLATES}, name="template_choices")`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.among import among
from crm.models import Campaign, Contact, Salesperson
from crm.search_keys import first_with_words, keys_named, keys_with_words
from crm.text import is_key

MOST_RESULTS = 20
# Of so many hits the first by name are shown; two letters may have a hundred thousand of them.
MOST_SORTED = 200


def _all_of(rows: QuerySet) -> QuerySet:
    return rows


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What can be chosen: rows of *model*, how they are found and how namesakes are told apart.

    `number` is the unique field that names a row exactly, `sorted_by` the folded name that rows
    are sorted by, where they have one; `kind` narrows to one kind of rows,
    `offered` to those that new work may choose; `related` are the rows that `hint` reads, and
    `read` the fields that it and the name of the row read (none named: all of them).
    """

    model: type[Model]
    url_name: str
    number: str
    sorted_by: str = ""
    hint: Callable[[Any], str]
    kind: Callable[[Any], QuerySet] = _all_of
    offered: Callable[[Any], QuerySet] = _all_of
    related: tuple[str, ...] = ()
    read: tuple[str, ...] = ()

    def visible_to(self, user: Any) -> QuerySet:
        """What *user* may look for, in the order of the noun."""
        rows = self.kind(self.model._default_manager.visible_to(user))
        return rows.select_related(*self.related) if self.related else rows

    def offered_to(self, user: Any) -> QuerySet:
        """What *user* may choose for new work."""
        return self.offered(self.visible_to(user))

    def said(self, rows: QuerySet) -> QuerySet:
        """*rows* with what names them and no more: a whole contact costs ten times as much."""
        return rows.only(*self.read) if self.read else rows

    def find(self, rows: QuerySet, text: str, most: int = MOST_RESULTS) -> list[Model]:
        """Rows of which *text* is the number, else those whose words begin with its words."""
        # PostgreSQL refuses a NUL even where it only compares.
        text = text.replace("\0", "")
        named, begun = self._named(text, most)
        exact = list(rows.filter(among("pk", named))[:most]) if named else []
        if exact:
            return exact
        # So many rows begin with a few letters that nobody need look further.
        first = _first(rows, begun, most) if len(begun) == most else []
        return first if len(first) == most else self._with_words(rows, text, most)

    def _named(self, text: str, most: int) -> tuple[list[int], list[int]]:
        fields: dict[str, Any] = {each.name: each for each in self.model._meta.concrete_fields}
        return keys_named(fields[self.number], fields.get(self.sorted_by), text, most)

    def _with_words(self, rows: QuerySet, text: str, most: int) -> list[Model]:
        """The first of *rows* by name that have the words of *text*, without sorting them all."""
        words: Any = self.model._meta.get_field("search_text")
        if self.sorted_by:
            keys = first_with_words(words, self.sorted_by, text, MOST_SORTED + 1)
            # Twenty rows are read in half the time of two hundred, and mostly he may see them all.
            found = _first(rows, keys[:most], most) if len(keys) > most else []
            if len(found) == most:
                return found
        else:
            keys = keys_with_words([(words, "id")], text, MOST_SORTED + 1)
        found = _first(rows, keys, most)
        if len(keys) <= MOST_SORTED or len(found) == most:
            return found
        # Most of the hits looked at are not for this reader, or not of this kind.
        return list(rows.search(text)[:most])


def _first(rows: QuerySet, keys: list[int], most: int) -> list[Model]:
    if not keys:
        return []
    return list(_sorted(rows.filter(among("pk", keys)))[:most])


def _sorted(few: QuerySet) -> QuerySet:
    """*few* rows in their usual order, by sorting: see `crm.ui.keyset.Ordering`."""
    first, *rest = few.query.order_by or few.model._meta.ordering
    field = first.removeprefix("-")
    value = Coalesce(field, field)
    return few.order_by(value.desc() if first.startswith("-") else value.asc(), *rest)


def _joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


CONTACTS = Choices(
    model=Contact,
    url_name="contact_choices",
    number="number",
    sorted_by="sort_name",
    hint=lambda contact: _joined(contact.company, contact.city, contact.number),
    related=("company",),
    read=("name", "type", "number", "city", "company__name"),
)
COMPANIES = Choices(
    model=Contact,
    url_name="company_choices",
    number="number",
    sorted_by="sort_name",
    hint=lambda company: _joined(company.city, company.number),
    kind=lambda rows: rows.companies(),
    read=("name", "type", "number", "city"),
)
SALESPEOPLE = Choices(
    model=Salesperson,
    url_name="salesperson_choices",
    number="code",
    hint=lambda salesperson: _joined(salesperson.code, salesperson.team),
    offered=lambda rows: rows.active(),
    related=("team",),
)
CAMPAIGNS = Choices(
    model=Campaign,
    url_name="campaign_choices",
    number="number",
    hint=lambda campaign: campaign.get_status_display(),
)


class Typed(NamedTuple):
    """What a browser without JavaScript sends: the words typed, and the key chosen beside them."""

    text: str
    key: str


class ChoiceSelect(forms.Select):
    """A select that holds the chosen row alone, or the rows that match what was typed."""

    template_name = "ui/choice.html"

    def __init__(self, source: Choices):
        super().__init__()
        self.source = source
        self.everything = False
        self.matches: list[Model] = []

    def value_from_datadict(self, data, files, name):
        values = data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]
        if len(values) > 1 and values[0].strip():
            return Typed(values[0].strip(), values[-1])
        return values[-1] if values else None

    def use_required_attribute(self, initial):
        # A script hides the select, and a browser cannot point at what is hidden.
        return False

    def get_context(self, name, value, attrs):
        typed = value if isinstance(value, Typed) else Typed("", value)
        context = super().get_context(name, typed.key, attrs)
        address = reverse(self.source.url_name) + ("?all=1" if self.everything else "")
        context["widget"]["attrs"]["data-choices-url"] = address
        context["widget"]["typed"] = typed.text
        return context

    def optgroups(self, name, value, attrs=None):
        chosen = [key for key in value if is_key(key)]
        options = [("", "")]
        if self.matches:
            options += [(row.pk, _joined(row, self.source.hint(row))) for row in self.matches]
        elif chosen:
            options += [(row.pk, str(row)) for row in self.choices.queryset.filter(pk__in=chosen)]
        return [
            (None, [self.create_option(name, key, label, str(key) in value, index)], index)
            for index, (key, label) in enumerate(options)
        ]


class ChoiceField(forms.ModelChoiceField):
    """A row of *source*, chosen by typing; see the top of this module."""

    def __init__(self, source: Choices, **kwargs):
        nothing = source.model._default_manager.none()
        super().__init__(nothing, widget=ChoiceSelect(source), **kwargs)
        self.source = source

    def offer_to(self, user: Any, *, everything: bool = False) -> None:
        """Offer what *user* may choose; *everything* stands for whatever he may see."""
        source = self.source
        self.queryset = source.visible_to(user) if everything else source.offered_to(user)
        self.widget.everything = everything

    def keep(self, row: Model | None) -> None:
        """Admit *row* as well, though it may not be offered any more."""
        if row is not None:
            offered = self.queryset.order_by().values("pk")
            rows = self.source.model._default_manager.filter(Q(pk=row.pk) | Q(pk__in=offered))
            self.queryset = rows

    def to_python(self, value):
        if isinstance(value, Typed):
            return self._row_meant_by(value)
        return super().to_python(value)

    def _row_meant_by(self, typed: Typed) -> Model:
        rows: Any = self.queryset
        found = self.source.find(rows, typed.text, MOST_RESULTS + 1)
        chosen = [row for row in found if str(row.pk) == typed.key]
        if len(found) == 1 or chosen:
            return (chosen or found)[0]
        if not found:
            raise ValidationError(_("Nothing found for “%(q)s”.") % {"q": typed.text}, "nothing")
        if len(found) > MOST_RESULTS:
            raise ValidationError(_("Too many match: type more of the name."), "too_many")
        self.widget.matches = found
        raise ValidationError(_("Several match: choose one of them."), "several")


def offer_choices(form: forms.BaseForm, user: Any) -> None:
    """Give every choice of *form* the rows that *user* may see."""
    for field in form.fields.values():
        if isinstance(field, ChoiceField):
            field.offer_to(user)


class ChoiceFilter(django_filters.Filter):
    """A filter by one row that is chosen by typing, also one that new work may not choose.

    A filter that no request asks (a command, a saved criterion) finds every row.
    """

    field_class = ChoiceField

    def __init__(self, source: Choices, **kwargs):
        super().__init__(source=source, **kwargs)

    @property
    def field(self):
        field = super().field
        if self.parent.request is None:
            field.queryset = field.source.model._default_manager.all()
        else:
            field.offer_to(self.parent.request.user, everything=True)
            field.queryset = field.source.said(field.queryset)
        return field
