import datetime
from collections.abc import Iterable, Sequence
from functools import cached_property

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.among import among
from crm.filters import AskedFromAbove
from crm.models import CorrespondenceType, User
from crm.search_keys import are_frequent, keys_with_words
from crm.ui.choices import CAMPAIGNS, COMPANIES, CONTACTS, SALESPEOPLE, ChoiceFilter
from interactions.choices import TEMPLATES
from interactions.filters.files import are_with_files, has_files
from interactions.filters.values import AnyOfFilter, DayFilter, Fact, Period, WithFiles
from interactions.models import (
    Comment,
    Evaluation,
    InformationFlow,
    InteractionBatch,
    InteractionGroup,
    InteractionLogEntry,
)

# Up to so many entries found by their words are sorted by date; beyond that the log is walked
# by date and read, because a frequent word is met at once.
FOUND_BY_WORDS = 1_000
# Questions that no index answers.
ASKED_OF_EACH_ROW = frozenset({"status", "evaluation", "flow", "correspondence", "source", "files"})
WORDS_OF_ENTRIES = (
    (InteractionLogEntry._meta.get_field("search_text"), "id"),
    (Comment._meta.get_field("search_text"), "entry_id"),
)


def batches_for(request: HttpRequest | None) -> QuerySet:
    """The batches of which the reader sees an entry: the title of another one is no chip."""
    batches = InteractionBatch.objects.all()
    if request is None or request.user.scope is None:
        return batches
    entries = InteractionLogEntry.objects.visible_to(request.user)
    return batches.filter(Exists(entries.filter(batch=OuterRef("pk"))))


class InteractionLogEntryFilterSet(AskedFromAbove, django_filters.FilterSet):
    """What may be asked of the log; each question alone or together with others.

    *now* is the moment to which "today" belongs, in the current time zone.
    """

    q = django_filters.CharFilter(
        method="with_words", label=_("Description or comment"), max_length=200
    )
    contact = ChoiceFilter(CONTACTS, label=_("Contact"))
    company = ChoiceFilter(COMPANIES, label=_("Company"))
    salesperson = ChoiceFilter(SALESPEOPLE, label=_("Salesperson"))
    template = ChoiceFilter(TEMPLATES, label=_("Interaction Template"))
    group = django_filters.ModelChoiceFilter(
        queryset=InteractionGroup.objects.all(),
        empty_label=_("(any)"),
        label=_("Interaction Group"),
    )
    period = django_filters.ChoiceFilter(
        method="between_days",
        choices=Period.choices,
        empty_label=_("(any)"),
        widget=forms.Select(attrs={"class": "form-select"}),
        label=_("Period"),
    )
    date_from = DayFilter(method="between_days", label=_("Date from"))
    date_to = DayFilter(method="between_days", label=_("Date to"))
    campaign = ChoiceFilter(CAMPAIGNS, label=_("Campaign"))
    document = django_filters.CharFilter(
        field_name="document_number", max_length=30, label=_("Document")
    )
    recorded_by = django_filters.ModelChoiceFilter(
        queryset=User.objects.order_by("last_name", "first_name", "username"),
        empty_label=_("(any)"),
        label=_("Recorded By"),
    )
    status = django_filters.MultipleChoiceFilter(
        method="with_facts",
        choices=Fact.choices,
        widget=forms.CheckboxSelectMultiple,
        label=_("Status"),
    )
    evaluation = AnyOfFilter(
        choices=[*Evaluation.choices, (AnyOfFilter.blank, _("Not evaluated"))],
        label=_("Evaluation"),
    )
    flow = AnyOfFilter(
        field_name="information_flow",
        choices=[*InformationFlow.choices, AnyOfFilter.BLANK_CHOICE],
        label=_("Information Flow"),
    )
    correspondence = AnyOfFilter(
        field_name="correspondence_type",
        choices=[*CorrespondenceType.choices, AnyOfFilter.BLANK_CHOICE],
        label=_("Correspondence Type"),
    )
    source = AnyOfFilter(choices=InteractionLogEntry.Source.choices, label=_("Source"))
    files = django_filters.ChoiceFilter(
        method="with_files",
        choices=WithFiles.choices,
        empty_label=_("(any)"),
        widget=forms.Select(attrs={"class": "form-select"}),
        label=_("Files"),
    )
    batch = django_filters.ModelChoiceFilter(
        queryset=batches_for, widget=forms.HiddenInput, label=_("Segment")
    )

    class Meta:
        model = InteractionLogEntry
        fields = ()

    def __init__(self, *args, now: datetime.datetime | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now or timezone.now()

    def get_form_class(self):
        form_class = super().get_form_class()
        for name in {"date_from", "date_to"} & form_class.base_fields.keys():
            form_class.base_fields[name].today = timezone.localdate(self.now)
        return form_class

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        self._of_any_day = self._asked(queryset, self.filters)
        return _between(self._of_any_day, *self.bounds)

    def continued(
        self,
        *,
        newest: datetime.datetime | None = None,
        oldest: datetime.datetime | None = None,
    ) -> QuerySet:
        """The entries for a page that itself begins at *newest* or ends at *oldest*.

        A bound of the filter beyond that is left out: of two upper bounds SQLite uses one,
        and it may be the one that is far away (25 ms against 1 ms on the last page).
        """
        if not self.is_bound:
            return self.qs
        first, beyond = self.bounds
        if newest is not None and beyond is not None and newest < beyond:
            beyond = None
        if oldest is not None and first is not None and oldest >= first:
            first = None
        self.qs  # noqa: B018 - makes what is asked besides the days
        return _between(self._of_any_day, first, beyond)

    def walk(self, queryset: QuerySet) -> QuerySet:
        """*queryset* narrowed by what an index answers: the rows that must be read at most."""
        names = set(self.filters) - ASKED_OF_EACH_ROW
        if self._words_are_frequent:
            names.remove("q")
        return _between(self._asked(queryset, names), *self.bounds)

    @property
    def is_answered_by_index(self) -> bool:
        """Whether every row of the walk is one that is asked for."""
        asked = self.form.cleaned_data
        return not self._words_are_frequent and not any(map(asked.get, ASKED_OF_EACH_ROW))

    @property
    def is_found_by_words(self) -> bool:
        """Whether words were asked for that so few entries have that their keys are known."""
        return bool(self.form.cleaned_data.get("q")) and self.found_by_words is not None

    @property
    def _words_are_frequent(self) -> bool:
        return bool(self.form.cleaned_data.get("q")) and self.found_by_words is None

    def _asked(self, queryset: QuerySet, names: Iterable[str]) -> QuerySet:
        for name in names:
            if name in self.form.cleaned_data:
                queryset = self.filters[name].filter(queryset, self.form.cleaned_data[name])
        return queryset

    @cached_property
    def bounds(self) -> tuple[datetime.datetime | None, datetime.datetime | None]:
        """The moment from which and the moment before which entries are asked for."""
        asked = self.form.cleaned_data
        days = [(asked.get("date_from"), asked.get("date_to"))]
        if asked.get("period"):
            days.append(Period(asked["period"]).days(timezone.localdate(self.now)))
        first = max((first for first, _last in days if first), default=None)
        last = min((last for _first, last in days if last), default=None)
        return (
            first and _midnight(first),
            last and _midnight(last + datetime.timedelta(days=1)),
        )

    @cached_property
    def found_by_words(self) -> set[int] | None:
        """The keys of the entries with the words asked for, None where they are frequent."""
        text = self.form.cleaned_data["q"]
        if are_frequent(InteractionLogEntry._meta.get_field("search_text"), text):
            return None
        found = keys_with_words(WORDS_OF_ENTRIES, text, FOUND_BY_WORDS + 1)
        return set(found) if len(found) <= FOUND_BY_WORDS else None

    def with_words(self, queryset: QuerySet, name: str, text: str) -> QuerySet:
        """Entries whose description, or one comment, has every word of *text*."""
        if self.found_by_words is not None:
            return queryset.filter(among("pk", self.found_by_words))
        comments = Comment.objects.filter(entry=OuterRef("pk"), search_text__read_words=text)
        return queryset.filter(Q(search_text__read_words=text) | Exists(comments))

    def with_facts(self, queryset: QuerySet, name: str, facts: Sequence[str]) -> QuerySet:
        """Entries of which all *facts* hold."""
        for fact in facts:
            queryset = queryset.filter(Fact(fact).holds())
        return queryset

    def with_files(self, queryset: QuerySet, name: str, answer: str) -> QuerySet:
        """Entries to which files belong, or to which none do."""
        return queryset.filter(self._are_with_files if answer == WithFiles.YES else ~has_files())

    @cached_property
    def _are_with_files(self) -> Q:
        return are_with_files()

    def between_days(self, queryset: QuerySet, name: str, value: object) -> QuerySet:
        """Nothing yet: all questions about days become one pair of bounds in the end."""
        return queryset


def _between(
    queryset: QuerySet, first: datetime.datetime | None, beyond: datetime.datetime | None
) -> QuerySet:
    if first is not None:
        queryset = queryset.filter(occurred_at__gte=first)
    if beyond is not None:
        queryset = queryset.filter(occurred_at__lt=beyond)
    return queryset


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
