"""The text of an HTML message, without anything that a browser would run or fetch.

What comes out is plain text, so markup need not be understood, only left out; and it is left out
in one pass: the parser of the standard library needs minutes for 200 KB of `<a <a <a`.
"""

import html
import re

SILENT = frozenset({"script", "style", "head", "title", "template", "noscript"})
LINE_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "blockquote", "pre"})
COMMENT = "!--"
_NAME = re.compile(r"!--|/?[a-z][a-z0-9]*")


def plain_text(markup: str) -> str:
    """What *markup* says, line by line."""
    first, *pieces = markup.split("<")
    said, silent = [first], ""
    for piece in pieces:
        tag, _closed, text = piece.partition(">")
        found = _NAME.match(tag[:20].lower())
        name = found[0] if found else ""
        if silent:
            silent, text = _after_silence(silent, name, piece, text)
        elif name == COMMENT:
            silent, text = _after_silence(COMMENT, name, piece, text)
        elif name in SILENT:
            silent, text = name, ""
        if name.lstrip("/") in LINE_BREAKS and not silent:
            said.append("\n")
        said.append(re.sub(r"\s+", " ", text))
    lines = (line.strip() for line in html.unescape("".join(said)).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _after_silence(silent: str, name: str, piece: str, text: str) -> tuple[str, str]:
    """What goes on being silent after *piece*, and what of it is said."""
    if silent == COMMENT:
        _comment, ended, text = piece.partition("-->")
        return ("", text) if ended else (COMMENT, "")
    return ("", text) if name == f"/{silent}" else (silent, "")
