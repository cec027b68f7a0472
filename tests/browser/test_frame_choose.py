"""Choosing a row by typing: without accents, by keyboard, faster than the answer."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from interactions.models import PostponedInteraction
from tests.factories import (
    CompanyFactory,
    InteractionTemplateFactory,
    PersonFactory,
    UserFactory,
)

OFFERED = ".ts-dropdown [role=option]"


@pytest.fixture
def user(live_server):
    return UserFactory(username="jana", is_staff=True, is_superuser=True)


@pytest.fixture
def form(new_context, sign_in, user):
    InteractionTemplateFactory()
    company = CompanyFactory(company_name="Kovo Hradiště")
    PersonFactory(first_name="Jan", surname="Dvořák", company=company)
    PersonFactory(first_name="Eva", surname="Dvořáková")
    PersonFactory(first_name="Jan", surname="Novák")
    context = new_context()
    sign_in(user, context)
    page = context.new_page()
    page.goto(reverse("interaction_new"))
    return page


@pytest.fixture
def contact(form):
    return form.get_by_role("combobox", name=re.compile("^Contact"))


def chosen(form):
    return form.locator("select[name=contact]").evaluate(
        "select => select.selectedOptions[0]?.textContent ?? ''"
    )


def test_typing_finds_without_accents_and_enter_chooses(form, contact):
    contact.press_sequentially("dvorak jan")
    expect(form.get_by_role("option", name=re.compile("Jan Dvořák"))).to_be_visible()

    contact.press("Enter")

    assert chosen(form).startswith("Jan Dvořák")


def test_what_was_chosen_is_seen_at_once_and_gives_way_to_what_is_typed(form, contact):
    item = form.locator(".ts-wrapper .item").first
    contact.press_sequentially("novak")
    expect(form.get_by_role("option", name=re.compile("Jan Novák"))).to_be_visible()

    contact.press("Enter")
    expect(contact).to_be_focused()
    expect(item).to_be_visible()

    contact.press_sequentially("dvo")
    expect(item).to_be_hidden()

    form.locator("h1").click()
    expect(item).to_have_text(re.compile("Jan Novák"))
    expect(item).to_be_visible()


def test_enter_may_be_faster_than_the_answer(form, contact):
    form.route(
        "**/choices/contacts/**", lambda route: (form.wait_for_timeout(400), route.continue_())
    )

    contact.press_sequentially("novak")
    contact.press("Enter")

    expect(form.locator(".ts-wrapper .item").first).to_contain_text("Jan Novák")
    assert chosen(form).startswith("Jan Novák")
    expect(form).to_have_url(re.compile(f"{reverse('interaction_new')}$"))


@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_form_that_is_sent_before_the_answer_waits_for_it(form, contact, key):
    form.route(
        "**/choices/contacts/**", lambda route: (form.wait_for_timeout(400), route.continue_())
    )

    contact.press_sequentially("novak")
    contact.press(key)
    form.locator(".form-buttons > [name=later]").click()

    expect(form.get_by_text("Interaction postponed")).to_be_visible()
    assert PostponedInteraction.objects.get().contact.name == "Jan Novák"


def test_field_stays_as_high_when_it_is_left(form, contact):
    """Else the button below moves away under the click that leaves the field."""
    PersonFactory(first_name="Maxmilián", surname="Nejdelší " * 8)
    contact.press_sequentially("nejdel")
    expect(form.get_by_role("option", name=re.compile("Nejdelší"))).to_be_visible()
    contact.press("Enter")
    ok = form.locator(".form-buttons > [name=later]")
    before = ok.bounding_box()

    form.locator("h1").click()

    expect(form.locator(".ts-wrapper .item").first).to_contain_text("Nejdelší")
    assert ok.bounding_box() == before


def test_arrows_move_and_escape_leaves_the_choice(form, contact):
    contact.press_sequentially("dvor")
    expect(form.locator(OFFERED)).to_have_count(2)
    first = form.locator("[role=option].active").text_content()

    contact.press("ArrowDown")
    assert form.locator("[role=option].active").text_content() != first

    contact.press("Escape")
    expect(form.locator(OFFERED).first).to_be_hidden()
    assert chosen(form) == ""


def test_shorter_words_find_more_again(form, contact):
    contact.press_sequentially("dvorako")
    expect(form.locator(OFFERED)).to_have_count(1)

    for _letter in "ako":
        contact.press("Backspace")

    expect(form.locator(OFFERED)).to_have_count(2)


def test_nothing_found_is_said(form, contact):
    contact.press_sequentially("zzzz")

    expect(form.get_by_text("Nothing found", exact=True).last).to_be_visible()


def test_choice_is_emptied_by_backspace(form, contact):
    contact.press_sequentially("novak")
    expect(form.get_by_role("option", name=re.compile("Jan Novák"))).to_be_visible()
    contact.press("Enter")

    contact.press("Backspace")

    assert chosen(form) == ""


@pytest.mark.look
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_open_choice_is_clean(form, contact, axe, theme):
    form.evaluate("theme => document.documentElement.setAttribute('data-bs-theme', theme)", theme)
    contact.press_sequentially("dvor")
    expect(form.locator(OFFERED)).to_have_count(2)

    axe(form)


def test_session_that_ended_finds_nothing_and_breaks_nothing(form, contact):
    form.context.clear_cookies(name="sessionid")

    contact.press_sequentially("novak")

    expect(form.get_by_text("Nothing found", exact=True).last).to_be_visible()
