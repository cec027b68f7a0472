"""The home page in a browser: what happened, what is owed, and where it leads."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import LogEntryFactory, PersonFactory, PostponedInteractionFactory, seller


@pytest.fixture
def user(live_server):
    return seller()


@pytest.fixture
def home(new_context, sign_in, user):
    """Open home: `home(wide=390)`."""

    def open_home(*, wide=1440, **options):
        context = new_context(viewport={"width": wide, "height": 900}, **options)
        sign_in(user, context)
        page = context.new_page()
        page.goto("/")
        return page

    return open_home


@pytest.mark.parametrize("script", [True, False])
def test_recent_entry_leads_to_its_card_and_to_its_contact(home, user, script):
    contact = PersonFactory(first_name="Karel", surname="Dvořák")
    LogEntryFactory(contact=contact, recorded_by=user, salesperson=user.own_salesperson)
    page = home(java_script_enabled=script)

    page.locator(".entry-line-what").first.click()
    expect(page).to_have_url(re.compile(r"/interactions/\d+/"))
    page.go_back()
    page.get_by_role("main").get_by_role("link", name="Karel Dvořák").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Karel Dvořák")


def test_what_was_put_off_is_resumed_with_one_click(home, user):
    PostponedInteractionFactory(owner=user, description="Call back about the offer")
    page = home()

    page.get_by_role("main").get_by_role(
        "link", name="Call back about the offer", exact=True
    ).click()

    expect(page).to_have_url(re.compile(r"/postponed/\d+/resume/"))


def test_everything_of_home_is_reached_by_the_keyboard(home, user):
    LogEntryFactory(recorded_by=user, salesperson=user.own_salesperson)
    page = home()

    for _stop in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "entry-line-what":
            break
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/interactions/\d+/"))


def test_empty_home_of_a_phone_says_what_will_be_there(home):
    page = home(wide=390)

    expect(page.get_by_text(re.compile("Nothing is recorded yet"))).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
