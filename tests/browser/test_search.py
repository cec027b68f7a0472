"""Search for Page or Report in a browser: by keys, in both languages, without scripts."""

import re

import pytest
from playwright.sync_api import expect

from crm.models import User
from tests.factories import PersonFactory, seller


@pytest.fixture
def user(live_server):
    return seller()


@pytest.fixture
def at(new_context, sign_in, user):
    """Open the settings as the user: `at(language="cs")`."""

    def open_page(*, language="en", **options):
        User.objects.filter(pk=user.pk).update(language=language)
        context = new_context(**options)
        sign_in(user, context)
        page = context.new_page()
        page.goto("/settings/")
        return page

    return open_page


def hits(page):
    return page.locator("#palette").get_by_role("option")


def asked(page, words):
    page.keyboard.press("Control+k")
    page.keyboard.type(words)
    expect(hits(page).first).to_be_visible()


def test_contact_is_found_by_part_of_the_name_and_opened_by_keys(at):
    PersonFactory(first_name="Karel", surname="Dvořák")
    page = at()

    asked(page, "dvor")
    expect(hits(page).first).to_contain_text("Karel Dvořák")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Karel Dvořák")


def test_arrows_choose_and_escape_closes(at):
    PersonFactory(first_name="Karel", surname="Dvořák")
    page = at()
    asked(page, "dvor")

    page.keyboard.press("ArrowDown")
    expect(hits(page).nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")

    expect(page.locator("#palette")).to_be_hidden()
    expect(page).to_have_url(re.compile("/settings/$"))


@pytest.mark.parametrize(
    ("language", "words", "heading"),
    [
        ("en", "log entries", "Interaction Log Entries"),
        ("en", "položky protokolu", "Interaction Log Entries"),
        ("cs", "polozky protokolu", "Položky protokolu interakce"),
        ("cs", "odložit interakce", "Odložené interakce"),
    ],
)
def test_pages_are_found_in_both_languages(at, language, words, heading):
    page = at(language=language)

    asked(page, words)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_page_that_one_may_not_open_is_shown_with_the_reason(at):
    page = at()

    page.keyboard.press("Control+k")
    page.keyboard.type("marketing setup")

    expect(page.get_by_text(re.compile("Read the Marketing Setup")).first).to_be_visible()


def test_search_works_without_scripts(at):
    PersonFactory(first_name="Karel", surname="Dvořák")
    page = at(java_script_enabled=False)

    search = page.get_by_role("searchbox", name="Search for Page or Report").first
    search.fill("dvorak")
    search.press("Enter")
    page.get_by_role("main").get_by_role("link", name=re.compile("^Karel Dvořák")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Karel Dvořák")
