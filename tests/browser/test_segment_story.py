"""The story of the user documents, in Czech, in the words that they print."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from crm import roles
from interactions.models import InteractionLogEntry
from segments.models import Segment
from tests.factories import (
    InteractionTemplateFactory,
    MarketingSetupFactory,
    NumberSeriesLineFactory,
    PersonFactory,
    SegmentFactory,
    SegmentLineFactory,
    UserFactory,
)


@pytest.fixture
def marketer(live_server):
    return UserFactory(role=roles.MARKETING, language="cs")


@pytest.fixture
def segment(marketer):
    segment = SegmentFactory(number="SM00011", description="Jarní den", template=None)
    for name in ("Ada", "Bey", "Cey"):
        SegmentLineFactory(segment=segment, contact=PersonFactory(surname=name))
    return segment


@pytest.fixture
def templates(marketer):
    return [
        InteractionTemplateFactory(description=name) for name in ("Pozvánka", "Osobní návštěva")
    ]


@pytest.fixture
def segment_series(marketer):
    setup = MarketingSetupFactory()
    setup.segment_series = NumberSeriesLineFactory(prefix="SN").series
    setup.save()


@pytest.fixture
def page(page, new_context, sign_in, marketer):
    context = new_context()
    sign_in(marketer, context)
    return context.new_page()


def choose(page, label, words):
    """Choose by typing, as a hand does: the first letters, then Enter."""
    field = page.get_by_role("combobox", name=label, exact=True)
    field.click()
    page.keyboard.type(words)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")


def test_the_story_of_a_segment(page, segment, templates, segment_series):
    page.goto(reverse("home"))
    main = page.locator("main")
    expect(main.get_by_role("link", name="Aktivní segmenty", exact=True)).to_be_visible()
    main.get_by_role("link", name="Jarní den").click()
    # The part Interakce says which interaction the segment gets.
    expect(main.get_by_role("heading", name="Interakce", exact=True)).to_be_visible()
    main.get_by_role("link", name="Upravit", exact=True).click()
    choose(page, "Šablona interakce", "poz")
    page.get_by_role("button", name="Uložit").click()
    # One contact gets another template on its line.
    cell = page.locator("[data-value=template]").nth(1)
    cell.get_by_role("link").click()
    expect(cell.locator(".value-edit :focus")).to_be_attached()
    page.keyboard.type("osob")
    expect(page.get_by_role("option", name="Osobní návštěva")).to_be_visible()
    page.keyboard.press("Enter")
    expect(cell).to_contain_text("Osobní návštěva")
    page.get_by_role("link", name="Protokol", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Protokolovat segment")
    page.get_by_label("Vytvořit segment sledování").check()
    page.get_by_role("button", name="OK", exact=True).click()

    expect(page.get_by_text("Segment SM00011 byl protokolován.")).to_be_visible()
    expect(page.get_by_text("Zaznamenány 3 interakce.")).to_be_visible()
    expect(page.get_by_text("Vytvořen segment sledování SN00001.")).to_be_visible()
    # The interactions are in the log, the segment among the logged ones, the new one is active.
    main.get_by_role("link", name="Položky protokolu interakce").click()
    expect(page.locator(".list-table tbody tr")).to_have_count(3)
    expect(page.locator(".list-table")).to_contain_text("Osobní návštěva")
    page.get_by_role("link", name="Protokolované segmenty").click()
    page.get_by_role("link", name="SM00011").click()
    page.get_by_role("link", name=re.compile("^SN00001")).click()
    expect(page.locator("[data-line]")).to_have_count(3)
    for name in ("Ada", "Bey", "Cey"):
        expect(page.locator("[data-lines]")).to_contain_text(name)


def test_the_words_typed_into_the_search_lead_to_the_segment_too(page, segment):
    page.goto(reverse("home"))

    page.get_by_placeholder("Vyhledat stránku nebo sestavu").click()
    page.keyboard.type("Segmenty")
    page.locator("#palette").get_by_role("option", name="Aktivní segmenty").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Aktivní segmenty")
    main = page.locator("main")
    main.get_by_role("link", name="SM00011").click()
    expect(main.get_by_role("heading", name="Interakce", exact=True)).to_be_visible()


def test_without_a_series_the_sentence_stands_there_and_nothing_is_logged(page, segment, templates):
    Segment.objects.update(template=templates[0])
    page.goto(reverse("segment", args=[segment.pk]))

    page.get_by_role("link", name="Protokol", exact=True).click()

    expect(page.get_by_label("Vytvořit segment sledování")).to_be_disabled()
    expect(
        page.get_by_text(
            "K vytvoření segmentu sledování musí být v Nastavení marketingu zadaná číselná řada "
            "pro segmenty."
        )
    ).to_be_visible()
    assert not InteractionLogEntry.objects.exists()
    page.locator("main").get_by_role("link", name="Nastavení marketingu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nastavení marketingu")


def test_a_series_that_goes_while_somebody_looks_logs_nothing(
    page, segment, templates, segment_series, complaints
):
    Segment.objects.update(template=templates[0])
    page.goto(reverse("segment_log", args=[segment.pk]))
    page.get_by_label("Vytvořit segment sledování").check()
    setup = MarketingSetupFactory._meta.model.objects.get()
    setup.segment_series = None
    setup.save()

    page.get_by_role("button", name="OK", exact=True).click()

    expect(
        page.get_by_text("musí být v Nastavení marketingu zadaná číselná řada").first
    ).to_be_visible()
    assert not InteractionLogEntry.objects.exists()
    complaints[:] = [said for said in complaints if "422" not in said]


def test_a_prepared_segment_is_logged_with_its_follow_up_in_three_clicks(
    page, segment, templates, segment_series
):
    Segment.objects.update(template=templates[0])
    page.goto(reverse("segment", args=[segment.pk]))
    clicks = [
        page.get_by_role("link", name="Protokol", exact=True),
        page.get_by_label("Vytvořit segment sledování"),
        page.get_by_role("button", name="OK", exact=True),
    ]

    for click in clicks:
        click.click()

    expect(page.get_by_text("Vytvořen segment sledování SN00001.")).to_be_visible()
    assert InteractionLogEntry.objects.count() == 3


@pytest.mark.parametrize(
    ("words", "page_name"),
    [
        ("Segmenty", "Aktivní segmenty"),
        ("Segment protokolu", "Aktivní segmenty"),
        ("Protokolovaný segment", "Protokolované segmenty"),
        ("Nastavení marketingu", "Nastavení marketingu"),
        ("Položka protokolu interakce", "Položky protokolu interakce"),
        ("Šablony interakce", "Šablony interakce"),
        ("Jarní", "SM00011 – Jarní den"),
        ("SM00011", "SM00011 – Jarní den"),
    ],
)
def test_the_words_of_the_documents_lead_there(page, segment, words, page_name):
    page.goto(f"{reverse('search')}?q={words}")

    expect(page.locator("main").get_by_role("link", name=page_name).first).to_be_visible()
