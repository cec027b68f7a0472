"""Keys that are known already stand in the statement themselves."""

import pytest

from crm.among import among
from crm.models import Contact
from interactions.models import InteractionLogEntry
from tests.factories import CompanyFactory, LogEntryFactory

pytestmark = pytest.mark.django_db


def test_rows_with_one_of_the_keys_are_found():
    one, two, _other = (CompanyFactory() for _ in range(3))

    assert set(Contact.objects.filter(among("pk", [one.pk, two.pk, 0]))) == {one, two}


def test_rows_that_point_to_one_of_the_keys_are_found_without_a_join():
    entry = LogEntryFactory()
    LogEntryFactory()

    found = InteractionLogEntry.objects.filter(among("contact", {entry.contact_id}))

    assert set(found) == {entry}
    assert "JOIN" not in str(found.query)


def test_no_keys_find_nothing(django_assert_num_queries):
    CompanyFactory()

    with django_assert_num_queries(0):
        assert list(Contact.objects.filter(among("pk", ()))) == []


def test_what_is_no_key_never_stands_in_a_statement():
    with pytest.raises(ValueError, match="invalid literal"):
        among("pk", ["1) OR (1 = 1"])
