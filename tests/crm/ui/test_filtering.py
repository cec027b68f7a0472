"""A filter copies and checks the questions that somebody asks, and no others."""

import django_filters
import pytest
from django.contrib.messages.storage.base import BaseStorage
from django.http import QueryDict

from crm.models import Salesperson
from crm.ui.filtering import Filtering
from tests.factories import SalespersonFactory

pytestmark = pytest.mark.django_db


class SellerFilterSet(django_filters.FilterSet):
    q = django_filters.CharFilter(field_name="name", lookup_expr="startswith", label="Name")
    blocked = django_filters.BooleanFilter(label="Blocked")
    size = django_filters.NumberFilter(field_name="pk", label="Size")

    class Meta:
        model = Salesperson
        fields = ()


@pytest.fixture
def filtering(rf):
    def over(query, **ignored):
        request = rf.get(f"/?{query}")
        request.htmx = False
        request._messages = BaseStorage(request)
        rows = Salesperson.objects.order_by("pk")
        return Filtering(SellerFilterSet, QueryDict(query), rows, request, **ignored)

    return over


def test_nothing_asked_is_every_row_and_no_question(filtering):
    rows = [SalespersonFactory(), SalespersonFactory(blocked=True)]

    asked = filtering("")

    assert list(asked.queryset) == rows
    assert list(asked.filterset.filters) == []
    assert asked.chips == []
    assert asked.query == ""


def test_what_is_asked_narrows_and_stands_on_a_chip(filtering):
    SalespersonFactory()
    blocked = SalespersonFactory(blocked=True)

    asked = filtering("blocked=true&q=Sales")

    assert list(asked.queryset) == [blocked]
    assert sorted(asked.filterset.filters) == ["blocked", "q"]
    assert [(chip.label, chip.value, chip.without) for chip in asked.chips] == [
        ("Blocked", "yes", "?q=Sales")
    ]
    assert asked.query == "blocked=true&q=Sales"


def test_the_form_that_opens_asks_everything_and_knows_what_was_asked(filtering):
    form = filtering("blocked=true").form

    assert list(form.fields) == ["q", "blocked", "size"]
    assert form["blocked"].value() is True


def test_what_makes_no_sense_is_left_out_and_told(filtering):
    seller = SalespersonFactory()

    asked = filtering("size=many&colour=red&q=Sales")

    assert list(asked.queryset) == [seller]
    assert asked.query == "q=Sales"
    [message] = asked.filterset.request._messages._queued_messages
    assert str(message) == "Not understood and left out of the filter: colour, size"


def test_a_quick_search_is_offered_where_there_is_one(filtering):
    assert filtering("").has_text
