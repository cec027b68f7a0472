"""Templates in a browser: set up with a picker and a preview, read with their totals."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from crm import roles
from interactions.models import InteractionTemplate
from tests.factories import (
    InteractionGroupFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    PersonFactory,
    TemplateTextFactory,
    UserFactory,
    seller,
)

THEMES = ("light", "dark")


@pytest.fixture
def marketer(transactional_db):
    return UserFactory(role=roles.MARKETING, is_staff=True)


def page_of(user, new_context, sign_in, **options):
    context = new_context(**options)
    sign_in(user, context)
    return context.new_page()


def test_merge_fields_are_put_where_the_cursor_is(marketer, new_context, sign_in):
    template = TemplateTextFactory(subject="For ", body="Dear you").template
    page = page_of(marketer, new_context, sign_in)
    page.goto(reverse("admin:interactions_interactiontemplate_change", args=[template.pk]))

    subject, body = page.locator("#id_texts-0-subject"), page.locator("#id_texts-0-body")
    subject.focus()
    page.keyboard.press("End")
    page.get_by_role("button", name="Company name").click()
    body.evaluate("field => { field.focus(); field.setSelectionRange(5, 8); }")
    page.get_by_role("button", name="First name").click()
    page.keyboard.type("!")

    expect(subject).to_have_value("For {company_name}")
    expect(body).to_have_value("Dear {first_name}!")


def test_merge_fields_reach_a_text_that_was_just_added(marketer, new_context, sign_in):
    template = InteractionTemplateFactory()
    page = page_of(marketer, new_context, sign_in)
    page.goto(reverse("admin:interactions_interactiontemplate_change", args=[template.pk]))

    page.get_by_role("button", name="Add another Text").click()
    page.get_by_role("button", name="Surname").click()

    expect(page.locator("#id_texts-0-subject")).to_have_value("{surname}")


@pytest.mark.parametrize("scripted", [True, False])
def test_what_is_typed_is_previewed_for_a_contact_before_it_is_saved(
    marketer, new_context, sign_in, scripted
):
    PersonFactory(first_name="Jana", surname="Dvořáková <b>")
    PersonFactory(first_name="Karel", surname="Dvořák")
    template = TemplateTextFactory(body="old").template
    page = page_of(marketer, new_context, sign_in, java_script_enabled=scripted)
    page.goto(reverse("admin:interactions_interactiontemplate_change", args=[template.pk]))

    page.locator("#id_texts-0-body").fill("Dear {first_name} {surname}")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview what is typed").click()
    preview = opened.value
    expect(preview.get_by_text("Dear Jana Nováková")).to_be_visible()
    preview.get_by_label("Contact").fill("dvorak")
    preview.get_by_role("button", name="Find").click()
    preview.get_by_role("button", name="Jana Dvořáková <b>").click()

    expect(preview.get_by_text("Dear Jana Dvořáková <b>")).to_be_visible()
    template.refresh_from_db()
    assert template.texts.get().body == "old"


def test_enter_in_the_form_saves_and_does_not_preview(marketer, new_context, sign_in):
    template = InteractionTemplateFactory(description="Before")
    page = page_of(marketer, new_context, sign_in)
    page.goto(reverse("admin:interactions_interactiontemplate_change", args=[template.pk]))

    page.locator("#id_description").fill("After")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("After")

    assert InteractionTemplate.objects.get().description == "After"
    assert len(page.context.pages) == 1


def test_a_used_template_is_blocked_where_it_was_to_be_deleted(marketer, new_context, sign_in):
    template = LogEntryFactory(template__description="Fair").template
    page = page_of(marketer, new_context, sign_in)
    page.goto(reverse("admin:interactions_interactiontemplate_delete", args=[template.pk]))

    expect(page.get_by_text("Fair: interactions were recorded")).to_be_visible()
    page.get_by_role("button", name="Block", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("1 template blocked.")

    template.refresh_from_db()
    assert template.blocked


@pytest.mark.parametrize("scripted", [True, False])
def test_a_card_counts_once_it_stands_or_on_request(
    transactional_db, new_context, sign_in, scripted
):
    template = InteractionTemplateFactory(description="Outgoing call")
    LogEntryFactory.create_batch(3, template=template)
    page = page_of(seller(), new_context, sign_in, java_script_enabled=scripted)
    page.goto(reverse("interaction_template_list"))
    page.get_by_role("link", name="Outgoing call").click()

    if not scripted:
        page.get_by_role("button", name="Show").click()

    expect(page.locator("#totals-result .totals-sum")).to_contain_text("3")
    page.get_by_role("link", name="Show these entries").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Interaction Log Entries: Outgoing call"
    )


@pytest.mark.look
@pytest.mark.parametrize("theme", THEMES)
def test_nothing_stands_in_anybodys_way(transactional_db, new_context, sign_in, axe, theme):
    text = TemplateTextFactory(subject="For {company_name}", body="Dear {surname}")
    group = InteractionGroupFactory(description="Visits")
    InteractionTemplateFactory(group=group, blocked=True)
    LogEntryFactory(template=text.template)
    page = page_of(seller(), new_context, sign_in, color_scheme=theme)

    for address in (
        reverse("interaction_template_list"),
        text.template.get_absolute_url(),
        text.template.group.get_absolute_url(),
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        axe(page)


@pytest.mark.look
@pytest.mark.parametrize("theme", THEMES)
def test_the_set_up_stands_in_nobodys_way(marketer, new_context, sign_in, axe, theme):
    text = TemplateTextFactory(subject="For {company_name}", body="Dear {surname}")
    used = LogEntryFactory().template
    page = page_of(marketer, new_context, sign_in, color_scheme=theme)

    for name, *args in (
        ("changelist",),
        ("change", text.template_id),
        ("history", text.template_id),
        ("preview_of", text.template_id),
        ("delete", used.pk),
    ):
        page.goto(reverse(f"admin:interactions_interactiontemplate_{name}", args=args))
        axe(page)
