"""Marking as canceled, undoing, restoring and deleting, by hand, with and without scripts."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from crm import roles
from crm.models import AuditRecord, User
from interactions.models import InteractionLogEntry
from interactions.tasks import delete_canceled
from interactions.views import purge as module
from tests.factories import (
    CancellationFactory,
    CommentFactory,
    LogEntryFactory,
    PersonFactory,
    UserFactory,
)

THEMES = ("light", "dark")
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
PURGE_PAGE = "/interactions/delete-canceled/"


@pytest.fixture
def user(live_server):
    return UserFactory(username="radek", role=roles.SETUP)


@pytest.fixture
def at(new_context, sign_in, user):
    """Open a page as an administrator: `at("/interactions/", theme="dark")`."""

    def open_page(address, *, theme="light", language="en", scripts=True, wide=1440):
        User.objects.filter(pk=user.pk).update(theme=theme, language=language)
        context = new_context(color_scheme=theme, java_script_enabled=scripts)
        sign_in(user, context)
        page = context.new_page()
        page.set_viewport_size({"width": wide, "height": 800})
        page.goto(address)
        return page

    return open_page


@pytest.fixture
def entries(user):
    contacts = [PersonFactory(first_name="Jana", surname=name) for name in ("Ada", "Bey", "Cey")]
    return [LogEntryFactory(contact=contact, recorded_by=user) for contact in contacts]


def button(page, name):
    return page.get_by_role("main").get_by_role("button", name=name, exact=True)


def select(page, name):
    page.get_by_role("row").filter(has_text=name).get_by_role("checkbox").check()


def canceled():
    return set(InteractionLogEntry.objects.canceled().values_list("contact__surname", flat=True))


@SCRIPTS
def test_entry_is_marked_from_its_card_and_restored(at, entries, scripts):
    page = at(entries[0].get_absolute_url(), scripts=scripts)

    page.get_by_role("link", name="Mark as canceled").click()
    page.get_by_label("Reason (optional)").fill("recorded twice")
    button(page, "Mark as canceled").click()
    expect(page.get_by_text("recorded twice")).to_be_visible()
    marked = canceled()
    button(page, "Restore").click()
    expect(page.get_by_text(f"Interaction {entries[0].pk} restored: Jana Ada")).to_be_visible()

    assert (marked, canceled()) == ({"Ada"}, set())


@SCRIPTS
def test_selected_entries_are_marked_from_the_list_and_it_is_undone(at, entries, scripts):
    page = at("/interactions/?sort=occurred_at", scripts=scripts)

    select(page, "Ada")
    select(page, "Cey")
    button(page, "Mark as canceled").click()
    expect(page.get_by_text("2 entries will be marked as canceled.")).to_be_visible()
    page.get_by_label("Reason (optional)").fill("test data")
    button(page, "Mark as canceled").click()
    expect(page.get_by_text("2 entries marked as canceled")).to_be_visible()
    marked = canceled()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("2 entries restored")).to_be_visible()

    assert (marked, canceled()) == ({"Ada", "Cey"}, set())
    expect(page).to_have_url(re.compile(r"/interactions/\?sort=occurred_at$"))


@SCRIPTS
def test_all_that_match_the_filter_are_counted_and_marked(at, entries, scripts):
    page = at(f"/interactions/?contact={entries[1].contact_id}", scripts=scripts)

    if scripts:
        # The bar comes with the first selected row.
        select(page, "Bey")
    page.get_by_label(re.compile("All that match the filter")).check()
    button(page, "Mark as canceled").click()
    expect(page.get_by_text("1 entry will be marked as canceled.")).to_be_visible()
    button(page, "Mark as canceled").click()
    expect(page.get_by_text("1 entry marked as canceled")).to_be_visible()

    assert canceled() == {"Bey"}


def test_marking_by_keyboard_takes_a_reason_and_enter(at, entries):
    page = at(reverse("log_entry_cancellation", args=[entries[0].pk]))

    expect(page.get_by_label("Reason (optional)")).to_be_focused()
    page.keyboard.type("recorded twice")
    page.keyboard.press("Enter")

    expect(page.get_by_text("marked as canceled: Jana Ada")).to_be_visible()
    assert canceled() == {"Ada"}


@pytest.fixture
def marked(entries):
    """Two canceled entries, one of them with a comment."""
    cancellation = CancellationFactory(reason="recorded twice")
    for entry in entries[:2]:
        entry.cancellation = cancellation
        entry.save()
    CommentFactory(entry=entries[0])
    return entries[:2]


@SCRIPTS
def test_canceled_entries_are_shown_and_deleted(at, marked, scripts):
    page = at(PURGE_PAGE, scripts=scripts)

    button(page, "Show what will be deleted").click()
    expect(page.get_by_text("2 entries will be deleted. Comments: 1.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Jana Ada")).to_be_visible()
    expect(page.get_by_text("Jana Cey")).to_have_count(0)
    button(page, "Delete 2 entries").click()

    expect(page.get_by_text("2 canceled entries deleted.")).to_be_visible()
    assert InteractionLogEntry.objects.get().contact.surname == "Cey"


def test_choosing_a_contact_narrows_what_is_deleted(at, marked):
    page = at(PURGE_PAGE)

    page.get_by_role("combobox", name="Contact").fill("bey")
    page.get_by_role("option", name=re.compile("Jana Bey")).click()
    button(page, "Show what will be deleted").click()
    button(page, "Delete 1 entry").click()

    expect(page.get_by_text("1 canceled entry deleted.")).to_be_visible()
    assert canceled() == {"Ada"}


def test_large_deletion_shows_how_far_it_is_and_ends_by_itself(at, marked, monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 0)
    page = at(f"{PURGE_PAGE}?show=1")

    button(page, "Delete 2 entries").click()
    expect(page.get_by_text("Deleting: 0 of 2")).to_be_visible()
    delete_canceled.call(AuditRecord.objects.get().pk)

    expect(page.get_by_text("2 canceled entries deleted.")).to_be_visible(timeout=10_000)
    expect(page.get_by_role("progressbar")).to_have_count(0)


# For everybody.


@pytest.fixture
def states(entries, marked, user):
    """An address for each state of the pages."""
    under_way = AuditRecord.objects.create(
        deed="purge_entries", by=user, at=marked[0].recorded_at, total=900, count=300, facts={}
    )
    return {
        "mark": reverse("log_entry_cancellation", args=[entries[2].pk]),
        "canceled card": entries[0].get_absolute_url(),
        "delete": PURGE_PAGE,
        "shown": f"{PURGE_PAGE}?show=1",
        "refused": f"{PURGE_PAGE}?show=1&number_from=x&contact=999999",
        "nothing": f"{PURGE_PAGE}?show=1&number_from=999999",
        "progress": reverse("delete_canceled_progress", args=[under_way.pk]),
        "purges": "/setup/audit/",
        "cancellations": "/setup/audit/cancellations/",
    }


STATES = (
    "mark",
    "canceled card",
    "delete",
    "shown",
    "refused",
    "nothing",
    "progress",
    "purges",
    "cancellations",
)


@pytest.mark.look
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", STATES)
def test_page_is_clean(at, axe, states, state, theme):
    axe(at(states[state], theme=theme))


@pytest.mark.look
@pytest.mark.parametrize("theme", THEMES)
def test_question_for_many_and_its_message_are_clean(at, axe, entries, theme):
    page = at("/interactions/", theme=theme)
    select(page, "Ada")
    button(page, "Mark as canceled").click()
    expect(page.get_by_text("1 entry will be marked as canceled.")).to_be_visible()
    axe(page)

    button(page, "Mark as canceled").click()
    expect(page.get_by_text("1 entry marked as canceled")).to_be_visible()
    axe(page)


@pytest.mark.look
@pytest.mark.parametrize("state", ["mark", "shown", "progress", "purges"])
def test_page_fits_320_pixels(at, states, state):
    page = at(states[state], wide=320)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
