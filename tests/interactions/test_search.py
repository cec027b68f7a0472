"""What the search finds among interactions: to create one, templates, an entry by its number."""

import pytest
from django.contrib.auth.models import Permission

from crm import roles
from crm.search import Asked
from interactions.search import create_hits, entry_hits, template_hits
from tests.factories import (
    InteractionTemplateFactory,
    LogEntryFactory,
    PersonFactory,
    SalespersonFactory,
    UserFactory,
    seller,
)


def labels(source, user, text):
    return [hit.label for hit in source(Asked(user, text))]


def test_interaction_is_offered_with_the_best_contacts(db):
    jana = PersonFactory(first_name="Jana", surname="Nováková")

    (hit,) = create_hits(Asked(seller(), "novakova"))

    assert hit.label == "Create interaction: Jana Nováková"
    assert hit.href == f"/interactions/new/?contact={jana.pk}"


def test_interaction_is_not_offered_with_a_blocked_contact(db):
    PersonFactory(first_name="Jana", surname="Nováková", privacy_blocked=True)

    assert create_hits(Asked(seller(), "novakova")) == []


def test_interaction_is_not_offered_to_who_may_only_read(db):
    PersonFactory(first_name="Jana", surname="Nováková")

    assert create_hits(Asked(UserFactory(role=roles.AUDITOR), "novakova")) == []


def test_template_is_found_by_code_and_by_any_word(db):
    InteractionTemplateFactory(code="OUTCALL", description="Odchozí hovor")
    user = seller()

    assert labels(template_hits, user, "hovor") == ["Odchozí hovor"]
    assert labels(template_hits, user, "outc") == ["Odchozí hovor"]


def test_entry_is_found_by_its_number(db):
    entry = LogEntryFactory(description="Offer sent", contact__first_name="Jana")

    (hit,) = entry_hits(Asked(seller(), str(entry.pk)))

    assert hit.label == f"Interaction Log Entry {entry.pk}"
    assert hit.href == f"/interactions/{entry.pk}/"
    assert "Offer sent" in hit.hint


@pytest.mark.parametrize("typed", ["0", "99999999999999999999", "1a", "-1", "١"])
def test_what_is_no_number_of_an_entry_finds_none(db, typed):
    LogEntryFactory(pk=1)

    assert entry_hits(Asked(seller(), typed)) == []


def test_entry_out_of_scope_is_not_found(db):
    user = UserFactory()
    SalespersonFactory(user=user)
    user.user_permissions.set(Permission.objects.filter(codename="view_interactionlogentry"))
    mine = LogEntryFactory(contact__salesperson=user.own_salesperson)
    others = LogEntryFactory(contact__salesperson=SalespersonFactory())

    assert entry_hits(Asked(user, str(mine.pk)))
    assert entry_hits(Asked(user, str(others.pk))) == []
