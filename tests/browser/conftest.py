"""A browser that forgives nothing: console messages, failed and foreign requests fail a test."""

import functools
import os
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from tests.chromium import find_chromium, why_no_browser_tests

if why_no_browser_tests():
    # Said in the last lines of the run by tests/conftest.py.
    collect_ignore_glob = ["test_*.py"]

# Off by default in axe, and demanded by WCAG 2.2 AA.
# Preloading style sheets stumbles over `@import` in the admin's and complains in the console.
# What passes is not written down: finding a selector for each element takes most of the time.
AXE_OPTIONS = {
    "rules": {"target-size": {"enabled": True}},
    "preload": False,
    "resultTypes": ["violations"],
}

# SLOW=0.5 holds back each answer of the server by half a second and lets pages compute at a sixth
# of their speed: a test that forgets to wait for something fails then, and not now and then.
SLOW = float(os.environ.get("SLOW", "0"))

HERE = Path(__file__).parent
USUAL = {
    "locale": "en-GB",
    "timezone_id": settings.TIME_ZONE,
    "viewport": {"width": 1440, "height": 900},
    "reduced_motion": "reduce",
}


# A test that fails by chance is tried once more, and the last lines name it; see
# docs/decisions/0013-a-second-try.md.
SECOND_TRY = pytest.mark.flaky(reruns=1)


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(SECOND_TRY)


@pytest.fixture(scope="session")
def connections_of_this_thread():
    return {alias: connections[alias] for alias in connections}


@pytest.fixture(scope="session")
def playwright(connections_of_this_thread, playwright):
    """Keep Django's connections: it would take the thread for another one from here on.

    While Playwright's event loop runs, Django looks for connections in the loop's context and
    would open new ones, which know nothing of the test database's migrated rows.
    """
    from playwright.sync_api import Locator, expect

    for act in ("check", "click", "press"):
        setattr(Locator, act, awaiting_the_page(getattr(Locator, act)))
    # A busy machine is not a failing page; what is there is found as quickly as before.
    expect.set_options(timeout=30_000)
    for alias, connection in connections_of_this_thread.items():
        connections[alias] = connection
    return playwright


def awaiting_the_page(act):
    """*act*, which ends when the page that it leads to is there and listens.

    Playwright waits until the next page begins; what is done before its scripts run is lost.
    """
    from playwright.sync_api import Error

    @functools.wraps(act)
    def act_and_wait(locator, *args, **kwargs):
        act(locator, *args, **kwargs)
        try:
            locator.page.wait_for_load_state()
        except Error:
            # A window of its own closes itself.
            if not locator.page.is_closed():
                raise

    return act_and_wait


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": find_chromium()}


@pytest.fixture(scope="session")
def base_url(live_server):
    return live_server.url


@pytest.fixture(scope="session")
def visitors(live_server):
    return Visitors(live_server.thread.httpd)


@pytest.fixture(autouse=True)
def _everybody_answered(transactional_db, visitors):
    """Let the tables be emptied when nobody is served any more: an answer that still reads or
    writes would meet the emptying in a deadlock, or leave its rows to the next test."""
    yield
    visitors.wait_until_gone()


class Visitors:
    """Counts who is served: a page that is left sends a last word, and nobody waits for it."""

    PATIENCE = 30

    def __init__(self, server):
        self._change = threading.Condition()
        self._served = 0
        self._accept, self._serve = server.process_request, server.process_request_thread
        server.process_request, server.process_request_thread = self._come, self._stay

    def wait_until_gone(self):
        with self._change:
            gone = self._change.wait_for(lambda: self._served == 0, self.PATIENCE)
        assert gone, f"{self._served} connections are still open after {self.PATIENCE} s"

    def _come(self, request, client_address):
        self._count(1)
        self._accept(request, client_address)

    def _stay(self, request, client_address):
        time.sleep(SLOW)
        try:
            self._serve(request, client_address)
        finally:
            self._count(-1)

    def _count(self, change):
        with self._change:
            self._served += change
            self._change.notify_all()


@pytest.fixture
def complaints():
    """What the browser complained about so far; a test that provokes one takes it out."""
    return []


@pytest.fixture
def new_context(new_context, live_server, complaints):
    """Make browser contexts that are watched, e.g. `new_context(java_script_enabled=False)`."""

    def watched(**options):
        context = new_context(**USUAL | options)
        if SLOW:
            context.on("page", slow_down)
        watch(context, host=urlsplit(live_server.url).netloc, complaints=complaints)
        return context

    yield watched
    assert complaints == []


def slow_down(page):
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})


def watch(context, *, host, complaints):
    """Write down whatever a clean page does not do."""

    def on_console(message):
        if message.type in {"error", "warning"}:
            complaints.append(f"console {message.type}: {message.text}{resource(message)}")

    def on_request(request):
        url = urlsplit(request.url)
        if url.scheme in {"http", "https", "ws", "wss"} and url.netloc != host:
            complaints.append(f"request to another host: {request.url}")

    def on_request_failed(request):
        # A page that is left cancels what it was still asking for.
        if request.failure != "net::ERR_ABORTED":
            complaints.append(f"failed request: {request.url} ({request.failure})")

    context.on("console", on_console)
    context.on("weberror", lambda error: complaints.append(f"uncaught: {error.error}"))
    context.on("request", on_request)
    context.on("requestfailed", on_request_failed)


def resource(message):
    """Return which resource could not be loaded; the browser's own text leaves it out."""
    about_resource = message.text.startswith("Failed to load resource")
    return f" {urlsplit(message.location['url']).path}" if about_resource else ""


@pytest.fixture
def sign_in(live_server):
    """Sign a user in without the form: `sign_in(user, context)`."""

    def sign_in(user, context):
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])

    return sign_in


@pytest.fixture
def axe():
    """Assert that axe finds nothing on a page: `axe(page)`."""
    from axe_playwright_python.sync_playwright import Axe

    def assert_clean(page):
        # A click only waits until the next page begins; half of it has no elements to look at.
        page.wait_for_load_state()
        found = Axe().run(page, options=AXE_OPTIONS)
        assert found.violations_count == 0, found.generate_report()

    return assert_clean
