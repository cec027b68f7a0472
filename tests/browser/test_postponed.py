"""What is owed: planned with one interaction, moved by a click, resumed from anywhere."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from crm.forms.dates import typed_day
from crm.forms.due_day import next_monday, working_day_after
from crm.models import User
from interactions.models import InteractionLogEntry, PostponedInteraction
from tests.factories import (
    InteractionTemplateFactory,
    PersonFactory,
    PostponedInteractionFactory,
    seller,
)

LIST = "/postponed/"


@pytest.fixture
def user(live_server):
    return seller(name="Petr Malý")


@pytest.fixture(autouse=True)
def template(user):
    return InteractionTemplateFactory(
        description="Outgoing call", next_step="Ask about the offer", next_step_days=2, position=1
    )


@pytest.fixture
def contact(user):
    return PersonFactory(first_name="Karel", surname="Dvořák")


@pytest.fixture
def at(new_context, sign_in, user):
    def open_page(address, *, scripts=True, theme="light", wide=1440, language="en"):
        User.objects.filter(pk=user.pk).update(theme=theme, language=language)
        context = new_context(color_scheme=theme, java_script_enabled=scripts)
        sign_in(user, context)
        page = context.new_page()
        page.set_viewport_size({"width": wide, "height": 900})
        page.goto(address)
        return page

    return open_page


@pytest.fixture
def owed(user, contact):
    now, day = timezone.now(), datetime.timedelta(days=1)
    for description, due_at, moved in (
        ("Send the contract", now - 4 * day, 2),
        ("Call back", now, 0),
        ("Invite to the fair", now + 9 * day, 0),
        ("Something else", None, 0),
    ):
        PostponedInteractionFactory(
            owner=user, contact=contact, description=description, due_at=due_at, moved=moved
        )
    PostponedInteractionFactory(
        owner=user, contact=contact, description="No more", deleted_at=now, deleted_by=user
    )


def test_a_template_picked_on_a_card_proposes_its_next_step(at, contact):
    page = at(f"/contacts/{contact.pk}/")

    page.get_by_role("radio", name="Outgoing call").click()
    page.keyboard.type("Wants an offer")
    page.get_by_role("button", name="+1 working day", exact=True).click()
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Ask about the offer").first).to_be_visible()
    row = PostponedInteraction.objects.get()
    assert (row.contact, row.description) == (contact, "Ask about the offer")
    assert timezone.localdate(row.due_at).weekday() < 5


def test_a_proposed_step_that_was_emptied_is_not_planned(at, contact):
    page = at(f"/contacts/{contact.pk}/")

    page.get_by_role("radio", name="Outgoing call").click()
    page.get_by_label("Next Step", exact=True).fill("")
    page.get_by_label("Due", exact=True).fill("")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text(re.compile(r"Interaction \d+ recorded"))).to_be_visible()
    assert not PostponedInteraction.objects.exists()


def test_the_form_picks_the_day_of_the_next_step(at, contact):
    page = at(f"{reverse('interaction_new')}?contact={contact.pk}")

    page.locator('[data-day="next_step_due"]').get_by_role("button", name="next week").click()

    monday = typed_day(next_monday(timezone.localdate()))
    expect(page.get_by_label("Due", exact=True)).to_have_value(monday)


def test_resuming_takes_one_click_from_home(at, owed):
    page = at("/")

    page.get_by_role("link", name="Send the contract", exact=True).click()

    expect(page.get_by_label("Description").first).to_have_value("Send the contract")


def test_resuming_takes_two_clicks_from_anywhere(at, owed):
    page = at("/contacts/")

    page.get_by_role("link", name=re.compile("^Postponed Interactions")).first.click()
    page.get_by_role("link", name="Send the contract", exact=True).click()

    expect(page.get_by_label("Description").first).to_have_value("Send the contract")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_day_is_moved_by_one_click(at, owed, scripts):
    page = at(LIST, scripts=scripts)
    page.get_by_role("row").filter(has_text="Call back").get_by_title("Move the due date").click()

    page.get_by_role("button", name="+5 working days").click()

    expect(page).to_have_url(re.compile(f"{LIST}$"))
    row = PostponedInteraction.objects.get(description="Call back")
    assert timezone.localdate(row.due_at) == working_day_after(timezone.localdate(), 5)
    assert row.moved == 1


@pytest.mark.look
@pytest.mark.parametrize("wide", [1440, 320])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/", LIST, "due", "composer"])
def test_what_is_owed_is_for_everybody(at, axe, owed, contact, theme, wide, address):
    row = PostponedInteraction.objects.first()
    place = {"due": f"/postponed/{row.pk}/due/", "composer": f"/contacts/{contact.pk}/"}
    page = at(place.get(address, address), theme=theme, wide=wide)
    if address == "composer":
        page.locator(".composer-step summary").click()

    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    assert not InteractionLogEntry.objects.exists()


def test_a_form_shows_as_open_from_its_opening_until_it_is_left(at, user):
    row = PostponedInteractionFactory(owner=user)
    form, watching = at(f"/postponed/{row.pk}/resume/"), at(LIST)
    open_now = watching.get_by_text("open now")

    form.wait_for_load_state("networkidle")
    watching.reload()
    expect(open_now).to_be_visible()
    form.goto("/contacts/")
    form.wait_for_load_state("networkidle")
    watching.reload()

    expect(open_now).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_now_is_one_click_away_when_something_is_resumed(at, user, scripts):
    typed = {"date": "3.1.2026", "time": "9:00", "comment": "Half a sentence"}
    row = PostponedInteractionFactory(owner=user, typed=typed)
    page = at(f"/postponed/{row.pk}/resume/", scripts=scripts)
    date = page.get_by_label("Date of Interaction")
    expect(date).to_have_value("3.1.2026")

    page.get_by_role("button", name="now", exact=True).click()

    expect(date).to_have_value(typed_day(timezone.localdate()))
    expect(page.get_by_label("Comment")).to_have_value("Half a sentence")
