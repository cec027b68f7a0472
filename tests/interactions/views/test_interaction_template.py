"""The pages of templates and groups: to read, to count, to go on."""

from decimal import Decimal
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from crm import roles
from interactions.models import InformationFlow, InteractionTemplate
from tests.factories import (
    NOW,
    CancellationFactory,
    InteractionGroupFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    SalespersonFactory,
    TemplateTextFactory,
    UserFactory,
    seller,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    user = seller()
    client.force_login(user)
    return user


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("ignores", "told"), [(False, "Phone"), (True, "Phone · whatever the contact prefers")]
)
def test_correspondence_type_is_told_in_words(client, user, ignores, told):
    template = InteractionTemplateFactory(
        correspondence_type="phone", ignore_contact_correspondence_type=ignores
    )

    page = text_of(client.get(template.get_absolute_url()))

    assert f"<dt>Correspondence Type</dt><dd>{told}</dd>" in page


def test_templates_stand_under_their_groups_in_their_order(client, user):
    calls = InteractionGroupFactory(description="Calls")
    letters = InteractionGroupFactory(description="Letters")
    InteractionTemplateFactory(group=letters, description="Offer")
    InteractionTemplateFactory(group=calls, description="Call back", position=20)
    InteractionTemplateFactory(group=calls, description="Call", position=10)

    response = client.get(reverse("interaction_template_list"))

    assert [
        (str(group), [row["name"] for row in rows]) for group, rows in response.context["groups"]
    ] == [("Calls", ["Call", "Call back"]), ("Letters", ["Offer"])]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Call", "Fair"]),
        ("use=active", ["Call"]),
        ("use=blocked", ["Fair"]),
        ("q=fa", ["Fair"]),
        ("q=call&use=blocked", []),
        ("use=nonsense", ["Call", "Fair"]),
        ("q=" + "x" * 300, ["Call", "Fair"]),
    ],
)
def test_templates_are_narrowed_by_use_and_words(client, user, query, names):
    group = InteractionGroupFactory()
    InteractionTemplateFactory(group=group, description="Call", position=10)
    InteractionTemplateFactory(group=group, description="Fair", position=20, blocked=True)

    response = client.get(f"{reverse('interaction_template_list')}?{query}")

    assert [row["name"] for _group, rows in response.context["groups"] for row in rows] == names


def test_the_list_asks_no_more_for_more_templates(client, user, django_assert_max_num_queries):
    InteractionTemplateFactory.create_batch(5)

    with django_assert_max_num_queries(6):
        client.get(reverse("interaction_template_list"))


def test_without_a_template_it_says_what_they_are_for_and_whom_to_ask(client, user):
    UserFactory(role=roles.SETUP, first_name="Eva", last_name="Malá")

    response = client.get(reverse("interaction_template_list"))

    assert "Interactions are created from templates." in text_of(response)
    assert "Ask: Eva Malá" in text_of(response)
    assert response.context["set_up_url"] == ""


def test_without_a_template_whoever_may_is_led_to_the_set_up(client):
    client.force_login(UserFactory(role=roles.MARKETING, is_staff=True))

    response = client.get(reverse("interaction_template_list"))

    address = reverse("admin:interactions_interactiontemplate_changelist")
    assert f'href="{address}"' in text_of(response)
    assert "Set up templates" in text_of(response)


def test_a_card_shows_what_an_interaction_takes_from_the_template_and_its_texts(client, user):
    template = InteractionTemplateFactory(
        information_flow=InformationFlow.INBOUND,
        unit_cost=Decimal("12.50"),
        unit_duration=75,
        blocked=True,
    )
    TemplateTextFactory(template=template, subject="<b>For {company_name}", body="Dear\n\nyou")

    page = text_of(client.get(template.get_absolute_url()))

    assert "Inbound" in page
    assert "12.50 CZK" in page
    assert "1 h 15 min" in page
    assert "Blocked" in page
    assert "&lt;b&gt;For {company_name}" in page


def test_totals_come_once_the_card_stands_and_on_request_without_a_script(client, user):
    template = InteractionTemplateFactory()
    LogEntryFactory(template=template, cost=5, duration=10)

    card = client.get(template.get_absolute_url())
    asked = client.get(template.get_absolute_url(), {"totals": "1"})

    address = reverse("interaction_template_totals", args=[template.pk])
    assert f'hx-get="{address}"' in text_of(card)
    assert "sum" not in panel_of(card)
    assert panel_of(asked)["sum"]["number"] == "1"


def panel_of(response) -> dict:
    return next(
        panel for name, panel in response.context["main_panels"] if "_template_totals" in name
    )


def totals(client, noun, **query) -> dict:
    name = "interaction_template" if isinstance(noun, InteractionTemplate) else "interaction_group"
    response = client.get(reverse(f"{name}_totals", args=[noun.pk]), query)
    assert response.status_code == HTTPStatus.OK
    return response.context["panel"]


def test_canceled_entries_count_nowhere(client, user):
    template = InteractionTemplateFactory()
    LogEntryFactory(template=template, cost=Decimal("5.50"), duration=50)
    LogEntryFactory(template=template, cost=Decimal("1.00"), duration=20)
    LogEntryFactory(template=template, cost=100, duration=100, cancellation=CancellationFactory())

    panel = totals(client, template)

    assert (panel["sum"]["number"], panel["sum"]["duration"]) == ("2", "1\xa0h\xa010\xa0min")
    assert panel["sum"]["cost"].startswith("6.50")


def test_a_group_is_the_sum_of_its_templates(client, user):
    group = InteractionGroupFactory()
    call, letter = InteractionTemplateFactory.create_batch(2, group=group)
    LogEntryFactory.create_batch(2, template=call, cost=10, duration=1)
    LogEntryFactory(template=letter, cost=5, duration=2)
    LogEntryFactory(cost=1000)

    panel = totals(client, group)

    assert [(line["name"], line["number"]) for line in panel["lines"]] == [
        (str(call), "2"),
        (str(letter), "1"),
    ]
    assert (panel["sum"]["number"], panel["sum"]["duration"]) == ("3", "4\xa0min")


def test_totals_are_of_the_days_asked_for_and_lead_to_the_same_entries(client, user):
    template = InteractionTemplateFactory()
    LogEntryFactory(template=template, occurred_at=NOW)
    LogEntryFactory(template=template, occurred_at=NOW.replace(month=1))

    panel = totals(client, template, date_from="2026-11-03", date_to="2026-11-03")
    entries = client.get(panel["entries_url"])

    assert panel["sum"]["number"] == "1"
    assert len(entries.context["rows"]) == 1


def test_days_that_make_no_sense_are_said_and_not_guessed(client, user):
    panel = totals(client, InteractionTemplateFactory(), date_from="31.2.")

    assert not panel["is_valid"]


def test_totals_leave_out_what_the_reader_does_not_see(client, user):
    user.groups.first().permissions.remove(Permission.objects.get(codename="see_all"))
    template = InteractionTemplateFactory()
    LogEntryFactory(template=template, contact__salesperson=user.own_salesperson)
    LogEntryFactory(template=template, contact__salesperson=SalespersonFactory())

    assert totals(client, template)["sum"]["number"] == "1"


def test_a_card_leads_to_the_log_and_whoever_may_to_the_set_up(client, user):
    template = InteractionTemplateFactory()

    as_seller = text_of(client.get(template.get_absolute_url()))
    client.force_login(UserFactory(role=roles.MARKETING, is_staff=True))
    as_marketer = text_of(client.get(template.get_absolute_url()))

    set_up = reverse("admin:interactions_interactiontemplate_change", args=[template.pk])
    assert f'href="{reverse("log_entry_list")}?template={template.pk}"' in as_seller
    assert set_up not in as_seller
    assert set_up in as_marketer


def test_what_is_not_there_is_not_found(client, user):
    for name in ("interaction_template", "interaction_group", "interaction_template_totals"):
        assert client.get(reverse(name, args=[404])).status_code == HTTPStatus.NOT_FOUND


def test_a_user_without_a_role_may_not_open_them(client):
    client.force_login(UserFactory())
    template = InteractionTemplateFactory()

    for address in (
        reverse("interaction_template_list"),
        template.get_absolute_url(),
        template.group.get_absolute_url(),
        reverse("interaction_template_totals", args=[template.pk]),
    ):
        response = client.get(address)
        assert response.status_code == HTTPStatus.FORBIDDEN
        assert "View interaction templates" in text_of(response)


def test_choices_are_active_templates_in_their_order_with_their_group(client, user):
    group = InteractionGroupFactory(description="Calls")
    InteractionTemplateFactory(group=group, description="Call back", position=20)
    InteractionTemplateFactory(group=group, description="Call", position=10)
    InteractionTemplateFactory(group=group, description="Call no more", blocked=True)

    results = client.get(reverse("template_choices"), {"q": "call"}).json()["results"]

    assert [(row["text"], row["hint"]) for row in results] == [
        ("Call", "Calls"),
        ("Call back", "Calls"),
    ]
