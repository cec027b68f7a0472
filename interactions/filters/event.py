import django_filters
from django.utils.translation import gettext_lazy as _

from crm.models import DocumentKind
from crm.ui.choices import CONTACTS, ChoiceFilter
from interactions.models import ConnectedSystem, Event


class EventFilterSet(django_filters.FilterSet):
    """What may be asked of events that wait."""

    q = django_filters.CharFilter(
        field_name="party", lookup_expr="icontains", max_length=200, label=_("Told about")
    )
    kind = django_filters.ChoiceFilter(
        choices=DocumentKind.choices, empty_label=_("(any)"), label=_("Kind")
    )
    problem = django_filters.ChoiceFilter(
        choices=Event.Problem.choices, empty_label=_("(any)"), label=_("Problem")
    )
    contact = ChoiceFilter(CONTACTS, label=_("Contact"))
    system = django_filters.ModelChoiceFilter(
        queryset=ConnectedSystem.objects.all(),
        empty_label=_("(any)"),
        label=_("Connected system"),
    )

    class Meta:
        model = Event
        fields = ()
