"""The set-up of templates in the administration."""

from decimal import Decimal
from http import HTTPStatus

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import translation

from crm import roles
from interactions.models import Evaluation, InteractionLogEntry, InteractionTemplate, TemplateText
from tests.factories import (
    CompanyFactory,
    InteractionGroupFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    PersonFactory,
    SalespersonFactory,
    TemplateTextFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LIST = "admin:interactions_interactiontemplate_changelist"
ADD = "admin:interactions_interactiontemplate_add"
CHANGE = "admin:interactions_interactiontemplate_change"
DELETE = "admin:interactions_interactiontemplate_delete"
HISTORY = "admin:interactions_interactiontemplate_history"
PREVIEW = "admin:interactions_interactiontemplate_preview"
PREVIEW_OF = "admin:interactions_interactiontemplate_preview_of"


def signed_in(client, role):
    user = UserFactory(role=role, is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def marketer(client):
    return signed_in(client, roles.MARKETING)


def typed(template=None, texts=(), **fields):
    """The form of a template as a browser sends it."""
    data = {
        "code": "CALL",
        "description": "Outgoing call",
        "position": "10",
        "unit_cost": "12.50",
        "unit_duration": "15",
        "texts-TOTAL_FORMS": str(len(texts)),
        "texts-INITIAL_FORMS": str(sum("id" in text for text in texts)),
        **fields,
    }
    for index, text in enumerate(texts):
        data |= {f"texts-{index}-{name}": value for name, value in text.items()}
    return data


def test_a_template_is_added_with_its_texts_and_their_author(client, marketer):
    group = InteractionGroupFactory()

    client.post(
        reverse(ADD),
        typed(
            group=group.pk,
            texts=[{"language": "cs", "subject": "Nabídka", "body": "{salutation},"}],
        ),
    )

    template = InteractionTemplate.objects.get(code="CALL")
    text = template.texts.get()
    assert (text.language, text.subject, text.body) == ("cs", "Nabídka", "{salutation},")
    assert template.history.get().history_user == marketer
    assert text.history.get().history_user == marketer


def test_an_unknown_merge_field_is_refused_beside_its_field(client, marketer):
    group = InteractionGroupFactory()

    response = client.post(
        reverse(ADD), typed(group=group.pk, texts=[{"language": "cs", "body": "{password}"}])
    )

    assert response.status_code == HTTPStatus.OK
    assert "Unknown merge field: {password}" in response.content.decode()
    assert not InteractionTemplate.objects.exists()


def test_the_form_lists_every_merge_field_with_its_meaning(client, marketer):
    response = client.get(reverse(ADD))

    assert "<code>{salesperson_phone}</code>" in response.content.decode()
    assert "Phone of the salesperson" in response.content.decode()


def test_removing_a_text_is_told_in_the_history(client, marketer):
    text = TemplateTextFactory(body="old words")
    template = text.template

    client.post(
        reverse(CHANGE, args=[template.pk]),
        typed(
            group=template.group_id,
            texts=[
                {
                    "id": text.pk,
                    "template": template.pk,
                    "language": "cs",
                    "body": "old words",
                    "DELETE": "on",
                }
            ],
        ),
    )

    assert not TemplateText.objects.exists()
    assert TemplateText.history.first().history_user == marketer


def test_history_shows_what_changed_in_the_template_and_in_its_texts(client, marketer):
    text = TemplateTextFactory(body="old words")
    text.body = "new words"
    text.save()
    text.template.description = "Renamed"
    text.template.save()

    page = client.get(reverse(HISTORY, args=[text.template_id])).content.decode()

    assert "Renamed" in page
    assert "old words → new words" in " ".join(page.split())


def test_history_says_values_as_the_reader_knows_them(client, marketer):
    template = InteractionTemplateFactory(blocked=False, unit_cost="12.50", evaluation=None)
    template.blocked, template.unit_cost, template.language = True, Decimal("99.00"), "cs"
    template.evaluation = Evaluation.POSITIVE
    template.save()

    address = reverse(HISTORY, args=[template.pk])
    page = client.get(address, headers={"Accept-Language": "cs"}).content.decode()

    for change in ("ne → ano", "12,5 → 99", "– → Čeština", "– → Pozitivní"):
        assert change in page


def test_a_cost_is_typed_with_a_comma(client, marketer):
    group = InteractionGroupFactory()

    client.post(reverse(ADD), typed(group=group.pk, unit_cost="12,50"))

    template = InteractionTemplate.objects.get()
    form = client.get(reverse(CHANGE, args=[template.pk]), headers={"Accept-Language": "cs"})
    assert template.unit_cost == Decimal("12.50")
    assert 'type="text" name="unit_cost" value="12,5"' in form.content.decode()


def test_a_version_is_not_saved_by_whoever_may_only_read(client):
    signed_in(client, roles.AUDITOR)
    template = InteractionTemplateFactory(description="as it is")
    version = template.history.get()
    address = reverse(HISTORY, args=[template.pk]) + f"{version.pk}/"

    response = client.post(address, typed(group=template.group_id, description="as it was"))

    template.refresh_from_db()
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert template.description == "as it is"


def test_a_used_template_is_not_deleted_but_the_reason_is_said(client, marketer):
    template = InteractionTemplateFactory(description="Fair")
    LogEntryFactory.create_batch(3, template=template)
    address = reverse(DELETE, args=[template.pk])

    response = client.post(address, {"post": "yes"})

    page = response.content.decode()
    assert "Fair: interactions were recorded with this template." in page
    assert 'name="action" value="block"' in page
    assert InteractionTemplate.objects.filter(pk=template.pk).exists()


def test_refusing_does_not_fetch_the_entries(client, marketer, django_assert_max_num_queries):
    template = InteractionTemplateFactory()
    LogEntryFactory.create_batch(20, template=template)

    with django_assert_max_num_queries(12):
        response = client.get(reverse(DELETE, args=[template.pk]))

    assert "interactions were recorded" in response.content.decode()


def test_several_are_refused_together(client, marketer):
    used = LogEntryFactory().template
    unused = InteractionTemplateFactory()

    response = client.post(
        reverse(LIST),
        {"action": "delete_selected", "_selected_action": [used.pk, unused.pk], "post": "yes"},
    )

    assert f"{used}: interactions were recorded" in response.content.decode()
    assert InteractionTemplate.objects.count() == 2


def test_an_unused_template_is_deleted_with_its_texts(client, marketer):
    template = TemplateTextFactory().template

    client.post(reverse(DELETE, args=[template.pk]), {"post": "yes"})

    assert not InteractionTemplate.objects.exists()
    assert InteractionTemplate.history.first().history_user == marketer


def test_block_and_unblock_as_actions(client, marketer):
    template = InteractionTemplateFactory()

    client.post(reverse(LIST), {"action": "block", "_selected_action": [template.pk]})
    template.refresh_from_db()
    blocked = template.blocked
    client.post(reverse(LIST), {"action": "unblock", "_selected_action": [template.pk]})
    template.refresh_from_db()

    assert blocked
    assert not template.blocked
    assert template.history.first().history_user == marketer


def test_a_group_with_templates_is_not_deleted(client, marketer):
    group = InteractionTemplateFactory(group__description="Calls").group

    response = client.post(
        reverse("admin:interactions_interactiongroup_delete", args=[group.pk]), {"post": "yes"}
    )

    assert "Calls: templates or interaction log entries" in response.content.decode()
    assert InteractionTemplate.objects.exists()


@pytest.mark.parametrize(
    "query",
    ["interactions__cost__gt=1", "campaign__salesperson__user__password__startswith=a", "code=1"],
)
def test_only_offered_look_ups_are_allowed(client, marketer, query):
    response = client.get(f"{reverse(LIST)}?{query}")

    assert response.status_code == HTTPStatus.BAD_REQUEST


def test_the_list_is_searched_without_accents_and_filtered(client, marketer):
    InteractionTemplateFactory(description="Návštěva", blocked=True)
    InteractionTemplateFactory(description="Dopis")

    found = client.get(f"{reverse(LIST)}?q=navst&blocked__exact=1")

    assert [str(template) for template in found.context["cl"].result_list] == ["Návštěva"]


def test_log_entries_are_not_in_the_administration():
    assert not admin.site.is_registered(InteractionLogEntry)


@pytest.mark.parametrize("role", [roles.AUDITOR, roles.SALESPERSON])
def test_readers_cannot_change_templates(client, role):
    signed_in(client, role)
    template = InteractionTemplateFactory(description="Outgoing call")

    seen = client.get(reverse(CHANGE, args=[template.pk]))
    posted = client.post(reverse(CHANGE, args=[template.pk]), typed(group=template.group_id))
    client.post(reverse(LIST), {"action": "block", "_selected_action": [template.pk]})

    template.refresh_from_db()
    assert seen.status_code == HTTPStatus.OK
    assert posted.status_code == HTTPStatus.FORBIDDEN
    assert not template.blocked


def test_preview_fills_stored_texts_with_example_values(client, marketer):
    template = TemplateTextFactory(subject="For {company_name}", body="Dear {surname}").template

    page = client.get(reverse(PREVIEW_OF, args=[template.pk])).content.decode()

    assert "For Kovo Brno s.r.o." in page
    assert "Dear Nováková" in page


def test_preview_fills_what_is_typed_with_the_values_of_a_contact_escaped(client, marketer):
    contact = PersonFactory(
        surname="<script>alert(1)</script>", salesperson=SalespersonFactory(name="Petr Malý")
    )

    response = client.post(
        reverse(PREVIEW),
        typed(
            contact=contact.pk,
            texts=[
                {"language": "en", "subject": "<b>{salesperson_name}</b>", "body": "{surname}"},
                {"language": "cs", "subject": "left out", "DELETE": "on"},
            ],
        ),
    )

    page = response.content.decode()
    assert "&lt;b&gt;Petr Malý&lt;/b&gt;" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "left out" not in page


def test_preview_says_what_is_wrong_with_a_text(client, marketer):
    response = client.post(
        reverse(PREVIEW), typed(texts=[{"language": "en", "body": "{first_name.__class__}"}])
    )

    assert "Unknown merge field: {first_name.__class__}" in response.content.decode()


def test_preview_finds_contacts_by_words_and_offers_namesakes(client, marketer):
    PersonFactory(surname="Dvořák")
    PersonFactory(surname="Dvořáková")
    template = TemplateTextFactory(body="{surname}").template
    address = reverse(PREVIEW_OF, args=[template.pk])

    several = client.get(address, {"who": "dvor"})
    one = client.get(address, {"who": "dvorakova"})

    assert [contact.surname for contact in several.context["found"]] == ["Dvořák", "Dvořáková"]
    assert one.context["texts"][0].filled_body == "Dvořáková"


def test_preview_shows_no_contact_out_of_scope(client):
    user = signed_in(client, roles.MARKETING)
    user.groups.first().permissions.remove(Permission.objects.get(codename="see_all"))
    contact = CompanyFactory(company_name="Secret", salesperson=SalespersonFactory())
    template = TemplateTextFactory(body="{company_name}").template

    page = client.get(reverse(PREVIEW_OF, args=[template.pk]), {"contact": contact.pk})

    assert "Secret" not in page.content.decode()


@pytest.mark.parametrize("contact", ["0", "-1", "x", "9" * 30, "1\x00"])
def test_preview_survives_hostile_input(client, marketer, contact):
    response = client.post(
        reverse(PREVIEW),
        {"contact": contact, "who": "\x00", "texts-TOTAL_FORMS": "100000"},
    )

    assert response.status_code == HTTPStatus.OK


def test_preview_needs_the_right_to_view(client):
    client.force_login(UserFactory(is_staff=True))

    assert client.get(reverse(PREVIEW)).status_code == HTTPStatus.FORBIDDEN


def test_the_section_is_named_as_in_the_product(client, marketer):
    with translation.override("en"):
        page = client.get(reverse(LIST))

    assert page.context["title"] == "Interaction Templates"
