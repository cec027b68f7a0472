"""Where the browser of the browser tests is, or why there is none."""

import importlib.util
import os
import shutil

PROGRAMS = (
    # The one without a window opens pages in a third of the time.
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find_chromium() -> str | None:
    """Return the path of an installed Chromium; the environment's CHROMIUM wins."""
    named = os.environ.get("CHROMIUM")
    candidates = (named,) if named else PROGRAMS
    return next(filter(None, map(shutil.which, candidates)), None)


def why_no_browser_tests() -> str | None:
    """Return what the browser tests lack, or None where they can run."""
    if find_chromium() is None:
        return "Chromium was not found (install it, or name it by CHROMIUM=/path)"
    if importlib.util.find_spec("pytest_playwright") is None:
        return "Playwright is not installed (requirements/e2e.txt)"
    return None
