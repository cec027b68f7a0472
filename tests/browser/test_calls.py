"""A call in a browser: the timer becomes the duration, also over a reload."""

import os
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from crm.models import DocumentKind
from interactions.models import InteractionLogEntry, InteractionTemplate
from tests.factories import (
    InteractionTemplateFactory,
    PersonFactory,
    RecordingRuleFactory,
    seller,
)


@pytest.fixture
def jana(live_server):
    RecordingRuleFactory(
        kind=DocumentKind.OUTGOING_CALL,
        template=InteractionTemplateFactory(description="Outgoing call", unit_duration=10),
    )
    return PersonFactory(first_name="Jana", surname="Nováková", phone="+420541212428")


@pytest.fixture
def at_card(new_context, sign_in, jana):
    """The card of the contact, as a salesperson has it open."""

    def open_card(**options):
        context = new_context(**options)
        sign_in(seller(), context)
        page = context.new_page()
        page.goto(f"/contacts/{jana.pk}/")
        return page

    return open_card


def look(page, name):
    """A picture for whoever wants to see it: `PICTURES=folder`."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def begun(contact, seconds):
    """The address of a call with *contact* that began so long ago."""
    template = InteractionTemplate.objects.get()
    call = int(time.time()) - seconds
    return f"/interactions/new/?contact={contact.pk}&template={template.pk}&call={call}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_call_is_measured_and_recorded(at_card, axe, theme):
    page = at_card(color_scheme=theme)

    page.get_by_role("link", name="Call", exact=True).click()
    expect(page.get_by_role("timer")).to_contain_text("0:0")
    expect(page.locator('[name="duration"]')).to_have_value("1")
    axe(page)
    look(page, f"call-{theme}")
    page.get_by_role("button", name="Call ended").click()
    expect(page.get_by_label("Comment")).to_be_focused()
    page.keyboard.type("Wants the offer by Friday.")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("recorded: Jana Nováková")).to_be_visible()
    entry = InteractionLogEntry.objects.get()
    assert (entry.duration, entry.source, entry.attempt_failed) == (1, "call", False)


def test_reload_goes_on_measuring(at_card, jana):
    page = at_card()

    page.goto(begun(jana, 150))
    page.reload()
    page.get_by_role("button", name="Call ended").click()
    page.reload()

    expect(page.get_by_role("timer")).to_contain_text("2:")
    expect(page.locator('[name="duration"]')).to_have_value("3")


def test_nobody_answers_is_one_key(at_card):
    page = at_card()

    page.get_by_role("link", name="Call", exact=True).click()
    expect(page.get_by_role("link", name="+420 541 212 428")).to_be_focused()
    page.keyboard.press("n")

    expect(page.get_by_text("recorded: Jana Nováková")).to_be_visible()
    assert InteractionLogEntry.objects.get().attempt_failed


def test_duration_that_is_typed_is_left_alone(at_card):
    page = at_card()

    page.get_by_role("link", name="Call", exact=True).click()
    page.locator("summary").filter(has_text="Interaction Details").click()
    page.get_by_label("Duration (min)").fill("25")
    page.wait_for_timeout(1_500)

    expect(page.get_by_label("Duration (min)")).to_have_value("25")


def test_call_without_javascript_keeps_its_start(at_card, jana):
    page = at_card(java_script_enabled=False)

    page.goto(begun(jana, 400))
    page.get_by_role("button", name="OK", exact=False).first.click()

    assert InteractionLogEntry.objects.get().duration == 7
