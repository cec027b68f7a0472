"""The main job from end to end: a call is found, recorded, evaluated, canceled, mended, purged.

Once in each language, with and without scripts.
"""

import re

import pytest
from django.core.management import call_command
from django.utils import translation
from django.utils.translation import gettext, pgettext
from playwright.sync_api import expect

from crm import roles
from crm.models import AuditRecord
from interactions.models import Evaluation, InteractionLogEntry
from tests.factories import (
    CompanyFactory,
    InteractionTemplateFactory,
    PersonFactory,
    UserFactory,
    seller,
)

PASSWORD = "correct horse battery"


@pytest.fixture(params=["en", "cs"])
def language(request):
    """The language of the people of the story, and of this test's own words."""
    with translation.override(request.param):
        yield request.param


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request):
    return request.param


@pytest.fixture
def people(live_server, language):
    """A salesperson and an administrator who read this language, and a contact to call."""
    petra = seller(name="Petra Malá")
    radek = UserFactory(username="radek", role=roles.SETUP)
    for user, name in ((petra, "petra"), (radek, "radek")):
        type(user).objects.filter(pk=user.pk).update(username=name, language=language)
    company = CompanyFactory(company_name="Kovo Říčany")
    PersonFactory(
        first_name="Karel", surname="Dvořák", company=company, salesperson=petra.own_salesperson
    )
    PersonFactory(first_name="Jana", surname="Nováková")
    InteractionTemplateFactory(code="CALL", description="Outgoing call", unit_duration=10)


@pytest.fixture
def sign_in_by_form(new_context, people, language, scripts):
    """Open a browser and sign in as somebody types it."""

    def sign_in_by_form(name):
        locale = {"en": "en-GB", "cs": "cs-CZ"}[language]
        page = new_context(java_script_enabled=scripts, locale=locale).new_page()
        page.goto("/")
        page.get_by_label(gettext("User name or e-mail")).fill(name)
        page.get_by_label(gettext("Password")).fill(PASSWORD)
        page.get_by_role("button", name=gettext("Sign in")).click()
        return page

    return sign_in_by_form


def button(page, name):
    return page.get_by_role("main").get_by_role("button", name=name, exact=True)


def link(page, name):
    return page.get_by_role("main").get_by_role("link", name=name, exact=True)


def told(page, text, **facts):
    """Wait for a message of the product in the language of the reader."""
    said = re.escape(gettext(text))
    for name in re.findall(r"%\\\((\w+)\\\)s", said):
        said = said.replace(rf"%\({name}\)s", re.escape(str(facts.get(name, ""))) or ".+")
    expect(page.get_by_text(re.compile(said)).first).to_be_visible()


def find_by_typing(page, words, name, scripts):
    """Type into the search that is always there, and go where it leads."""
    search = page.get_by_label(gettext("Search for Page or Report")).first
    search.fill(words)
    if scripts:
        expect(page.get_by_role("option").first).to_contain_text(name)
        search.press("Enter")
    else:
        search.press("Enter")
        page.get_by_role("main").get_by_role("link", name=re.compile(f"^{name}")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.wait_for_load_state()


def record_a_call(page, text, scripts):
    """Write a call down on the card that is open."""
    if scripts:
        page.get_by_role("radio", name="Outgoing call").click()
        page.keyboard.type(text)
        page.keyboard.press("Control+Enter")
    else:
        page.get_by_role("radio", name="Outgoing call").check()
        page.locator(".composer textarea").fill(text)
        page.locator(".composer [data-primary]").click()
    told(page, "Interaction %(no)s recorded: %(name)s", name="Karel Dvořák")
    expect(page.locator(".moment").first).to_contain_text(text)


def cancel_with_a_reason(page, reason):
    link(page, pgettext("one entry", "Mark as canceled")).click()
    page.get_by_label(gettext("Reason (optional)")).fill(reason)
    button(page, pgettext("one entry", "Mark as canceled")).click()
    expect(page.get_by_text(reason).first).to_be_visible()


def evaluate_cancel_restore(page, entry):
    page.goto("/interactions/")
    expect(page.get_by_role("row").filter(has_text="Karel Dvořák")).to_contain_text("Outgoing call")
    page.goto(entry.get_absolute_url())
    button(page, gettext("Positive")).click()
    told(page, "Interaction %(no)s evaluated: %(value)s", no=entry.pk)
    cancel_with_a_reason(page, "recorded twice")
    page.goto(entry.get_absolute_url())
    button(page, gettext("Restore")).click()
    told(page, "Interaction %(no)s restored: %(name)s", no=entry.pk, name="Karel Dvořák")
    entry.refresh_from_db()
    assert (entry.evaluation, entry.cancellation) == (Evaluation.POSITIVE, None)


def correct(page, entry):
    """Write the entry down anew; return what stands in its stead."""
    link(page, gettext("Correct")).click()
    page.get_by_label(re.compile(f"^{gettext('Description')}")).fill("Call about the offer")
    page.locator("#interaction-form [data-primary]").click()
    told(page, "Interaction %(no)s recorded instead of %(old)s: %(name)s", old=entry.pk)
    entry.refresh_from_db()
    assert entry.is_canceled
    return InteractionLogEntry.objects.get(corrects=entry)


def purge_by_the_page(page):
    page.goto("/interactions/")
    page.locator("#main .list-tools summary").click()
    link(page, gettext("Delete Canceled Interaction Log Entries")).click()
    button(page, gettext("Show what will be deleted")).click()
    button(page, re.compile(r" 1 ")).click()
    expect(page.get_by_role("link", name=gettext("Show"), exact=True)).to_be_visible()


def test_call_is_found_recorded_mended_and_purged(sign_in_by_form, scripts):
    page = sign_in_by_form("petra")
    find_by_typing(page, "dvorak", "Karel Dvořák", scripts)
    record_a_call(page, "Wants an offer by Friday", scripts)
    first = InteractionLogEntry.objects.get()
    evaluate_cancel_restore(page, first)
    second = correct(page, first)

    page = sign_in_by_form("radek")
    purge_by_the_page(page)
    assert InteractionLogEntry.objects.get() == second
    assert AuditRecord.objects.get().count == 1

    page.goto(second.get_absolute_url())
    cancel_with_a_reason(page, "test data")
    call_command("purge_canceled_interactions", verbosity=0)
    assert not InteractionLogEntry.objects.exists()
    page.goto("/interactions/")
    expect(page.get_by_text(gettext("No interaction was recorded yet."))).to_be_visible()
