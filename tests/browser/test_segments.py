"""Segments in a browser: lines changed where they stand, by hand and by keyboard."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from crm import roles
from segments.actions.build import add_contacts
from segments.actions.log_segment import LogOptions, log_segment
from segments.actions.save_criteria import save_criteria
from segments.criteria import criteria_of
from tests.factories import (
    NOW,
    CampaignFactory,
    InteractionTemplateFactory,
    MarketingSetupFactory,
    NumberSeriesLineFactory,
    PersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    UserFactory,
)

THEMES = ("light", "dark")


@pytest.fixture
def marketer(live_server):
    return UserFactory(role=roles.MARKETING)


@pytest.fixture
def segment(marketer):
    segment = SegmentFactory(template__description="Invitation")
    for surname in ("Ada", "Bey"):
        SegmentLineFactory(segment=segment, contact=PersonFactory(surname=surname))
    return segment


@pytest.fixture
def page(page, new_context, sign_in, marketer):
    context = new_context()
    sign_in(marketer, context)
    return context.new_page()


@pytest.fixture
def segment_page(page, segment):
    page.goto(reverse("segment", args=[segment.pk]))
    return page


def value(page, name, row=0):
    return page.locator(f"[data-value={name}]").nth(row)


def open_value(page, name):
    value(page, name).get_by_role("link").click()
    expect(value(page, name).locator(".value-edit :focus")).to_be_attached()


def test_enter_saves_a_value_and_the_hand_stays_there(segment_page, segment):
    open_value(segment_page, "cost")
    segment_page.keyboard.type("12,50")
    segment_page.keyboard.press("Enter")

    expect(value(segment_page, "cost").get_by_role("link")).to_be_focused()
    expect(value(segment_page, "cost")).to_contain_text("12.50")
    assert segment.lines.get(contact__surname="Ada").cost is not None


def test_escape_leaves_a_value_as_it_was(segment_page, segment):
    open_value(segment_page, "cost")
    segment_page.keyboard.type("12,50")
    segment_page.keyboard.press("Escape")

    expect(value(segment_page, "cost").get_by_role("link")).to_be_focused()
    expect(segment_page.locator(".value-edit")).to_have_count(0)
    assert not segment.lines.exclude(cost=None).exists()


def test_tab_saves_and_goes_on_to_the_next_value(segment_page, segment):
    open_value(segment_page, "cost")
    segment_page.keyboard.type("5")
    segment_page.keyboard.press("Tab")
    expect(value(segment_page, "duration").locator("input")).to_be_focused()
    segment_page.keyboard.type("15")
    segment_page.keyboard.press("Tab")

    expect(value(segment_page, "template", row=1).locator(".ts-control input")).to_be_focused()
    line = segment.lines.get(contact__surname="Ada")
    assert (line.cost, line.duration) == (5, 15)


def test_a_refused_value_stays_in_its_field_with_the_reason(segment_page, complaints):
    open_value(segment_page, "cost")
    segment_page.keyboard.type("a lot")
    segment_page.keyboard.press("Enter")

    expect(value(segment_page, "cost").get_by_role("alert")).to_be_visible()
    expect(value(segment_page, "cost").locator("input")).to_have_value("a lot")
    complaints[:] = [said for said in complaints if "422" not in said]


def test_another_template_is_chosen_by_typing(segment_page, segment):
    visit = InteractionTemplateFactory(description="Visit", unit_duration=90)

    open_value(segment_page, "template")
    segment_page.keyboard.type("vis")
    expect(segment_page.get_by_role("option", name="Visit")).to_be_visible()
    segment_page.keyboard.press("Enter")

    expect(value(segment_page, "template")).to_contain_text("Visit")
    expect(value(segment_page, "duration")).to_contain_text("1 h 30 min")
    assert segment.lines.get(contact__surname="Ada").template == visit


def test_an_own_value_goes_back_to_what_is_inherited(page, segment):
    segment.lines.filter(contact__surname="Ada").update(cost=7)
    page.goto(reverse("segment", args=[segment.pk]))

    value(page, "cost").get_by_role("button", name="Back to inherited").click()

    expect(value(page, "cost").get_by_role("button")).to_have_count(0)
    assert not segment.lines.exclude(cost=None).exists()


def test_selected_lines_are_changed_at_once(segment_page, segment):
    segment_page.get_by_label("Select all on this page").check()
    segment_page.get_by_role("button", name="Change").click()
    segment_page.locator("#id_duration").fill("20")
    segment_page.get_by_role("button", name="Save").click()

    expect(value(segment_page, "duration")).to_contain_text("20 min")
    assert set(segment.lines.values_list("duration", flat=True)) == {20}


def test_without_a_script_a_value_leads_to_its_field(new_context, sign_in, marketer, segment):
    context = new_context(java_script_enabled=False)
    sign_in(marketer, context)
    page = context.new_page()
    page.goto(reverse("segment", args=[segment.pk]))

    value(page, "cost").get_by_role("link").click()
    page.locator("#id_cost").fill("8")
    page.get_by_role("button", name="Save").click()

    expect(value(page, "cost")).to_contain_text("8.00")


# Every page


@pytest.fixture
def addresses(segment, marketer):
    """The pages of segments, each with something on it."""
    setup = MarketingSetupFactory()
    setup.segment_series = NumberSeriesLineFactory(prefix="SN").series
    setup.save()
    PersonFactory(surname="Dey", city="Brno", exclude_from_segments=True)
    brno = criteria_of("city=Brno", "", marketer, NOW)
    PersonFactory(surname="Eey", city="Brno")
    step = add_contacts(
        segment=segment,
        contacts=brno.contacts(),
        kind="add",
        query=brno.query,
        by=marketer,
        now=NOW,
    )
    save_criteria(segment=segment, name="Brno", by=marketer, now=NOW)
    segment.lines.filter(contact__surname="Ada").update(cost=7)
    campaign = CampaignFactory()
    logged = SegmentFactory(campaign=campaign, description="Autumn")
    SegmentLineFactory(segment=logged, contact__email="", correspondence_type="email")
    SegmentLineFactory.create_batch(2, segment=logged)
    log_segment(segment=logged, by=marketer, now=NOW, options=LogOptions(create_follow_up=True))
    chosen = f"?selected={segment.lines.first().contact_id}"
    of_segment = {
        name: reverse(name, args=[segment.pk])
        for name in (
            "segment", "segment_edit", "segment_add", "segment_paste", "segment_log",
            "segment_take_criteria", "segment_save_criteria", "segment_reuse",
        )
    }  # fmt: skip
    return of_segment | {
        "segment_list": reverse("segment_list"),
        "logged_segment_list": reverse("logged_segment_list"),
        "segment_new": reverse("segment_new"),
        "segment_line": reverse("segment_line", args=[segment.pk, segment.lines.first().pk]),
        "segment_lines": reverse("segment_lines", args=[segment.pk])
        + f"?selected={segment.lines.first().pk}",
        "segment_criteria": reverse("segment_criteria", args=[segment.pk, "add"]),
        "segment_skipped": reverse("segment_skipped", args=[segment.pk, step.pk]),
        "segment_additions": reverse("segment_additions") + chosen,
        "saved_criteria_list": reverse("saved_criteria_list"),
        "logged_segment": reverse("logged_segment", args=[logged.pk]),
        "segment_follow_outcomes": reverse("segment_follow_outcomes", args=[logged.pk]),
        "campaign": campaign.get_absolute_url(),
        "campaign_list": reverse("campaign_list"),
        "log": reverse("log_entry_list") + f"?segment={segment.pk}",
    }


@pytest.mark.look
@pytest.mark.parametrize("theme", THEMES)
def test_nothing_stands_in_anybodys_way(new_context, sign_in, axe, marketer, addresses, theme):
    context = new_context(color_scheme=theme)
    sign_in(marketer, context)
    page = context.new_page()

    for address in addresses.values():
        page.goto(address)
        axe(page)

    page.goto(addresses["segment"])
    value(page, "correspondence_type").get_by_role("link").click()
    expect(page.locator(".value-edit select")).to_be_visible()
    axe(page)


@pytest.mark.look
def test_no_page_is_wider_than_a_small_phone(new_context, sign_in, marketer, addresses):
    context = new_context()
    sign_in(marketer, context)
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 640})

    too_wide = []
    for name, address in addresses.items():
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            too_wide.append(name)

    assert too_wide == []
