"""The page that says what is recorded by itself, and the rules behind it."""

import re

import pytest
from django.db import IntegrityError, transaction

from crm import roles
from crm.models import DocumentKind
from interactions.models import RecordingRule
from tests.factories import (
    InteractionTemplateFactory,
    LogEntryFactory,
    RecordingRuleFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db
PAGE = "/setup/automatic-recording/"
ADMIN = "/admin/interactions/recordingrule/"


def rows_of(response):
    """The words of each row of the page."""
    rows = re.findall(r"<tr>(.*?)</tr>", response.content.decode(), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def test_every_kind_says_whether_it_is_recorded(client):
    client.force_login(UserFactory(role=roles.MARKETING))
    RecordingRuleFactory(template=InteractionTemplateFactory(description="Invoices"))

    rows = rows_of(client.get(PAGE))

    assert "Sales Invoice when it is printed or sent by e-mail Invoices" in rows
    assert "Sales Quote is not recorded –" in rows
    assert sum("is not recorded" in row for row in rows) == len(DocumentKind) - 1


def test_blocked_template_is_marked(client):
    client.force_login(UserFactory(role=roles.MARKETING))
    RecordingRuleFactory(template=InteractionTemplateFactory(description="Old", blocked=True))

    assert any(row.endswith("Old Blocked") for row in rows_of(client.get(PAGE)))


def test_set_up_leads_to_the_rule_and_to_a_new_one(client):
    client.force_login(UserFactory(role=roles.SETUP, is_staff=True))
    rule = RecordingRuleFactory()

    page = client.get(PAGE).content.decode()

    assert f"{ADMIN}{rule.pk}/change/" in page
    assert f"{ADMIN}add/?kind=sales_quote" in page


def test_page_without_rules_says_whom_to_ask(client):
    UserFactory(role=roles.SETUP, first_name="Radka", last_name="Malá")
    client.force_login(UserFactory(role=roles.MARKETING))

    page = client.get(PAGE).content.decode()

    assert "Nothing is recorded by itself yet" in page
    assert "Ask: Radka Malá" in page


def test_salesperson_lacks_the_right(client):
    client.force_login(seller())

    response = client.get(PAGE)

    assert response.status_code == 403
    assert "Read the rules of automatic recording" in response.content.decode()


def test_rule_is_made_in_the_admin_with_its_author(client):
    user = UserFactory(role=roles.SETUP, is_staff=True)
    client.force_login(user)
    template = InteractionTemplateFactory()

    client.post(f"{ADMIN}add/", {"kind": "sales_invoice", "template": template.pk})

    rule = RecordingRule.objects.get()
    assert (rule.kind, rule.template) == ("sales_invoice", template)
    assert rule.history.get().history_user == user


def test_marketing_only_reads_the_rules(client):
    client.force_login(UserFactory(role=roles.MARKETING, is_staff=True))

    assert client.get(f"{ADMIN}add/").status_code == 403


def test_kind_has_one_rule():
    RecordingRuleFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        RecordingRuleFactory()


def test_entry_shows_its_document(client):
    client.force_login(seller())
    entry = LogEntryFactory(document_kind="sales_invoice", document_number="FV-17")

    card = client.get(f"/interactions/{entry.pk}/").content.decode()
    rows = client.get("/interactions/").content.decode()

    assert "Sales Invoice FV-17" in card
    assert "Sales Invoice FV-17" in rows
