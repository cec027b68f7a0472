"""What may be asked of contacts, salespeople and campaigns: one filter for lists and criteria."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from crm.among import among
from crm.models import (
    BusinessRelation,
    Campaign,
    Contact,
    Mailing,
    OutgoingMail,
    SalesDocument,
    Salesperson,
    Team,
)
from crm.search_keys import is_met_at_once, keys_with_words
from crm.ui.choices import CAMPAIGNS, COMPANIES, CONTACTS, SALESPEOPLE, ChoiceFilter

# Up to so many rows found by their words are named by their keys.
FOUND_BY_WORDS = 1_000
ALL = _("(all)")
YES_OR_NO = (("", ALL), ("true", _("yes")), ("false", _("no")))


class AskedFromAbove:
    """A FilterSet that upper rooms may add their own questions to."""

    base_filters: dict[str, django_filters.Filter]

    @classmethod
    def also_ask(cls, name: str, question: django_filters.Filter) -> None:
        """Add a question of another room under the parameter *name*."""
        cls.base_filters[name] = question


class WordsFilter(django_filters.CharFilter):
    """Rows with words that begin with each typed word, without accents."""

    def __init__(self, **kwargs):
        super().__init__(field_name="search_text", max_length=200, **kwargs)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if not value:
            return qs
        words: Any = qs.model._meta.get_field(self.field_name)
        found = keys_with_words([(words, "id")], value, FOUND_BY_WORDS + 1)
        if len(found) <= FOUND_BY_WORDS:
            return qs.filter(among("pk", found))
        # Lists are sorted by name, and those who have a name stand together: a walk through the
        # list would read everybody before them. A single letter alone is met at once.
        if is_met_at_once(value):
            return qs.filter(search_text__read_words=value)
        return qs.filter(search_text__words=value)


class YesNoFilter(django_filters.TypedChoiceFilter):
    """Rows where a fact holds, or where it does not."""

    def __init__(self, **kwargs):
        super().__init__(
            choices=YES_OR_NO, coerce=lambda value: value == "true", empty_value=None, **kwargs
        )


class ContactFilterSet(AskedFromAbove, django_filters.FilterSet):
    """What may be asked of contacts.

    An upper room adds its own questions, for example when the last interaction was, by
    `ContactFilterSet.also_ask("untouched", UntouchedFilter(label=…))` from its `plugs.py`.
    """

    q = WordsFilter(label=_("Name, number, e-mail or phone"))
    type = django_filters.ChoiceFilter(
        choices=Contact.Type.choices, empty_label=ALL, label=_("Company or person")
    )
    relation = django_filters.ChoiceFilter(
        choices=BusinessRelation.Kind.choices,
        empty_label=ALL,
        method="related_as",
        label=_("Business relation"),
    )
    company = ChoiceFilter(COMPANIES, label=_("Company"))
    salesperson = ChoiceFilter(SALESPEOPLE, label=_("Salesperson"))
    unassigned = YesNoFilter(
        field_name="salesperson", lookup_expr="isnull", label=_("Without a salesperson")
    )
    city = django_filters.CharFilter(lookup_expr="istartswith", max_length=100, label=_("City"))
    country = django_filters.ChoiceFilter(choices=countries, empty_label=ALL, label=_("Country"))
    privacy_blocked = YesNoFilter(label=_("Privacy Blocked"))
    exclude_from_segments = YesNoFilter(label=_("Exclude from Segments"))

    class Meta:
        model = Contact
        fields = ()

    def related_as(self, queryset, name: str, kind: str) -> QuerySet:
        return queryset.related_as(kind)


class SalespersonFilterSet(django_filters.FilterSet):
    """What may be asked of salespeople."""

    q = WordsFilter(label=_("Name, code or e-mail"))
    team = django_filters.ModelChoiceFilter(
        queryset=Team.objects.all(), empty_label=ALL, label=_("Team")
    )
    blocked = YesNoFilter(label=_("Blocked"))

    class Meta:
        model = Salesperson
        fields = ()


class CampaignFilterSet(django_filters.FilterSet):
    """What may be asked of campaigns."""

    q = WordsFilter(label=_("Number or description"))
    status = django_filters.ChoiceFilter(
        choices=Campaign.Status.choices, empty_label=ALL, label=_("Status")
    )
    salesperson = ChoiceFilter(SALESPEOPLE, label=_("Salesperson"))

    class Meta:
        model = Campaign
        fields = ()


class SalesDocumentFilterSet(django_filters.FilterSet):
    """What may be asked of sales documents."""

    q = WordsFilter(label=_("Number, description or reference"))
    kind = django_filters.ChoiceFilter(
        choices=SalesDocument.Kind.choices, empty_label=ALL, label=_("Kind")
    )
    contact = ChoiceFilter(CONTACTS, method="of_contact", label=_("Contact"))
    salesperson = ChoiceFilter(SALESPEOPLE, label=_("Salesperson"))
    campaign = ChoiceFilter(CAMPAIGNS, label=_("Campaign"))

    class Meta:
        model = SalesDocument
        fields = ()

    def of_contact(self, queryset, name: str, contact: Contact) -> QuerySet:
        return queryset.of_contact(contact)


def mailings_for(request: HttpRequest | None) -> QuerySet:
    """The mailings of which the reader sees a mail: the title of another one is no chip."""
    mailings = Mailing.objects.all()
    if request is None or request.user.scope is None:
        return mailings
    mails = OutgoingMail.objects.visible_to(request.user)
    return mailings.filter(Exists(mails.filter(mailing=OuterRef("pk"))))


class OutgoingMailFilterSet(django_filters.FilterSet):
    """What may be asked of the mail queue."""

    state = django_filters.ChoiceFilter(
        choices=OutgoingMail.State.choices, empty_label=ALL, label=_("Status")
    )
    contact = ChoiceFilter(CONTACTS, label=_("Contact"))
    mailing = django_filters.ModelChoiceFilter(
        queryset=mailings_for, widget=forms.HiddenInput, label=_("Mailing")
    )

    class Meta:
        model = OutgoingMail
        fields = ()
