"""Writing an interaction down, as a salesperson does it: by hand, by keys, without scripts."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.models import User
from interactions.models import InteractionLogEntry
from tests.factories import (
    CommentFactory,
    CompanyFactory,
    InteractionTemplateFactory,
    LogEntryFactory,
    PersonFactory,
    seller,
)

OPEN_DETAILS = "details => details.open = true"


@pytest.fixture
def user(live_server):
    return seller(name="Petr Malý")


@pytest.fixture
def call(user):
    return InteractionTemplateFactory(
        code="CALL",
        description="Outgoing call",
        unit_cost="20",
        unit_duration=10,
        correspondence_type="phone",
        position=1,
    )


@pytest.fixture
def letter(user):
    return InteractionTemplateFactory(
        code="LETTER", description="Business letter", unit_duration=15, position=2
    )


@pytest.fixture
def contact(user):
    return PersonFactory(
        first_name="Karel",
        surname="Dvořák",
        company=CompanyFactory(company_name="Kovo Říčany"),
        phone="+420777123456",
    )


@pytest.fixture
def page(new_context, sign_in, user):
    context = new_context()
    sign_in(user, context)
    return context.new_page()


@pytest.fixture
def page_without_scripts(new_context, sign_in, user):
    context = new_context(java_script_enabled=False)
    sign_in(user, context)
    return context.new_page()


def field(page, label):
    return page.get_by_label(re.compile(f"^{re.escape(label)}")).first


def choose(page, label, text, option):
    typed = page.get_by_role("combobox", name=re.compile(f"^{label}"))
    typed.press_sequentially(text)
    expect(page.get_by_role("option", name=re.compile(option))).to_be_visible()
    typed.press("Enter")


def only_entry():
    return InteractionLogEntry.objects.get()


# On a card.


def test_call_is_recorded_with_one_click_and_one_key(page, contact, call):
    page.goto(f"/contacts/{contact.pk}/")

    page.get_by_role("radio", name="Outgoing call").click()
    page.keyboard.type("Wants an offer by Friday")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text(re.compile(r"Interaction \d+ recorded: Karel Dvořák"))).to_be_visible()
    first = page.locator(".moment").first
    expect(first).to_have_class(re.compile("moment-marked"))
    expect(first).to_contain_text("Wants an offer by Friday")
    entry = only_entry()
    assert (entry.contact, entry.template, entry.duration) == (contact, call, 10)
    assert entry.contacted_via == "+420 777 123 456"


def test_more_unfolds_the_form_with_the_text_and_asks_before_it_is_lost(page, contact, call):
    page.goto(f"/contacts/{contact.pk}/")
    page.get_by_role("radio", name="Outgoing call").click()
    page.keyboard.type("Half a sent")

    page.get_by_role("button", name="More", exact=True).click()

    expect(field(page, "Description")).to_have_value("Outgoing call")
    comment = page.locator("#interaction-form textarea")
    expect(comment).to_have_value("Half a sent")
    expect(comment).to_be_focused()
    expect(page).to_have_title(re.compile("Karel Dvořák"))
    page.keyboard.press("End")
    page.keyboard.type("ence")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".moment").first).to_contain_text("Half a sentence")


def test_older_moments_are_put_below(page, contact):
    LogEntryFactory.create_batch(25, contact=contact)
    page.goto(f"/contacts/{contact.pk}/")
    expect(page.locator(".moment")).to_have_count(20)

    page.get_by_role("link", name="Older").click()

    expect(page.locator(".moment")).to_have_count(25)
    expect(page.get_by_role("link", name="Older")).to_have_count(0)


# On its page.


def test_template_fills_the_form_and_leaves_what_was_typed(page, contact, call, letter):
    page.goto("/interactions/new/")
    choose(page, "Contact", "dvor", "Karel Dvořák")
    choose(page, "Interaction Template", "out call", "Outgoing call")
    expect(field(page, "Description")).to_have_value("Outgoing call")
    expect(page.locator("[data-summary]")).to_have_text(
        re.compile(r"Phone · \+420 777 123 456 · 20\.00.CZK · 10.min")
    )
    part = page.locator("[data-part=description]")
    expect(part.locator("[data-origin]")).to_have_text("from template")

    field(page, "Description").fill("Asked about the delivery")
    choose(page, "Interaction Template", "letter", "Business letter")

    expect(page.locator("[data-summary]")).to_have_text(re.compile(r"^15.min$"))
    expect(field(page, "Description")).to_have_value("Asked about the delivery")
    expect(part.locator("[data-origin]")).to_have_text("your value")


def test_ok_may_be_faster_than_the_answer_about_the_template(page, contact, call):
    page.goto(f"/interactions/new/?contact={contact.pk}&next=/contacts/{contact.pk}/")
    page.route("**/interactions/new/values/**", lambda route: None)

    choose(page, "Interaction Template", "out call", "Outgoing call")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".moment").first).to_contain_text("Outgoing call")
    assert only_entry().description == "Outgoing call"
    page.unroute_all(behavior="ignoreErrors")


def test_day_is_picked_or_typed(page, contact, call):
    page.goto(f"/interactions/new/?contact={contact.pk}&template={call.pk}&next=/contacts/")
    page.get_by_role("button", name="yesterday").click()
    expect(field(page, "Date of Interaction")).to_have_value("yesterday")
    expect(page.locator("[data-part=date] [data-origin]")).to_have_text("your value")

    page.get_by_role("button", name="OK", exact=False).first.click()

    expect(page).to_have_url(re.compile(r"/contacts/\?mark="))
    yesterday = timezone.localdate() - timezone.timedelta(days=1)
    assert timezone.localdate(only_entry().occurred_at) == yesterday


def test_ok_and_next_by_keys_begins_again_with_the_template(page, contact, call):
    page.goto(f"/interactions/new/?contact={contact.pk}&template={call.pk}")
    field(page, "Comment").fill("First")

    page.keyboard.press("Control+Shift+Enter")

    expect(page).to_have_url(re.compile(rf"/interactions/new/\?template={call.pk}"))
    expect(field(page, "Comment")).to_have_value("")
    expect(page.get_by_role("combobox", name=re.compile("^Contact"))).to_be_focused()
    assert only_entry().comments.get().text == "First"


def test_key_c_begins_with_whom_the_card_is_about(page, contact, call):
    page.goto(f"/contacts/{contact.pk}/")

    page.keyboard.press("c")

    expect(page).to_have_url(re.compile(rf"/interactions/new/\?contact={contact.pk}"))
    expect(page.locator(".ts-wrapper .item").first).to_have_text("Karel Dvořák")


def test_two_clicks_record_once(page, contact, call):
    page.goto(f"/interactions/new/?contact={contact.pk}&template={call.pk}")

    page.get_by_role("button", name=re.compile("^OK Ctrl")).dblclick()

    expect(page.get_by_text(re.compile(r"Interaction \d+ recorded"))).to_be_visible()
    assert InteractionLogEntry.objects.count() == 1


def test_form_found_again_by_the_back_button_records_no_second_time(page, contact, call):
    page.goto(f"/interactions/new/?contact={contact.pk}&template={call.pk}")
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile(r"/contacts/\d+/\?mark="))

    page.go_back()
    page.get_by_role("button", name=re.compile("^OK Ctrl")).click()

    expect(page.get_by_text(re.compile("Already recorded by"))).to_be_visible()
    assert InteractionLogEntry.objects.count() == 1


def test_undo_takes_back_and_opens_the_form_with_the_text(page, contact, call):
    page.goto(f"/contacts/{contact.pk}/")
    page.get_by_role("radio", name="Outgoing call").click()
    page.keyboard.type("To the wrong person")
    page.keyboard.press("Control+Enter")

    page.get_by_role("button", name="Undo").click()

    expect(field(page, "Comment")).to_have_value("To the wrong person")
    assert only_entry().is_canceled


def test_refused_form_shows_the_mistake_where_it_is(page, contact, call, complaints):
    page.goto(f"/interactions/new/?contact={contact.pk}&template={call.pk}")
    field(page, "Comment").fill("Every word")
    page.get_by_text("Interaction Details").click()
    field(page, "Cost").fill("much")

    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Enter a number.")).to_be_visible()
    expect(field(page, "Cost")).to_be_focused()
    expect(field(page, "Comment")).to_have_value("Every word")
    assert [line for line in complaints if "422" in line] == complaints
    complaints.clear()


# Without scripts.


def test_whole_form_without_scripts(page_without_scripts, contact, call):
    page = page_without_scripts
    page.goto("/interactions/new/")
    page.locator("[data-part=contact] input").fill("dvorak")
    page.locator("[data-part=template] input").fill("outgoing")
    field(page, "Comment").fill("Wants an offer")

    page.get_by_role("button", name="Apply template").click()

    expect(field(page, "Description")).to_have_value("Outgoing call")
    expect(field(page, "Comment")).to_have_value("Wants an offer")
    field(page, "Date of Interaction").fill("včera")
    page.get_by_role("button", name=re.compile("^OK Ctrl")).click()
    expect(page.get_by_text(re.compile(r"Interaction \d+ recorded: Karel Dvořák"))).to_be_visible()
    entry = only_entry()
    assert (entry.contact, entry.template, entry.duration) == (contact, call, 10)
    assert entry.comments.get().text == "Wants an offer"


def test_card_without_scripts(page_without_scripts, contact, call):
    page = page_without_scripts
    LogEntryFactory.create_batch(21, contact=contact)
    page.goto(f"/contacts/{contact.pk}/")
    page.get_by_role("radio", name="Outgoing call", exact=True).check()
    field(page, "Comment").fill("Called back")

    page.get_by_role("button", name="More", exact=True).click()

    expect(field(page, "Comment")).to_have_value("Called back")
    page.get_by_role("button", name=re.compile("^OK Ctrl")).click()
    expect(page.locator(".moment").first).to_contain_text("Called back")
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_role("link", name="Newest")).to_be_visible()


# What was recorded.


def test_entry_is_evaluated_and_commented(page, contact, user):
    entry = LogEntryFactory(contact=contact, recorded_by=user)
    page.goto(f"/interactions/{entry.pk}/")

    page.get_by_role("button", name="Positive", exact=True).click()
    expect(page.get_by_role("button", name="Positive", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_placeholder("Add a comment").fill("He called again")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("article")).to_contain_text("He called again")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("article")).to_have_count(0)


# For everybody.


@pytest.mark.look
@pytest.mark.parametrize("theme", [User.Theme.LIGHT, User.Theme.DARK])
def test_pages_are_accessible(page, axe, contact, call, user, theme):
    User.objects.filter(pk=user.pk).update(theme=theme)
    entry = LogEntryFactory(contact=contact, evaluation=2, attempt_failed=True, recorded_by=user)
    CommentFactory(entry=entry, by=user, at=timezone.now())
    page.set_viewport_size({"width": 390, "height": 900})

    page.goto(f"/interactions/new/?contact={contact.pk}&template={call.pk}")
    page.locator("[data-details]").evaluate(OPEN_DETAILS)
    axe(page)
    page.goto(f"/contacts/{contact.pk}/?mark={entry.pk}")
    axe(page)
    page.goto(f"/interactions/{entry.pk}/")
    axe(page)


@pytest.mark.look
@pytest.mark.parametrize("theme", [User.Theme.LIGHT, User.Theme.DARK])
def test_refused_form_is_accessible(page, axe, contact, call, user, theme, complaints):
    User.objects.filter(pk=user.pk).update(theme=theme)
    page.goto(f"/interactions/new/?contact={contact.pk}")
    page.locator("[data-details]").evaluate(OPEN_DETAILS)
    field(page, "Cost").fill("much")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Enter a number.")).to_be_visible()
    complaints.clear()

    axe(page)


@pytest.mark.look
@pytest.mark.parametrize("theme", [User.Theme.LIGHT, User.Theme.DARK])
def test_page_without_templates_is_accessible(page, axe, user, theme):
    User.objects.filter(pk=user.pk).update(theme=theme)
    page.goto("/interactions/new/")

    axe(page)


@pytest.mark.look
@pytest.mark.parametrize("address", ["/interactions/new/", "/contacts/{contact}/"])
def test_no_sideways_scrolling_on_a_narrow_phone(page, contact, call, address):
    LogEntryFactory(contact=contact, description="d" * 150)
    page.set_viewport_size({"width": 320, "height": 700})

    page.goto(address.format(contact=contact.pk))

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# Several people at once.


def test_further_contacts_are_typed_and_recorded_together(page, axe, contact, call):
    PersonFactory(first_name="Eva", surname="Tichá")
    PersonFactory(first_name="Ota", surname="Černý")
    page.goto(f"/interactions/new/?contact={contact.pk}&template={call.pk}")

    choose(page, "Also with", "tich", "Eva Tichá")
    choose(page, "Also with", "cern", "Ota Černý")
    axe(page)
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text(re.compile(r"Interaction \d+ recorded"))).to_be_visible()
    names = InteractionLogEntry.objects.order_by("pk").values_list("contact__name", flat=True)
    assert sorted(names) == ["Eva Tichá", "Karel Dvořák", "Ota Černý"]
