"""What every test may rely on."""

import gc
import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from hypothesis import settings as hypothesis_settings

from tests.chromium import why_no_browser_tests

# Browser tests drive Playwright's own event loop in the thread that asks the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# The fixture `racers`, for every test that lets processes race.
pytest_plugins = ["tests.imap_server", "tests.mail_server", "tests.races"]

BROWSER_TESTS = Path(__file__).parent / "browser"
NOTHING_SKIPPED = os.environ.get("RAPPORT_NO_SKIP") == "1"

# A run is repeatable and no slow machine fails it: new examples are for the benchmark's hours.
hypothesis_settings.register_profile("rapport", derandomize=True, deadline=None, database=None)
hypothesis_settings.load_profile("rapport")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Leave out what this database cannot show; give transactional tests their migrated rows."""
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
    of_the_other = "look" if connection.vendor == "postgresql" else "postgres"
    other_database = [item for item in items if item.get_closest_marker(of_the_other)]
    config.hook.pytest_deselected(items=other_database)
    items[:] = [item for item in items if item not in other_database]
    for item in items:
        if is_transactional(item):
            keep_migrated_rows(item)
    result = yield
    # The last of them empties the tables. pytest-django puts them at the end, but then pytest
    # moves those that share a browser to the first of them.
    items.sort(key=is_transactional)
    return result


def keep_migrated_rows(item):
    """Bring the rows of the migrations back: the flush after a test takes even the roles."""
    marker = item.get_closest_marker("django_db")
    options = dict(marker.kwargs) if marker else {}
    options |= {"transaction": True, "serialized_rollback": True}
    item.add_marker(pytest.mark.django_db(**options), append=False)


def is_transactional(item):
    marker = item.get_closest_marker("django_db")
    return (
        "transactional_db" in item.fixturenames
        or "live_server" in item.fixturenames
        or (marker is not None and marker.kwargs.get("transaction", False))
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    # A traceback is made by parsing sources. If one of Playwright's greenlets is collected
    # meanwhile, CPython 3.11 ends the parse with a SystemError, and that ends the run.
    gc.disable()
    try:
        report = yield
    finally:
        gc.enable()
    return refuse_skip(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    return refuse_skip(report)


def refuse_skip(report):
    """Where everything is installed, a skipped test is a test that somebody believes in."""
    if NOTHING_SKIPPED and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and nothing may be with RAPPORT_NO_SKIP=1: {report.longrepr}"
    return report


def pytest_sessionfinish():
    """What tests attach lies in a folder of this process."""
    shutil.rmtree(settings.FILES_ROOT, ignore_errors=True)


def pytest_terminal_summary(terminalreporter):
    why = why_no_browser_tests()
    if why:
        terminalreporter.write_line(f"Browser tests did not run: {why}", yellow=True)


@pytest.fixture(autouse=True)
def _empty_cache(request):
    """Let no test meet what another one left in the shared cache (counts of wrong sign-ins)."""
    if is_transactional(request.node):
        request.getfixturevalue("_django_db_helper")
        cache.clear()


@pytest.fixture
def race_rounds():
    """How often a race is run; `make races` asks for more."""
    return int(os.environ.get("RACE_ROUNDS", "100"))


@pytest.fixture
def kills():
    """How often a process is killed in the middle; `make crash` asks for more."""
    return int(os.environ.get("KILLS", "20"))
