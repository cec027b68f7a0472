"""The administration under the policy: each kind of its pages, in both languages and themes."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from crm.models import User
from tests.factories import (
    CampaignFactory,
    InteractionTemplateFactory,
    NumberSeriesLineFactory,
    UserFactory,
)


@pytest.fixture
def user(live_server):
    return UserFactory(
        username="jana", first_name="Jana", last_name="Nováková", is_staff=True, is_superuser=True
    )


@pytest.fixture
def admin(new_context, sign_in, user):
    """Open a page of the administration: `admin("crm_campaign_changelist")`."""

    def open_page(name, *args, theme="light", language="en"):
        User.objects.filter(pk=user.pk).update(theme=theme, language=language)
        context = new_context()
        sign_in(user, context)
        page = context.new_page()
        page.goto(reverse(f"admin:{name}", args=args))
        return page

    return open_page


@pytest.fixture
def template(user):
    return InteractionTemplateFactory(campaign=CampaignFactory(description="Spring fair"))


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "cs")])
def test_page_wears_name_theme_and_language(admin, theme, language):
    page = admin("index", theme=theme, language=language)

    expect(page.get_by_role("link", name="Rapport", exact=False).first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert "Django" not in page.content()


@pytest.mark.look
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_kind_of_page_is_clean(admin, axe, template, user, theme):
    series = NumberSeriesLineFactory().series
    pages = (
        ("interactions_interactiontemplate_changelist",),
        ("interactions_interactiontemplate_change", template.pk),
        ("interactions_interactiontemplate_delete", template.pk),
        ("interactions_interactiontemplate_history", template.pk),
        ("crm_numberseries_change", series.pk),
        ("crm_user_change", user.pk),
    )
    page = admin("index", theme=theme)

    for name, *args in pages:
        page.goto(reverse(f"admin:{name}", args=args))
        axe(page)


def test_group_is_added_in_a_window_of_its_own(admin, template):
    page = admin("interactions_interactiontemplate_change", template.pk)

    with page.expect_popup() as popup:
        page.locator("#add_id_group").click()
    popup.value.locator("[name=code]").fill("FAIR")
    popup.value.locator("[name=description]").fill("Fairs")
    with popup.value.expect_event("close"):
        popup.value.locator("[name=_save]").click()

    expect(page.locator("#id_group option:checked")).to_contain_text("Fairs")


def test_rows_are_added_to_a_series(admin):
    series = NumberSeriesLineFactory().series
    page = admin("crm_numberseries_change", series.pk)

    page.locator(".add-row a").click()

    expect(page.get_by_label("Prefix").nth(1)).to_be_visible()


def test_date_picker_opens_and_picks(admin):
    series = NumberSeriesLineFactory().series
    page = admin("crm_numberseries_change", series.pk)

    page.locator(".datetimeshortcuts a").first.click()

    assert page.locator("input.vDateField").first.input_value() != ""


def test_saved_change_is_told_and_in_the_history(admin, template):
    page = admin("interactions_interactiontemplate_change", template.pk)
    page.locator("[name=description]").fill("Outgoing call, renamed")

    page.locator("[name=_save]").click()

    expect(page.locator(".messagelist")).to_contain_text("Outgoing call, renamed")
    page = admin("interactions_interactiontemplate_history", template.pk)
    expect(page.locator("#content")).to_contain_text("Outgoing call, renamed")


def test_form_of_an_ended_session_shows_its_text_after_the_sign_in(admin, template, complaints):
    page = admin("interactions_interactiontemplate_change", template.pk)
    page.locator("[name=description]").fill("Typed while the session ended")
    page.context.clear_cookies(name="sessionid")

    page.locator("[name=_save]").click()
    page.get_by_label("User name or e-mail").fill("jana")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_text("You typed this before you were signed out")).to_be_visible()
    expect(page.get_by_text("Typed while the session ended")).to_be_visible()
    complaints[:] = [complaint for complaint in complaints if "401" not in complaint]
