"""The log in a browser: find, narrow, keep a view, sum, page, with and without a script."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from crm.text import search_text
from interactions import totals
from interactions.models import Evaluation
from tests.factories import (
    NOW,
    CancellationFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    PersonFactory,
    seller,
)

LOG = "/interactions/"


@pytest.fixture
def at_log(transactional_db, new_context, sign_in):
    """Open the log as a salesperson: `at_log("?q=call", color_scheme="dark")`."""

    def open_log(query="", **options):
        context = new_context(**options)
        sign_in(seller(), context)
        page = context.new_page()
        page.goto(f"{LOG}{query}")
        return page

    return open_log


def entry(description, **facts):
    return LogEntryFactory(description=description, search_text=search_text(description), **facts)


def test_typing_narrows_the_list_and_the_address_follows(at_log):
    entry("Nabídka čerpadla")
    entry("Letter")
    page = at_log()

    page.get_by_label("Description or comment").press_sequentially("cerp")

    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("Nabídka čerpadla")
    expect(page).to_have_url(re.compile(r"[?&]q=cerp"))


def test_a_filter_becomes_a_chip_and_a_view_under_a_name(at_log):
    entry("Good", evaluation=Evaluation.POSITIVE)
    entry("Bad", evaluation=Evaluation.NEGATIVE)
    page = at_log()

    page.get_by_role("link", name="Filters").click()
    page.get_by_label("Negative", exact=True).check()
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("group", name="Filters")).to_contain_text("Evaluation Negative")
    page.get_by_text("Save view").first.click()
    page.get_by_label("Name of the view").fill("Trouble")
    page.get_by_role("button", name="Save view").click()

    expect(page.get_by_role("link", name="Trouble")).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="All", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Trouble").click()
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_chosen_contact_names_the_page(at_log):
    entry("Call", contact=PersonFactory(first_name="Jana", surname="Dvořáková"))
    entry("Letter")
    page = at_log("?filters=1")

    page.locator("#id_contact-ts-control, [id^=id_contact]").first.click()
    page.keyboard.type("dvorak")
    page.get_by_role("option", name="Jana Dvořáková").click()
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Interaction Log Entries: Jana Dvořáková"
    )
    expect(page.locator("tbody tr")).to_have_count(1)


def test_totals_of_many_come_once_the_page_stands(at_log, monkeypatch):
    monkeypatch.setattr(totals, "IN_PAGE", 10)
    LogEntryFactory.create_batch(51, cost=1)
    page = at_log()

    expect(page.locator("#log-foot")).to_contain_text("51.00")


def test_without_a_script_the_list_is_filtered_paged_and_summed(at_log, monkeypatch):
    monkeypatch.setattr(totals, "IN_PAGE", 10)
    template = InteractionTemplateFactory()
    for number in range(52):
        entry(
            f"Call {number}",
            template=template,
            cost=1,
            occurred_at=NOW - datetime.timedelta(minutes=number),
        )
    page = at_log("?q=call", java_script_enabled=False)

    page.get_by_role("link", name="Number, cost and duration").click()
    expect(page.locator("#log-foot")).to_contain_text("52.00")
    page.get_by_role("link", name="Next").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Filters").click()
    page.get_by_label("Canceled", exact=True).check()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("No entry matches the filters.")).to_be_visible()


@pytest.mark.look
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(at_log, axe, theme):
    LogEntryFactory(
        cancellation=CancellationFactory(reason="twice"),
        attempt_failed=True,
        evaluation=Evaluation.VERY_NEGATIVE,
    )
    entry("Call", evaluation=Evaluation.NEUTRAL)

    page = at_log(color_scheme=theme)
    axe(page)
    page.goto(f"{LOG}?status=canceled&filters=1")
    page.wait_for_load_state("networkidle")
    axe(page)
    page.get_by_text("Save view").first.click()
    axe(page)
    page.goto(f"{LOG}?evaluation=1")
    axe(page)


def test_the_list_fits_a_phone(at_log):
    entry("A long talk about the offer for three pumps", evaluation=Evaluation.POSITIVE)

    page = at_log()
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{LOG}?filters=1")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_on_a_phone_a_row_begins_with_the_contact_then_what_then_when(at_log):
    written = entry("Asked about the offer", contact=PersonFactory(first_name="Karel"))
    page = at_log(viewport={"width": 390, "height": 844})
    row = page.get_by_role("row").filter(has_text="Asked about the offer")

    places = [
        row.get_by_text(text).first.bounding_box()["y"]
        for text in (str(written.contact), "Asked about the offer", "Recorded")
    ]

    assert places == sorted(places)
    assert len(set(places)) == 3
