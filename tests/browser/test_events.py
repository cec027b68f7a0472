"""Automatic recording and what could not be recorded, in a browser."""

import datetime
import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm import roles
from crm.models import DocumentKind, User
from interactions.actions.record_event import record_event
from interactions.drafts import EventDraft
from interactions.models import Event, InteractionLogEntry
from tests.factories import (
    InteractionTemplateFactory,
    PersonFactory,
    RecordingRuleFactory,
    UserFactory,
)

THEMES = ("light", "dark")
WIDTHS = (1440, 390)


@pytest.fixture
def user(live_server):
    return UserFactory(
        username="radka", first_name="Radka", last_name="Malá", is_staff=True, role=roles.SETUP
    )


@pytest.fixture
def at(new_context, sign_in, user):
    """Open a page as somebody signed in: `at("/unrecorded-events/", theme="dark")`."""

    def open_page(address, *, theme="light", width=1440, **options):
        User.objects.filter(pk=user.pk).update(theme=theme)
        context = new_context(color_scheme=theme, **options)
        sign_in(user, context)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        return page

    return open_page


@pytest.fixture
def events(user):
    """A mail of somebody unknown, another one of his, and an invoice without a rule."""
    RecordingRuleFactory(
        kind=DocumentKind.EMAIL_IN, template=InteractionTemplateFactory(description="E-mails")
    )
    now = timezone.now()
    told = [
        (DocumentKind.EMAIL_IN, {"subject": "Pumps", "text": "Do you have them in stock?"}),
        (DocumentKind.EMAIL_IN, {"subject": "Re: Pumps"}),
        (DocumentKind.SALES_INVOICE, {"number": "FV-17"}),
    ]
    return [
        record_event(
            draft=EventDraft(
                key=str(n),
                kind=kind,
                occurred_at=now - datetime.timedelta(hours=n),
                party="petr@zelezarny.example",
                **facts,
            ),
            by=user,
            now=now,
        )
        for n, (kind, facts) in enumerate(told)
    ]


def assert_fits(page):
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide, page.url


def look(page, name):
    """A picture for whoever wants to see it: `PICTURES=folder`."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.look
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
def test_pages_are_accessible_and_fit(at, axe, events, theme, width):
    page = at("/setup/automatic-recording/", theme=theme, width=width)
    addresses = ("/setup/automatic-recording/", "/unrecorded-events/", f"{events[0].pk}/")
    for number, address in enumerate(addresses):
        page.goto(address if address.startswith("/") else f"/unrecorded-events/{address}")
        axe(page)
        assert_fits(page)
        look(page, f"events-{number}-{theme}-{width}")


def test_unknown_sender_is_assigned_and_his_mails_follow(at, events):
    contact = PersonFactory(first_name="Petr", surname="Dvořák")
    page = at("/unrecorded-events/")

    page.locator("tbody tr").last.get_by_role("link").first.click()
    page.go_back()
    page.locator("tbody tr").first.get_by_role("link").first.click()
    expect(page.get_by_text("2 other events of the same address follow.")).to_be_visible()
    page.get_by_role("combobox", name="Contact").fill("dvor")
    page.get_by_role("option", name="Petr Dvořák").click()
    page.get_by_role("button", name="Record").click()

    expect(page.get_by_text("2 events recorded. 1 event still waits.")).to_be_visible()
    assert contact.interactions.count() == 2
    assert Event.objects.unrecorded().get() == events[2]


def test_event_is_dropped_without_javascript(at, events):
    page = at(f"/unrecorded-events/{events[2].pk}/", java_script_enabled=False)

    page.get_by_role("button", name="Drop").click()
    page.get_by_label("Reason").fill("Printed to try the printer")
    page.get_by_role("button", name="Drop").click()

    expect(page.get_by_text("1 event dropped.")).to_be_visible()
    assert not InteractionLogEntry.objects.exists()
