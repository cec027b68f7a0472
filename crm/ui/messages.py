"""Messages that offer the next step: an undo or a way to the thing they speak of."""

import json
from dataclasses import asdict, dataclass

from django.contrib import messages
from django.http import HttpRequest


@dataclass(frozen=True)
class Offer:
    """What a message offers: a link, or an undo, which is a form that posts."""

    label: str
    href: str
    undo: bool = False


def tell(
    request: HttpRequest,
    text: str,
    *,
    link: tuple[str, str] | None = None,
    undo: tuple[str, str] | None = None,
    level: int = messages.SUCCESS,
) -> None:
    """Say *text* on the next page, with `link=(label, href)` or `undo=(label, address to post to)`.

    The offer travels with the message, in the one field that Django's storages keep beside the
    text.
    """
    label, href = undo or link or ("", "")
    offer = Offer(str(label), href, undo=undo is not None)
    messages.add_message(request, level, text, extra_tags=json.dumps(asdict(offer)) if href else "")


def offer_of(message) -> Offer | None:
    """The offer that travels with *message*; a message of another package has none."""
    try:
        return Offer(**json.loads(message.extra_tags or ""))
    except (TypeError, ValueError):
        return None
