"""A picture of every page with the demo's story in it: `make screenshots`, then look.

The pages are found as a user finds them, by following links; of pages of one kind (all contact
cards, all filters of a list) the first one met is taken. Not collected by the ordinary run.
"""

import itertools
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from crm.models import User

PICTURES = Path(__file__).resolve().parent.parent.parent / "screenshots"
WIDTHS = (1440, 390)
THEMES = ("light", "dark")
LANGUAGES = ("en", "cs")
LINK = re.compile(r'href="(/[^"#]*)')


@pytest.fixture
def administrator(db):
    call_command("demo", verbosity=0)
    return User.objects.create_superuser("picture-taker", "pictures@example.com")


def pages_linked_from(start, client):
    """Return the first address met of each kind of page, by the name of its route."""
    pages, waiting, seen = {}, [start], {start}
    while waiting:
        path = waiting.pop(0)
        name = route_name(path)
        if name is None or name in pages:
            continue
        response = client.get(path)
        if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
            continue
        pages[name] = path
        if name.startswith("admin:"):
            # What our pages link to in the admin is shown; the admin's own links are Django's.
            continue
        links = [link.replace("&amp;", "&") for link in LINK.findall(response.text)]
        waiting += [link for link in links if link not in seen]
        seen.update(links)
    return pages


def route_name(path):
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


@pytest.fixture
def pages(administrator):
    visitor, insider = Client(), Client()
    insider.force_login(administrator, backend=settings.AUTHENTICATION_BACKENDS[0])
    return {
        "signed out": pages_linked_from(reverse(settings.LOGIN_URL), visitor),
        "signed in": pages_linked_from("/", insider),
    }


@pytest.mark.parametrize(
    ("width", "theme", "language"), list(itertools.product(WIDTHS, THEMES, LANGUAGES))
)
def test_take_pictures(new_context, sign_in, administrator, pages, width, theme, language):
    look = f"{width}-{theme}-{language}"
    shutil.rmtree(PICTURES / look, ignore_errors=True)
    administrator.language, administrator.theme = language, theme
    administrator.save()

    for who, addresses in pages.items():
        context = new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            locale={"en": "en-GB", "cs": "cs-CZ"}[language],
        )
        if who == "signed in":
            sign_in(administrator, context)
        page = context.new_page()
        for name, path in addresses.items():
            page.goto(path)
            file = PICTURES / look / f"{name.replace(':', '-')}.png"
            page.screenshot(path=file, full_page=True)

    assert sorted(PICTURES.glob(f"{look}/*.png"))
