"""Lists by hand and by keyboard: moving, opening, selecting, filtering."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import LogEntryFactory, PersonFactory, UserFactory

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def user(live_server):
    return UserFactory(username="jana", is_staff=True, is_superuser=True)


@pytest.fixture
def contacts(user):
    return [PersonFactory(first_name="Jana", surname=surname) for surname in ("Ada", "Bey", "Cey")]


@pytest.fixture
def page(page, new_context, sign_in, user):
    context = new_context()
    sign_in(user, context)
    return context.new_page()


@pytest.fixture
def contact_list(page, contacts):
    page.goto(reverse("contact_list"))
    return page


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim()")


def test_j_and_k_walk_along_the_rows(contact_list):
    contact_list.keyboard.press("j")
    assert "Ada" in focused(contact_list)

    contact_list.keyboard.press("j")
    contact_list.keyboard.press("j")
    contact_list.keyboard.press("j")
    assert "Cey" in focused(contact_list)

    contact_list.keyboard.press("k")
    assert "Bey" in focused(contact_list)


def test_enter_opens_the_row(contact_list, contacts):
    contact_list.keyboard.press("j")
    contact_list.keyboard.press("j")

    contact_list.keyboard.press("Enter")

    expect(contact_list).to_have_url(re.compile(f"{reverse('contact', args=[contacts[1].pk])}$"))


def test_filter_is_focused(contact_list):
    field = contact_list.locator("[data-filter-key]")

    for key in ("/", "f"):
        contact_list.keyboard.press(key)
        expect(field).to_be_focused()
        field.blur()

    # The slash of a Czech keyboard: Shift and the key right of P.
    contact_list.evaluate(
        """document.body.dispatchEvent(new KeyboardEvent("keydown", {
            key: "/", code: "BracketLeft", shiftKey: true, bubbles: true,
        }))"""
    )
    expect(field).to_be_focused()


def test_g_and_a_letter_go_to_a_page(contact_list):
    contact_list.keyboard.press("g")
    contact_list.keyboard.press("h")

    expect(contact_list).to_have_url(re.compile(r"/$"))


def test_c_creates_an_interaction(contact_list):
    contact_list.keyboard.press("c")

    expect(contact_list).to_have_url(re.compile(reverse("interaction_new")))


# --- Selecting --------------------------------------------------------------------------------


@pytest.fixture
def log(page, user):
    for _number in range(3):
        LogEntryFactory()
    page.goto(reverse("log_entry_list"))
    return page


def test_bar_appears_with_the_number_of_selected_rows(log):
    bar = log.locator("[data-bulk-bar]")
    expect(bar).to_be_hidden()

    log.keyboard.press("j")
    log.keyboard.press("x")
    expect(bar).to_contain_text("1 selected")

    log.get_by_label("Select all on this page").check()
    expect(bar).to_contain_text("3 selected")

    log.get_by_label("Select all on this page").uncheck()
    expect(bar).to_be_hidden()


def test_shift_selects_what_lies_between(log):
    boxes = log.locator("input[name=selected]")

    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])

    assert [box.is_checked() for box in boxes.all()] == [True, True, True]


def test_all_that_match_is_taken_back_with_a_row(log):
    log.locator("input[name=selected]").first.check()
    everything = log.locator("[data-bulk-all]")
    everything.check()
    expect(log.locator("input[name=selected]").nth(2)).to_be_checked()

    log.locator("input[name=selected]").nth(1).uncheck()

    expect(everything).not_to_be_checked()


def test_list_of_a_phone_shows_rows_as_cards(contact_list):
    contact_list.set_viewport_size(PHONE)

    assert contact_list.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    row = contact_list.locator(".list-table tbody tr").first
    assert row.evaluate("row => getComputedStyle(row).display") == "flex"


def test_head_of_a_long_list_stays_in_sight(page, user):
    for number in range(40):
        PersonFactory(surname=f"Long {number:02d}")
    page.goto(reverse("contact_list"))

    page.locator(".list-table tbody tr").last.scroll_into_view_if_needed()

    expect(page.locator(".list-table thead th").first).to_be_in_viewport()
    expect(page.locator(".list-foot")).to_be_in_viewport()


def test_filters_open_and_close_in_their_place(contact_list):
    button = contact_list.locator("[data-filters-toggle]")

    button.click()
    expect(contact_list.locator("#filters form")).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")

    button.click()
    expect(contact_list.locator("#filters form")).to_have_count(0)
    expect(button).to_have_attribute("aria-expanded", "false")
