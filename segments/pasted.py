"""Numbers and e-mail addresses as they come out of a table or a mail: whom they mean."""

import re
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from crm.models import Contact, User
from crm.refusal import Refusal

MOST_PASTED = 100_000
# So many words are looked up in one statement.
AT_ONCE = 500
_SEPARATORS = re.compile(r"[\s,;<>\"]+")


class PasteRefused(Refusal):
    """Nothing of it means a contact, or it is too much."""


@dataclass
class Found:
    """Keys of the contacts that are meant, and the words that mean nobody."""

    keys: set[int] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)


def find_pasted(text: str, by: User) -> Found:
    """Whom *by* means with the numbers and addresses in *text*; raises `PasteRefused`.

    An address may be written in small letters, a number too. No more is kept in memory than the
    words and the keys.
    """
    words = list(dict.fromkeys(filter(None, _SEPARATORS.split(text))))
    if len(words) > MOST_PASTED:
        raise PasteRefused(_("At most %(n)d at once.") % {"n": MOST_PASTED}, field="text")
    found = Found()
    for start in range(0, len(words), AT_ONCE):
        _look_up(words[start : start + AT_ONCE], by, found)
    if not found.keys:
        raise PasteRefused(_("None of these was found."), field="text")
    return found


def _look_up(words: list[str], by: User, found: Found) -> None:
    numbers = {case for word in words for case in (word, word.upper())}
    emails = {case for word in words if "@" in word for case in (word, word.lower())}
    meant = Q(number__in=numbers)
    if emails:
        meant |= Q(email__in=emails) | Q(second_email__in=emails)
    known: set[str] = set()
    rows = Contact.objects.visible_to(by).filter(meant).order_by()
    for pk, *names in rows.values_list("pk", "number", "email", "second_email"):
        found.keys.add(pk)
        known.update(name.lower() for name in names)
    found.unknown += [word for word in words if word.lower() not in known]
