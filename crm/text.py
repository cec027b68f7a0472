"""Text as people type it: what is refused, and how it is folded so that it can be found."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Letters that Unicode does not decompose but a searcher types as two plain ones or one.
_PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
_WORD = re.compile(r"[^\W_]+")
_FORBIDDEN = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
# A direction override in a one-line name makes it read as another name.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def is_key(text: str) -> bool:
    """Whether *text* can be the key of a row: digits, as many as both databases count."""
    return text.isascii() and text.isdigit() and len(text) < 19


def fold(text: str) -> str:
    """*text* in lower case without accents: "Dvořák" becomes "dvorak"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_PLAIN)


def words(text: str) -> list[str]:
    """The folded words of *text*, in order: letters and digits only."""
    return _WORD.findall(fold(text))


def search_text(*parts: str) -> str:
    """What is stored to be found by word starts: each folded word once, a space before each.

    The leading space lets `LIKE '% dvo%'` mean "a word begins with dvo".
    """
    found = dict.fromkeys(word for part in parts for word in words(part))
    return "".join(f" {word}" for word in found)


def query_words(text: str) -> list[str]:
    """The words of a query; digits typed in groups ("777 123") count as one number."""
    joined = re.sub(r"(?<=\d)[ \u00a0/-]+(?=\d)", "", text)
    return words(joined)[:12]


def as_line(text: str, length: int) -> str:
    """*text* from outside as one line of at most *length* characters that can be stored."""
    line = " ".join(_BIDI.sub("", _CONTROL.sub(" ", text)).split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def storable(text: str) -> str:
    """*text* without the characters that no database can hold."""
    return _FORBIDDEN.sub("", text)


def validate_line(value: str) -> None:
    """Refuse what a one-line field cannot hold: control, direction and broken characters."""
    if _CONTROL.search(value):
        raise ValidationError(_("This text contains a character that cannot be stored."), "control")
    if _BIDI.search(value):
        raise ValidationError(
            _("This text contains a character that changes the direction of writing."), "bidi"
        )


def validate_text(value: str) -> None:
    """Refuse NUL and lone surrogates, which no database and no file can hold."""
    if _FORBIDDEN.search(value):
        raise ValidationError(_("This text contains a character that cannot be stored."), "control")


def phone_spellings(*phones: Any) -> Iterator[str]:
    """The digits of *phones* as people type them: with and without the country code."""
    for phone in filter(None, phones):
        if getattr(phone, "national_number", None):
            yield str(phone.national_number)
            yield f"{phone.country_code}{phone.national_number}"
        else:
            yield str(phone)
