"""The form as it is kept: every field as typed, valid or not, and opened again just so."""

import uuid
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from interactions.actions.postpone import TypedForm
from interactions.models import InteractionLogEntry, PostponedInteraction

# What a browser sends besides the fields: a token, the buttons, and what identifies the row.
NOT_TYPED = frozenset(
    {"csrfmiddlewaretoken", "key", "version", "resumed", "and_next", "refill", "more", "later",
     "leave", "discard", "keep", "overwrite", "now", "left", "opened", "carried", "files",
     "remove_file"}
)  # fmt: skip
REQUIRED = ("contact", "template", "description", "date", "salesperson")
TEXTS = ("description", "comment", "next_step")
LARGEST_VERSION = 2**31 - 1


def typed_form_of(data: QueryDict) -> TypedForm | None:
    """What the browser sent, to be kept; None where the form lost the key that names it."""
    try:
        key = uuid.UUID(data.get("key", ""))
    except ValueError:
        return None
    return TypedForm(
        key=key,
        version=version_in(data.get("version", "")),
        fields={name: values for name, values in data.lists() if name not in NOT_TYPED},
        own_fields=[name for name in data.get("own_fields", "").split(",") if name],
        carried=data.getlist("carried"),
    )


def version_in(text: str) -> int:
    """The version that *text* names, 0 where it names none."""
    known = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_VERSION))
    return int(text) if known and int(text) <= LARGEST_VERSION else 0


def is_touched(data: QueryDict) -> bool:
    """Whether a person has put anything into the form: what was filled in is not content."""
    return bool(
        data.get("own_fields", "").strip(",")
        or data.get("comment", "").strip()
        or any(data.getlist("also_with"))
        or data.get("also_with_typed", "").strip()
    )


def is_as_stored(row: PostponedInteraction, typed: TypedForm) -> bool:
    """Whether *typed* says what *row* says already: what was filled in since is not content."""
    own = {*row.own_fields, *typed.own_fields, *TEXTS, "also_with"}
    return all(_lone(row.typed.get(name)) == _lone(typed.fields.get(name)) for name in own)


def _lone(value: str | list[str] | None) -> str | list[str]:
    """A field that was sent once, as the text it is."""
    if isinstance(value, list) and len(value) == 1:
        return value[0]
    return value or ""


def data_of(row: PostponedInteraction) -> QueryDict:
    """The form of *row* as the browser would send it again."""
    data = QueryDict(mutable=True)
    for name, value in row.typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    data["key"], data["version"] = str(row.form_key), str(row.version)
    return data


def missing_in(row: PostponedInteraction) -> list[str]:
    """Names of required fields that *row* has nothing in."""
    fields: Any = InteractionLogEntry._meta
    labels = {"date": _("Date of Interaction")}
    empty = [name for name in REQUIRED if not any(filter(None, _values(row, name)))]
    return [str(labels.get(name) or fields.get_field(name).verbose_name) for name in empty]


def _values(row: PostponedInteraction, name: str) -> list[str]:
    value = row.typed.get(name, "")
    return value if isinstance(value, list) else [value]
