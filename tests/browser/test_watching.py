"""The watch kept over every browser test: what it must not overlook."""

import pytest

QUIET_PAGE = "/accounts/login/"


def test_clean_page_gives_no_complaint(page, complaints):
    page.goto(QUIET_PAGE)

    assert complaints == []


@pytest.mark.parametrize("kind", ["error", "warning"])
def test_console_message_is_a_complaint(page, complaints, kind):
    page.goto(QUIET_PAGE)

    page.evaluate(f"console.{kind.removesuffix('ing')}('broken')")

    assert complaints == [f"console {kind}: broken"]
    complaints.clear()


def test_uncaught_error_is_a_complaint(page, complaints):
    page.goto(QUIET_PAGE)

    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('broken') })")

    assert complaints == ["uncaught: broken"]
    complaints.clear()


def test_request_to_another_host_is_a_complaint(new_context, complaints):
    page = new_context(bypass_csp=True).new_page()
    page.goto(QUIET_PAGE)

    page.evaluate("fetch('http://elsewhere.invalid/').catch(() => null)")

    assert "request to another host: http://elsewhere.invalid/" in complaints
    complaints.clear()


def test_what_the_policy_forbids_is_a_complaint(page, complaints):
    page.goto(QUIET_PAGE)

    page.evaluate("document.body.setAttribute('style', 'color: red')")

    assert any("Content Security Policy" in complaint for complaint in complaints)
    complaints.clear()


def test_missing_file_is_a_complaint(page, complaints):
    page.goto("/static/nothing-here.css")

    assert any("404" in complaint for complaint in complaints)
    complaints.clear()


def test_second_context_is_watched_too(new_context, complaints):
    page = new_context().new_page()
    page.goto(QUIET_PAGE)

    page.evaluate("console.error('broken')")

    assert complaints == ["console error: broken"]
    complaints.clear()


def test_axe_finds_a_field_without_a_label(page, axe):
    page.goto(QUIET_PAGE)
    page.set_content("<!doctype html><html lang=en><title>Form</title><main><h1>Form</h1><input>")

    with pytest.raises(AssertionError, match="label"):
        axe(page)


def test_axe_finds_a_target_that_is_too_small(new_context, axe):
    page = new_context(bypass_csp=True).new_page()
    page.goto(QUIET_PAGE)
    page.set_content(
        "<!doctype html><html lang=en><title>Buttons</title><main><h1>Buttons</h1>"
        "<p><button style='font-size:6px;padding:0'>a</button>"
        "<button style='font-size:6px;padding:0'>b</button></p>"
    )

    with pytest.raises(AssertionError, match="target-size"):
        axe(page)
