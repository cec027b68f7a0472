"""Twelve ways to lose what one types, and every character of it found again each time."""

import os
import re
import signal
import socket
import time
import urllib.request
from contextlib import suppress
from unittest import mock

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from interactions.models import Comment, InteractionLogEntry
from tests.factories import InteractionTemplateFactory, PersonFactory, seller
from tests.races import start_command

TEXT = "Paní Dvořáková: „zítra v 9“ & <b>třicet</b> kusů – 50 % \\ 'hned'"
MORE = " a ještě tohle"
NEW = "/interactions/new/"
FORM = "#interaction-form"
COMMENT = f"{FORM} textarea"


@pytest.fixture
def user(live_server):
    InteractionTemplateFactory(description="Outgoing call")
    return seller(name="Petr Malý")


@pytest.fixture
def contact(user):
    return PersonFactory(first_name="Karel", surname="Dvořák")


@pytest.fixture
def context(browser, browser_context_args, live_server, sign_in, user):
    """A browser that may complain: here sessions end, servers die and networks are cut."""
    context = browser.new_context(**browser_context_args)
    sign_in(user, context)
    yield context
    context.close()


@pytest.fixture
def form(context, contact, live_server):
    """A form in which somebody is writing: the focus is in it, nobody has waited for anything."""
    page = context.new_page()
    page.goto(f"{live_server.url}/contacts/")
    page.goto(f"{live_server.url}{NEW}?contact={contact.pk}")
    return written(page)


def written(page, text=TEXT):
    page.locator(COMMENT).click()
    page.keyboard.type(text)
    return page


def kept(page):
    """Wait until the form says that it is saved."""
    expect(page.locator("[data-kept]")).to_have_text(re.compile(r"^Saved \d+:\d\d$"), timeout=9000)


def assert_found_in_the_list(page, host, text=TEXT):
    """What waits is offered in the list, and opens with every character."""
    offered = page.locator(".list-table tbody a[href$='/resume/']")
    # A page that is left sends its last word while the next one is already being asked for.
    patience = time.monotonic() + 30
    page.goto(f"{host}/postponed/")
    while not offered.count() and time.monotonic() < patience:
        page.reload()
    offered.first.click()
    expect(page.locator(COMMENT)).to_have_value(text)


def press_ok(page):
    page.keyboard.press("Control+Enter")


def test_cancel(form, live_server):
    form.keyboard.press("Escape")
    form.keyboard.press("Enter")

    expect(form.get_by_text("Interaction postponed")).to_be_visible()
    assert_found_in_the_list(form, live_server.url)


def test_back(form, live_server):
    form.go_back()
    expect(form).to_have_url(re.compile("/contacts/$"))

    assert_found_in_the_list(form, live_server.url)


def test_reload(form):
    kept(form)

    form.reload()

    expect(form).to_have_url(re.compile(r"/postponed/\d+/resume/$"))
    expect(form.locator(COMMENT)).to_have_value(TEXT)


def test_reload_before_anything_was_saved(form, live_server):
    form.reload()

    assert_found_in_the_list(form, live_server.url)


def test_closing_the_tab(form, context, live_server):
    form.close(run_before_unload=True)

    assert_found_in_the_list(context.new_page(), live_server.url)


def test_following_a_link(form, live_server):
    form.get_by_role("link", name="Salespeople").first.click()
    expect(form).to_have_url(re.compile("/salespeople/"))

    assert_found_in_the_list(form, live_server.url)


def test_session_ended(form, user):
    Session.objects.all().delete()
    press_ok(form)

    form.locator("[name=login]").fill(user.username)
    form.locator("[name=password]").fill("correct horse battery")
    form.keyboard.press("Enter")

    expect(form.locator(COMMENT)).to_have_value(TEXT)
    kept(form)
    assert not InteractionLogEntry.objects.exists()


def test_token_of_the_form_gone(form, context):
    context.clear_cookies(name="csrftoken")
    press_ok(form)

    form.get_by_role("button", name="Open in a form").click()

    expect(form.locator(COMMENT)).to_have_value(TEXT)


def test_failed_check(form, context, live_server):
    form.get_by_label(re.compile("^Date of Interaction")).fill("32.13.")
    press_ok(form)

    expect(form.get_by_text("Write the date as").first).to_be_visible()
    expect(form.locator(COMMENT)).to_have_value(TEXT)
    # Nothing is typed after the check: the page that says no has kept it already.
    form.close()
    assert_found_in_the_list(context.new_page(), live_server.url)


def test_failure_of_the_server(form):
    form.get_by_role("combobox", name=re.compile("^Interaction Template")).press_sequentially("out")
    form.get_by_role("option", name=re.compile("Outgoing call")).click()
    with mock.patch("interactions.views.create.finish_interaction", side_effect=RuntimeError):
        press_ok(form)
        expect(form.get_by_role("heading", name="Something broke")).to_be_visible()

    form.get_by_role("button", name="Open in a form").click()

    expect(form.locator(COMMENT)).to_have_value(TEXT)


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def serve(port):
    server = start_command("runserver", "--noreload", f"localhost:{port}")
    for _ in range(200):
        with suppress(OSError):
            urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=1)
            return server
        time.sleep(0.1)
    raise AssertionError("the server did not start")


def end(server):
    os.kill(server.pid, signal.SIGKILL)
    server.communicate()


def test_server_killed_and_started_again(context, contact):
    port = free_port()
    host = f"http://localhost:{port}"
    server = serve(port)
    page = context.new_page()
    page.goto(f"{host}{NEW}?contact={contact.pk}")
    written(page)
    kept(page)

    end(server)
    page.keyboard.type(MORE)
    expect(page.locator("[data-kept]")).to_have_text(re.compile("Not saved yet"), timeout=9000)
    server = serve(port)
    try:
        kept(page)
        page.close()
        assert_found_in_the_list(context.new_page(), host, TEXT + MORE)
    finally:
        end(server)


def test_two_tabs(form, context, live_server, axe):
    kept(form)
    other = context.new_page()
    assert_found_in_the_list(other, live_server.url)
    other.locator(COMMENT).press("Control+End")
    other.keyboard.type(" in the other tab")
    other.locator(".form-buttons > [name=later]").click()
    expect(other.get_by_text("Interaction postponed")).to_be_visible()

    form.bring_to_front()
    form.locator(COMMENT).press("Control+End")
    form.keyboard.type(MORE)
    form.locator(".form-buttons > [name=later]").click()

    expect(form.get_by_text("Saved in the other window:")).to_be_visible()
    expect(form.locator(".notice")).to_contain_text(f"{TEXT} in the other tab")
    expect(form.locator(COMMENT)).to_have_value(TEXT + MORE)
    axe(form)
    form.locator(".form-buttons > [name=later]").click()
    expect(form.get_by_text("Interaction postponed")).to_be_visible()
    assert_found_in_the_list(form, live_server.url, TEXT + MORE)


def test_network_cut_before_the_answer(form, contact):
    form.get_by_role("combobox", name=re.compile("^Interaction Template")).press_sequentially("out")
    form.get_by_role("option", name=re.compile("Outgoing call")).click()
    kept(form)

    def cut(route):
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    form.route(re.compile("/interactions/new/[?]"), cut, times=1)
    with form.expect_event("requestfailed", lambda request: "/interactions/new/?" in request.url):
        press_ok(form)

    assert [entry.contact for entry in InteractionLogEntry.objects.all()] == [contact]
    assert Comment.objects.get().text == TEXT


def test_reload_of_a_card(context, contact, live_server):
    page = context.new_page()
    page.goto(f"{live_server.url}/contacts/{contact.pk}/")
    page.get_by_role("radio", name="Outgoing call").click()
    page.locator("#composer-text").fill(TEXT)
    kept(page)

    page.reload()
    page.locator("#composer-text").fill(f"{TEXT}{MORE}")
    page.get_by_role("radio", name="Outgoing call").click()
    kept(page)
    press_ok(page)

    expect(page.get_by_text(re.compile(r"Interaction \d+ recorded"))).to_be_visible()
    assert Comment.objects.get().text == TEXT + MORE


def test_nothing_of_it_is_kept_in_the_browser(form):
    kept(form)

    found = form.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, history.state, document.cookie])"
    )

    assert "Dvo" not in found
    assert "zítra" not in found
