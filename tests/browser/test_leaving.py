"""Leaving the form: one question with three answers, and no more keys than it takes."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from crm.models import User
from interactions.models import InteractionLogEntry, PostponedInteraction
from tests.factories import (
    InteractionTemplateFactory,
    PersonFactory,
    PostponedInteractionFactory,
    seller,
)

QUESTION = "Finish this interaction later?"
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


@pytest.fixture
def user(live_server):
    InteractionTemplateFactory(description="Outgoing call", position=1)
    return seller(name="Petr Malý")


@pytest.fixture
def contact(user):
    return PersonFactory(first_name="Karel", surname="Dvořák")


@pytest.fixture
def at(new_context, sign_in, user):
    def open_page(address, *, scripts=True, theme="light", wide=1440):
        User.objects.filter(pk=user.pk).update(theme=theme)
        context = new_context(color_scheme=theme, java_script_enabled=scripts)
        sign_in(user, context)
        page = context.new_page()
        page.set_viewport_size({"width": wide, "height": 900})
        page.goto(address)
        return page

    return open_page


@pytest.fixture
def typed(at):
    """A form with half a sentence in it, the focus still there."""
    page = at(reverse("interaction_new"))
    page.locator("#interaction-form textarea").click()
    page.keyboard.type("She will be back on Mon")
    return page


def question(page):
    return page.get_by_role("dialog", name=QUESTION)


def cancel(page):
    return page.locator("#interaction-form").get_by_role("button", name="Cancel", exact=True)


def has_focus(page, selector):
    return page.evaluate("selector => document.activeElement.matches(selector)", selector)


def test_an_untouched_form_closes_without_a_question_and_leaves_nothing(at, contact):
    page = at(f"{reverse('interaction_new')}?contact={contact.pk}&next=/contacts/{contact.pk}/")

    cancel(page).click()

    expect(page).to_have_url(re.compile(f"/contacts/{contact.pk}/$"))
    assert not PostponedInteraction.objects.exists()


def test_the_question_takes_the_focus_and_gives_it_back(typed):
    typed.keyboard.press("Escape")

    expect(question(typed)).to_be_visible()
    assert has_focus(typed, "[data-leave-question] [name=later]")
    typed.keyboard.press("Escape")
    expect(question(typed)).to_be_hidden()
    assert has_focus(typed, "#interaction-form textarea")
    typed.keyboard.type("day")
    expect(typed.locator("#interaction-form textarea")).to_have_value("She will be back on Monday")


def test_the_focus_stays_in_the_question(typed):
    typed.keyboard.press("Escape")

    for _ in range(7):
        typed.keyboard.press("Tab")
        assert has_focus(typed, "[data-leave-question] *, body")


def test_keep_editing_goes_back_to_the_form(typed):
    cancel(typed).click()

    question(typed).get_by_role("button", name="Keep editing").click()

    expect(question(typed)).to_be_hidden()
    assert has_focus(typed, "#interaction-form [name=leave]")


def test_discard_leaves_nothing_in_the_list(typed):
    cancel(typed).click()

    question(typed).get_by_role("button", name="Discard").click()

    expect(typed.get_by_text("Discarded.")).to_be_visible()
    assert not PostponedInteraction.objects.kept().exists()


def test_to_postpone_takes_two_keys(typed):
    typed.keyboard.press("Escape")
    typed.keyboard.press("Enter")

    expect(typed.get_by_text("Interaction postponed")).to_be_visible()
    row = PostponedInteraction.objects.kept().get()
    assert row.typed["comment"] == ["She will be back on Mon"]
    assert not row.is_interrupted


def test_ctrl_enter_in_the_question_postpones_and_never_records(typed):
    typed.keyboard.press("Escape")
    typed.keyboard.press("Control+Enter")

    expect(typed.get_by_text("Interaction postponed")).to_be_visible()
    assert not InteractionLogEntry.objects.exists()


def test_finish_later_beside_ok_takes_one_click(typed):
    typed.locator(".form-buttons > [name=later]").click()

    expect(typed.get_by_text("Interaction postponed")).to_be_visible()


def test_a_resumed_one_that_nobody_changed_closes_without_a_question(at, user):
    row = PostponedInteractionFactory(owner=user)
    page = at(f"{reverse('postponed_resume', args=[row.pk])}")

    cancel(page).click()

    expect(page).to_have_url(re.compile("//[^/]+/$"))
    assert PostponedInteraction.objects.kept().get() == row


def test_a_resumed_one_that_was_changed_asks(at, user):
    row = PostponedInteractionFactory(owner=user)
    page = at(f"{reverse('postponed_resume', args=[row.pk])}")
    page.locator("#interaction-form textarea").fill("And more")

    cancel(page).click()

    expect(question(page)).to_be_visible()


def test_without_scripts_a_page_asks_the_same(at):
    page = at(reverse("interaction_new"), scripts=False)
    page.locator("#interaction-form textarea").fill("She will be back on Mon")

    cancel(page).click()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    page.get_by_role("button", name="Keep editing").click()
    expect(page.locator("#interaction-form textarea")).to_have_value("She will be back on Mon")
    cancel(page).click()
    page.get_by_role("button", name="Finish later").click()

    expect(page.get_by_text("Interaction postponed")).to_be_visible()
    assert PostponedInteraction.objects.kept().count() == 1


@pytest.mark.look
@pytest.mark.parametrize("wide", [1440, 320])
@THEMES
def test_the_question_is_for_everybody(at, axe, theme, wide):
    page = at(reverse("interaction_new"), theme=theme, wide=wide)
    page.locator("#interaction-form textarea").fill("She will be back on Mon")
    cancel(page).click()
    expect(question(page)).to_be_visible()

    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= wide


def test_the_composer_can_be_finished_later_too(at, contact):
    page = at(f"/contacts/{contact.pk}/")
    page.locator("#composer-text").fill("Rings back at five")

    page.locator("[data-composer]").get_by_role("button", name="Finish later").click()

    expect(page.get_by_text("Interaction postponed: Karel Dvořák")).to_be_visible()
    assert PostponedInteraction.objects.kept().get().contact == contact
