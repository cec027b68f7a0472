"""The frame in a browser: both themes, the keyboard, narrow screens, and no script at all."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from crm.models import User
from tests.factories import UserFactory

OPEN_PAGES = (
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-set-password/",
    "/accounts/password/reset/key/done/",
    "/accounts/signup/",
    "/accounts/inactive/",
)
OWN_PAGES = ("/settings/", "/accounts/password/change/", "/accounts/logout/")
THEMES = ("light", "dark")
PASSWORD = "correct horse battery"


@pytest.fixture
def user(live_server):
    return UserFactory(
        username="jana", first_name="Jana", last_name="Nováková", is_staff=True, is_superuser=True
    )


@pytest.fixture
def at(new_context, sign_in, user):
    """Open a page as somebody signed in: `at("/settings/", theme="dark")`."""

    def open_page(address, *, theme="light", language="en", wide=1440, **options):
        User.objects.filter(pk=user.pk).update(theme=theme, language=language)
        context = new_context(color_scheme=theme, **options)
        sign_in(user, context)
        page = context.new_page()
        page.set_viewport_size({"width": wide, "height": 800})
        page.goto(address)
        return page

    return open_page


# --- For everybody ----------------------------------------------------------------------------


@pytest.mark.look
@pytest.mark.parametrize("theme", THEMES)
def test_pages_before_the_sign_in_are_clean(new_context, axe, theme):
    page = new_context(color_scheme=theme).new_page()

    for address in OPEN_PAGES:
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
        axe(page)


@pytest.mark.look
@pytest.mark.parametrize("theme", THEMES)
def test_pages_of_a_user_are_clean(at, axe, theme):
    page = at("/settings/", theme=theme)

    for address in OWN_PAGES:
        page.goto(address)
        axe(page)


@pytest.mark.look
@pytest.mark.parametrize("theme", THEMES)
def test_open_menus_dialogs_and_messages_are_clean(at, axe, theme):
    page = at("/settings/", theme=theme)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your settings are saved.")).to_be_visible()

    page.locator("summary.avatar-button").click()
    axe(page)

    page.get_by_role("button", name="Keys").click()
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    axe(page)


@pytest.mark.look
@pytest.mark.parametrize("theme", THEMES)
def test_missing_page_is_clean(at, axe, complaints, theme):
    page = at("/no-such-page/", theme=theme)

    axe(page)
    complaints[:] = [complaint for complaint in complaints if "404" not in complaint]


@pytest.mark.look
def test_pages_fit_320_pixels(at):
    page = at("/settings/", wide=320)

    for address in OWN_PAGES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.look
def test_page_fits_at_twice_the_size(at):
    # 200 % zoom of a window of 1280 pixels.
    page = at("/settings/", wide=640)

    assert page.evaluate("document.documentElement.scrollWidth") <= 640


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("system", THEMES)
def test_automatic_theme_follows_the_system(at, user, system, script):
    page = at("/settings/", theme=system, java_script_enabled=script)
    User.objects.filter(pk=user.pk).update(theme="auto")

    page.reload()

    ground = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    light = sum(int(part) for part in re.findall(r"\d+", ground)[:3]) > 384
    assert light is (system == "light")


# --- The keyboard -----------------------------------------------------------------------------


def test_first_tab_stop_skips_to_the_content(at):
    page = at("/settings/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_search_is_focused_from_anywhere(at):
    page = at("/settings/")

    for keys in ("Control+k", "Alt+q"):
        page.get_by_label("First name").focus()
        page.keyboard.press(keys)
        expect(page.get_by_role("combobox", name="Search for Page or Report")).to_be_focused()


def test_altgr_is_not_alt(at):
    page = at("/settings/")
    page.get_by_label("First name").focus()

    # What a Czech keyboard sends for the backslash: Q with AltGr.
    page.evaluate(
        """document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {
            key: "\\\\", code: "KeyQ", altKey: true, modifierAltGraph: true, bubbles: true,
        }))"""
    )

    expect(page.get_by_label("First name")).to_be_focused()


def test_keys_of_the_page_are_shown(at):
    page = at("/settings/")

    for keys in ("?", "Shift+K"):
        page.keyboard.press(keys)
        expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_single_letters_never_act_while_typing(at):
    page = at("/settings/")
    page.get_by_label("First name").fill("")

    page.get_by_label("First name").press_sequentially("jkx?f")

    expect(page.get_by_label("First name")).to_have_value("jkx?f")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_single_letters_can_be_switched_off(at, user):
    User.objects.filter(pk=user.pk).update(single_key_shortcuts=False)
    page = at("/settings/")

    page.keyboard.press("?")

    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_ctrl_enter_is_ok(at, user):
    page = at("/settings/")
    page.get_by_label("First name").fill("Johana")

    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Your settings are saved.")).to_be_visible()
    user.refresh_from_db()
    assert user.first_name == "Johana"


def test_escape_closes_the_menu_and_gives_the_focus_back(at):
    page = at("/settings/")
    button = page.locator("summary.avatar-button")
    button.click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(button).to_be_focused()


# --- Forms ------------------------------------------------------------------------------------


def test_form_is_sent_once(at, live_server):
    page = at("/settings/")
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else 0)

    page.evaluate(
        """() => {
            const form = document.querySelector("form.edit-form");
            form.requestSubmit();
            form.requestSubmit();
        }"""
    )
    expect(page.get_by_text("Your settings are saved.")).to_be_visible()

    assert posts == [f"{live_server.url}/settings/"]


def test_typed_text_is_not_thrown_away_unasked(at):
    page = at("/settings/")
    page.get_by_label("First name").fill("Typed")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    page.get_by_role("link", name="Cancel", exact=True).click()

    assert asked == ["beforeunload"]
    expect(page.get_by_label("First name")).to_have_value("Typed")


def test_untouched_form_closes_without_a_question(at):
    page = at("/settings/")
    page.on("dialog", lambda dialog: pytest.fail(f"asked: {dialog.type}"))

    page.get_by_role("link", name="Change password").click()

    expect(page).to_have_url(re.compile("/accounts/password/change/$"))


def test_time_zone_is_chosen_by_typing(at, user):
    page = at("/settings/")

    zone = page.get_by_role("combobox", name="Time zone")
    zone.click()
    zone.press_sequentially("New York")
    zone.press("Enter")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Your settings are saved.")).to_be_visible()
    user.refresh_from_db()
    assert user.time_zone == "America/New_York"


def test_what_is_typed_right_after_a_click_is_not_swallowed(at):
    page = at("/settings/")
    page.clock.install()
    page.clock.pause_at("2100-01-01")

    zone = page.get_by_role("combobox", name="Time zone")
    zone.click()
    zone.press_sequentially("New York")
    zone.press("Enter")

    expect(page.locator("select[name=time_zone]")).to_have_value("America/New_York")


# --- Messages ---------------------------------------------------------------------------------


def test_message_goes_by_itself_unless_the_hand_rests_on_it(at):
    page = at("/settings/")
    page.clock.install()
    page.get_by_role("button", name="Save").click()
    message = page.get_by_text("Your settings are saved.")
    expect(message).to_be_visible()

    message.hover()
    page.clock.run_for(20_000)
    expect(message).to_be_visible()

    page.mouse.move(0, 0)
    page.clock.run_for(20_000)
    expect(message).to_be_hidden()


def test_message_can_be_closed(at):
    page = at("/settings/")
    page.get_by_role("button", name="Save").click()
    messages = page.get_by_role("status", name="Messages")

    messages.get_by_role("button", name="Close").click()

    expect(messages).to_be_empty()


# --- Narrow screens and no script -------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False])
def test_menu_of_a_phone_opens_and_closes(at, script):
    page = at("/settings/", wide=390, java_script_enabled=script)
    menu = page.get_by_role("navigation", name="Menu")
    expect(menu).to_be_hidden()

    page.get_by_role("button", name="Menu").click()
    expect(menu).to_be_visible()

    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_everything_of_the_frame_works_without_a_script(at, user):
    page = at("/settings/", java_script_enabled=False)
    page.get_by_label("First name").fill("Johana")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your settings are saved.")).to_be_visible()

    page.locator("summary.avatar-button").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")

    page.locator("summary.avatar-button").click()
    page.get_by_role("button", name="Česky").click()
    expect(page.locator("html")).to_have_attribute("lang", "cs")

    page.locator("summary.avatar-button").click()
    page.locator(f"form[action='{reverse('account_logout')}'] button").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    user.refresh_from_db()
    assert (user.first_name, user.theme, user.language) == ("Johana", "dark", "cs")


# --- A session that ended ---------------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False])
def test_text_typed_in_an_ended_session_is_open_again_after_the_sign_in(
    at, user, complaints, script
):
    page = at("/settings/", java_script_enabled=script)
    page.get_by_label("First name").fill("Jana <b>& Petra</b>")
    page.context.clear_cookies(name="sessionid")

    page.get_by_role("button", name="Save").click()
    page.get_by_label("User name or e-mail").fill("jana")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_label("First name")).to_have_value("Jana <b>& Petra</b>")
    user.refresh_from_db()
    assert user.first_name == "Jana"
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your settings are saved.")).to_be_visible()
    user.refresh_from_db()
    assert user.first_name == "Jana <b>& Petra</b>"
    complaints[:] = [complaint for complaint in complaints if "401" not in complaint]
