"""What a file is, is read off its bytes."""

import pytest

from crm.content_type import content_type_of


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
        ("Příliš žluťoučký kůň".encode(), "text/plain"),
        (b"<!doctype html><script>alert(1)</script>", "text/plain"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "text/plain"),
        (b"%PDF-1.7\n<html><script>alert(1)</script>", "application/pdf"),
        (b"\xfe\xed\xbe\xad not a text \xff", "application/octet-stream"),
        (b"text with a NUL\x00", "application/octet-stream"),
        (b"", "text/plain"),
    ],
)
def test_kind_is_what_the_bytes_say(start, kind):
    assert content_type_of(start) == kind


def test_text_that_is_cut_inside_of_a_character_is_text():
    assert content_type_of("ž".encode() * 5_000 + b"\xc5") == "text/plain"
