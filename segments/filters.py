"""What may be asked of segments, and of contacts by what happened with them."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crm.filters import WordsFilter
from crm.ui.choices import CAMPAIGNS, SALESPEOPLE, ChoiceField, ChoiceFilter
from interactions.choices import TEMPLATES
from interactions.models import Evaluation, InteractionLogEntry
from segments.models import SavedCriteria, Segment


class SegmentFilterSet(django_filters.FilterSet):
    """What may be asked of segments."""

    q = WordsFilter(label=_("Number or description"))
    salesperson = ChoiceFilter(SALESPEOPLE, label=_("Salesperson"))
    campaign = ChoiceFilter(CAMPAIGNS, label=_("Campaign"))
    template = ChoiceFilter(TEMPLATES, label=_("Interaction Template"))

    class Meta:
        model = Segment
        fields = ()


def segments_for(request: HttpRequest | None) -> QuerySet:
    """The segments that the reader sees; nobody's where nobody asks."""
    if request is None:
        return Segment.objects.none()
    return Segment.objects.visible_to(request.user)


class ContactsOnSegmentFilter(django_filters.ModelChoiceFilter):
    """Entries of the contacts that stand on a segment now, whatever they came from."""

    note = _("These are all entries of the contacts that stand on the segment now.")

    def __init__(self):
        super().__init__(
            queryset=segments_for, widget=forms.HiddenInput, label=_("Contacts on the segment")
        )

    def filter(self, qs: QuerySet, value: Segment | None) -> QuerySet:
        if value is None:
            return qs
        return qs.filter(contact__in=value.lines.kept().order_by().values("contact"))


class SavedCriteriaFilterSet(django_filters.FilterSet):
    """Saved criteria by a part of their name."""

    q = django_filters.CharFilter(
        field_name="name", lookup_expr="icontains", max_length=100, label=_("Name")
    )

    class Meta:
        model = SavedCriteria
        fields = ()


class HistoryForm(forms.Form):
    """What happened with a contact, as a question; each part alone or together with others.

    How long nothing happened is asked by the contact filter itself (`untouched`).
    """

    last_evaluation = forms.TypedChoiceField(
        label=_("Last evaluation"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("(all)")), *Evaluation.choices],
    )
    got = ChoiceField(TEMPLATES, label=_("Got the template"), required=False)
    never_got = ChoiceField(TEMPLATES, label=_("Did not get the template"), required=False)

    def narrow(self, contacts: QuerySet) -> QuerySet:
        """Those of *contacts* for whom the answers hold; the form is valid."""
        asked = self.cleaned_data
        standing = InteractionLogEntry.objects.standing()
        of_contact = standing.filter(contact=OuterRef("pk"))
        if asked.get("last_evaluation"):
            contacts = contacts.filter(pk__in=_last_evaluated(standing, asked["last_evaluation"]))
        if asked.get("got"):
            contacts = contacts.filter(Exists(of_contact.filter(template=asked["got"])))
        if asked.get("never_got"):
            contacts = contacts.filter(~Exists(of_contact.filter(template=asked["never_got"])))
        return contacts


def _last_evaluated(standing: QuerySet, evaluation: int) -> QuerySet:
    """Keys of contacts whose latest evaluated entry bears *evaluation*."""
    evaluated = standing.exclude(evaluation=None)
    later = evaluated.filter(contact=OuterRef("contact")).filter(
        Q(occurred_at__gt=OuterRef("occurred_at"))
        | Q(occurred_at=OuterRef("occurred_at"), pk__gt=OuterRef("pk"))
    )
    return evaluated.filter(evaluation=evaluation).filter(~Exists(later)).values("contact")
