"""Names of files, as every system can have them."""

import pytest

from crm.models.stored_file import LONGEST_NAME, safe_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Nabídka č. 5.pdf", "Nabídka č. 5.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Jana\\smlouva.docx", "smlouva.docx"),
        ("a\x00b.txt", "a b.txt"),
        ("evil\u202efdp.exe", "evilfdp.exe"),
        ("a\nb\r\nSet-Cookie: x.txt", "a b Set-Cookie_ x.txt"),
        ('what?<"*|>.txt', "what______.txt"),
        (".htaccess", "htaccess"),
        ("ends with a point.", "ends with a point"),
        ("lone \ud800 surrogate.txt", "lone surrogate.txt"),
        ("pr\u030ci\u0301loha.txt", "příloha.txt"),
        ("..", "file"),
        ("", "file"),
    ],
)
def test_name_is_made_safe(typed, name):
    assert safe_name(typed) == name


def test_long_name_keeps_its_ending():
    name = safe_name("ž" * 300 + ".pdf")

    assert len(name) == LONGEST_NAME
    assert name.endswith("….pdf")


def test_what_is_no_ending_is_not_kept_at_any_price():
    name = safe_name("a." + "b" * 300)

    assert len(name) == LONGEST_NAME
