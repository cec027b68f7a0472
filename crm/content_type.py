"""What a file is, decided by its bytes: neither its name nor the browser is believed."""

import codecs

import filetype

# So many bytes are looked at; the longest signature ends long before.
LOOKED_AT = 8_192
TEXT, UNKNOWN = "text/plain", "application/octet-stream"


def content_type_of(start: bytes) -> str:
    """The media type of a file that begins with *start*.

    Markup is text here: nothing that a browser would run has a type of its own.
    """
    kind = filetype.guess(start[:LOOKED_AT])
    if kind is not None:
        return str(kind.mime)
    return TEXT if _is_text(start[:LOOKED_AT]) else UNKNOWN


def _is_text(start: bytes) -> bool:
    if b"\x00" in start:
        return False
    try:
        # A character that is cut off at the end is no mistake.
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return True
