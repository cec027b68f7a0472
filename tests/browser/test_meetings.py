"""A meeting in a browser: people are invited, it waits until it is over, one key writes it down."""

import copy
import datetime
from pathlib import Path

import pytest
from django.db import transaction
from playwright.sync_api import expect

from crm.models import DocumentKind, OutgoingMail
from interactions.actions.plan_meeting import move_planned
from interactions.invitation import read_invitation
from interactions.models import InteractionLogEntry, Meeting, PostponedInteraction
from tests.factories import (
    InteractionTemplateFactory,
    PersonFactory,
    RecordingRuleFactory,
    seller,
)

DAYS = datetime.timedelta(days=2)
AS_PLANNED = "Record as it was planned"


@pytest.fixture
def page(new_context, sign_in, live_server):
    """The card of Jana, as a salesperson has it open."""
    RecordingRuleFactory(
        kind=DocumentKind.MEETING_INVITATION,
        template=InteractionTemplateFactory(description="Meeting at our office"),
    )
    jana = PersonFactory(first_name="Jana", surname="Nováková", email="jana@example.com")
    context = new_context()
    sign_in(seller(), context)
    page = context.new_page()
    page.goto(f"/contacts/{jana.pk}/")
    return page


def open_form(page):
    page.locator('details.menu > summary[aria-label="More"]').click()
    page.get_by_role("link", name="Invite to a meeting").click()
    expect(page.get_by_label("Title")).to_be_focused()


def invite(page):
    """Invite to a meeting of tomorrow, by keyboard from the title on."""
    page.keyboard.type("New pumps")
    page.get_by_label("Date").fill("tomorrow")
    page.get_by_label("Begins").fill("10:00")
    page.get_by_label("or after (min)").fill("45")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Invited: Jana Nováková")).to_be_visible()


def let_it_be_over():
    """The organizer moves it: what was tomorrow was yesterday."""
    meeting = Meeting.objects.get()
    before = copy.copy(meeting)
    meeting.starts_at -= DAYS
    meeting.ends_at -= DAYS
    with transaction.atomic():
        meeting.save()
        move_planned(meeting=meeting, before=before)


def in_both_themes(page, axe):
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.reload()
        axe(page)


def test_on_a_phone_the_hour_stands_beside_its_day_which_a_calendar_offers(page):
    page.set_viewport_size({"width": 390, "height": 800})
    open_form(page)
    date, time = page.get_by_label("Date"), page.get_by_label("Begins")

    page.locator("[data-day=date] [data-day-native]").fill("2030-12-01")

    expect(date).to_have_value("1.12.2030")
    assert date.bounding_box()["y"] == time.bounding_box()["y"]


def test_after_a_refusal_the_hand_is_where_something_is_to_be_mended(page, complaints):
    open_form(page)
    page.keyboard.type("New pumps")
    page.get_by_label("Date").fill("tomorrow")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("This field is required.")).to_be_visible()
    expect(page.get_by_label("Begins")).to_be_focused()
    complaints[:] = [said for said in complaints if "422" not in said]


def test_meeting_is_invited_to_waits_and_is_written_down_with_one_key(page, axe):
    open_form(page)
    expect(page.get_by_label("Breadcrumb").get_by_role("link")).to_have_text(
        ["Contacts", "Jana Nováková"]
    )
    in_both_themes(page, axe)
    invite(page)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download the calendar file").click()
    told = read_invitation(Path(downloading.value.path()).read_bytes())
    assert (told.title, told.people) == ("New pumps", ("jana@example.com",))
    assert OutgoingMail.objects.get().brings_invitation

    page.goto("/postponed/")
    expect(page.get_by_role("link", name="New pumps")).to_be_visible()
    expect(page.get_by_role("button", name=AS_PLANNED)).to_have_count(0)
    assert PostponedInteraction.objects.get().due_at == told.ends_at
    let_it_be_over()
    in_both_themes(page, axe)
    page.get_by_role("button", name=AS_PLANNED).press("Enter")

    expect(page.get_by_text("recorded: Jana Nováková")).to_be_visible()
    entry = InteractionLogEntry.objects.get()
    assert (entry.description, entry.duration) == ("New pumps", 45)
    assert entry.occurred_at == told.starts_at - DAYS
    assert not PostponedInteraction.objects.exists()
