"""Every page in both themes: axe finds nothing, and it fits a narrow screen."""

import pytest
from zeal import zeal_ignore

from tests.browser.pages import SIGNED_OUT, pages_of
from tests.everywhere.house import House


@pytest.fixture
def house(live_server):
    with zeal_ignore():
        yield House()


@pytest.fixture
def administrator(house):
    type(house.user).objects.filter(pk=house.user.pk).update(is_staff=True, is_superuser=True)
    return house.user


@pytest.mark.look
@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "cs")])
def test_axe_finds_nothing(
    new_context, sign_in, administrator, house, axe, complaints, theme, language
):
    type(administrator).objects.filter(pk=administrator.pk).update(theme=theme, language=language)
    context = new_context(color_scheme=theme)
    stranger = new_context(color_scheme=theme).new_page()
    sign_in(administrator, context)
    page, wrong = context.new_page(), []

    for tab, pages in ((stranger, SIGNED_OUT), (page, pages_of(house))):
        for name, address in pages.items():
            tab.goto(address)
            try:
                axe(tab)
            except AssertionError as found:
                wrong.append(f"{name} {address}: {found}")
            if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{name} {address}: wider than the window")
    complaints[:] = [complaint for complaint in complaints if "404" not in complaint]

    assert wrong == []


@pytest.mark.look
def test_every_page_fits_320_pixels(new_context, sign_in, administrator, house, complaints):
    context = new_context(viewport={"width": 320, "height": 800})
    sign_in(administrator, context)
    page, wrong = context.new_page(), []

    for name, address in pages_of(house).items():
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wrong.append(f"{name} {address}: {width}")
    complaints[:] = [complaint for complaint in complaints if "404" not in complaint]

    assert wrong == []
