"""Keeping what was typed: on its own while the form is open, and on purpose for later."""

import datetime
import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from crm.actions.finish_form import refuse_finished
from crm.models import Campaign, Contact, Salesperson, User
from crm.refusal import Refusal
from crm.text import is_key, storable
from crm.ui.reading import Reading
from interactions.actions.files_of_forms import carry_files
from interactions.models import InteractionTemplate, PostponedInteraction

LONGEST_DESCRIPTION = PostponedInteraction._meta.get_field("description").max_length
# Fields whose text is the key of a row that lists show.
LINKED = {
    "contact": Contact,
    "template": InteractionTemplate,
    "salesperson": Salesperson,
    "campaign": Campaign,
}


@dataclass(frozen=True, kw_only=True)
class TypedForm:
    """A form as it stands in the browser: each field as typed, valid or not.

    `version` is the one of the stored row that this form knows; 0 where none was stored yet.
    """

    key: uuid.UUID
    version: int
    fields: dict[str, str | list[str]]
    own_fields: list[str] = field(default_factory=list)
    # Files that it takes over from an entry, until it is kept and has them itself.
    carried: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else (value[0] if value else "")


class TypedElsewhere(Refusal):
    """Another tab or another person has saved this form meanwhile: *current* is that version.

    None where it is not one's own to go on with any more: it was deleted or handed over.
    """

    def __init__(self, current: PostponedInteraction | None, text: str):
        super().__init__(text)
        self.current = current


class NothingToPostpone(Refusal):
    """Neither a contact nor any typed text: there is nothing to come back to."""


def keep_typed(
    *, typed: TypedForm, by: User, now: datetime.datetime, leaving: bool = False
) -> PostponedInteraction:
    """Store the touched form as it is; one row a form, never a pile.

    A new row is *interrupted*; one that was postponed stays so. It counts as open, unless its
    page is *leaving*. Raises `AlreadyFinished` for a
    form that was finished, and `TypedElsewhere` where *typed* is older than what is stored.
    """
    changes = {"saved_at": now, "open_at": None if leaving else now}
    return _store(typed=typed, by=by, changes=changes, now=now)


def postpone_interaction(
    *, typed: TypedForm, by: User, now: datetime.datetime, due_at: datetime.datetime | None = None
) -> PostponedInteraction:
    """Put the form off for later, as it is; a contact **or** any typed text is enough."""
    has_text = any(typed.text(name).strip() for name in ("description", "comment"))
    if not (typed.text("contact").strip() or has_text or typed.own_fields):
        raise NothingToPostpone(
            _("Choose a contact or write something, so that there is something to come back to.")
        )
    changes = {"saved_at": now, "postponed_at": now, "open_at": None}
    return _store(
        typed=typed, by=by, changes=changes | ({"due_at": due_at} if due_at else {}), now=now
    )


@transaction.atomic
def _store(
    *, typed: TypedForm, by: User, changes: dict[str, Any], now: datetime.datetime
) -> PostponedInteraction:
    refuse_finished(key=typed.key, by=by, now=now)
    content = _content(typed, by)
    if not typed.version:
        try:
            with transaction.atomic():
                row = PostponedInteraction.objects.create(
                    owner=by, form_key=typed.key, created_at=now, **content, **changes
                )
        except IntegrityError:
            raise typed_elsewhere(key=typed.key, by=by, now=now) from None
        carry_files(form_key=typed.key, carried=typed.carried, by=by, now=now)
        return row
    stored = (
        PostponedInteraction.objects.visible_to(by)
        .filter(form_key=typed.key, version=typed.version, deleted_at=None)
        .update(version=F("version") + 1, **content, **changes)
    )
    if not stored:
        raise typed_elsewhere(key=typed.key, by=by, now=now)
    carry_files(form_key=typed.key, carried=typed.carried, by=by, now=now)
    return PostponedInteraction.objects.get(form_key=typed.key)


def typed_elsewhere(*, key: uuid.UUID, by: User, now: datetime.datetime) -> TypedElsewhere:
    """What became of the kept row of a form since *by* has opened it: who did it, and when."""
    rows = PostponedInteraction.objects.filter(form_key=key)
    current = rows.visible_to(by).filter(deleted_at=None).first()
    if current:
        text = _("This interaction was changed in another window. Both texts are kept below.")
        return TypedElsewhere(current, text)
    reading = Reading(by, now, currency="")
    gone = rows.select_related("deleted_by", "owner").first()
    text = _("This interaction was deleted meanwhile.")
    if gone and gone.deleted_at:
        facts = {"user": gone.deleted_by, "date": reading.full_moment(gone.deleted_at)}
        text = _("This interaction was deleted by %(user)s, %(date)s.") % facts
    elif gone and gone.handed_over_at:
        facts = {"user": gone.owner, "date": reading.full_moment(gone.handed_over_at)}
        text = _("This interaction was handed over to %(user)s, %(date)s.") % facts
    return TypedElsewhere(None, text)


def keep_apart(*, typed: TypedForm, by: User, now: datetime.datetime) -> PostponedInteraction:
    """Keep what a page that is left has typed where its own row went another way: beside it."""
    anew = replace(typed, key=uuid.uuid4(), version=0)
    return keep_typed(typed=anew, by=by, now=now, leaving=True)


def _content(typed: TypedForm, by: User) -> dict[str, Any]:
    """The columns of a stored form: what was typed, and what lists show of it."""
    links = {
        f"{name}_id": _visible_id(model, typed.text(name), by) for name, model in LINKED.items()
    }
    return {
        "typed": typed.fields,
        "own_fields": typed.own_fields,
        "description": storable(typed.text("description"))[:LONGEST_DESCRIPTION],
        **links,
    }


def _visible_id(model: Any, text: str, by: User) -> int | None:
    """The key in *text* where it means a row that *by* may see."""
    if not is_key(text):
        return None
    return model.objects.visible_to(by).filter(pk=int(text)).values_list("pk", flat=True).first()
