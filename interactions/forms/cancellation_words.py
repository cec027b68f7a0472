"""What marking and restoring comes to, in sentences: before it is done and after."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interactions.actions.cancel import Canceled
from interactions.actions.restore import Restored


@dataclass(frozen=True)
class Preview:
    """How many entries it would be, said in *sentence*, and what is left out."""

    count: int
    sentence: str
    others: tuple[str, ...]


def before_marking(result: Canceled) -> Preview:
    sentence = ngettext(
        "%(n)d entry will be marked as canceled.",
        "%(n)d entries will be marked as canceled.",
        result.count,
    )
    already = ngettext(
        "%(n)d entry is canceled already.", "%(n)d entries are canceled already.", result.already
    )
    return _preview(result.count, sentence, (already, result.already), result.out_of_reach)


def before_restoring(result: Restored) -> Preview:
    sentence = ngettext(
        "%(n)d entry will be restored.", "%(n)d entries will be restored.", result.count
    )
    bound = ngettext(
        "%(n)d entry can only be restored with its segment.",
        "%(n)d entries can only be restored with their segments.",
        result.bound,
    )
    return _preview(result.count, sentence, (bound, result.bound), result.out_of_reach)


def _preview(count: int, sentence: str, other: tuple[str, int], out_of_reach: int) -> Preview:
    beyond = ngettext(
        "%(n)d entry of others is out of your reach.",
        "%(n)d entries of others are out of your reach.",
        out_of_reach,
    )
    others = [other, (beyond, out_of_reach)]
    return Preview(
        count=count,
        sentence=sentence % {"n": count},
        others=tuple(text % {"n": number} for text, number in others if number),
    )


def marked(result: Canceled) -> str:
    """What marking came to, in one message."""
    marked = ngettext(
        "%(n)d entry marked as canceled", "%(n)d entries marked as canceled", result.count
    )
    already = ngettext(
        "%(n)d entry was already canceled",
        "%(n)d entries were already canceled",
        result.already,
    )
    said = [(marked, result.count), (already, result.already), _beyond(result.out_of_reach)]
    return _joined(said) or _("Nothing was left to mark")


def restored(result: Restored) -> str:
    """What restoring came to, in one message."""
    restored = ngettext("%(n)d entry restored", "%(n)d entries restored", result.count)
    bound = ngettext(
        "%(n)d entry can only be restored with its segment",
        "%(n)d entries can only be restored with their segments",
        result.bound,
    )
    said = [(restored, result.count), (bound, result.bound), _beyond(result.out_of_reach)]
    return _joined(said) or _("Nothing was left to restore")


def _beyond(number: int) -> tuple[str, int]:
    sentence = ngettext(
        "%(n)d entry of others is out of your reach",
        "%(n)d entries of others are out of your reach",
        number,
    )
    return sentence, number


def _joined(said: list[tuple[str, int]]) -> str:
    """The sentences about something, side by side."""
    return "; ".join(sentence % {"n": number} for sentence, number in said if number)
