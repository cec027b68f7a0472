import datetime
import hashlib
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from crm.actions.assign_company import pass_on, take_over
from crm.actions.delete_contact import ties_of
from crm.actions.write_contact import check, save, set_fields, set_relations
from crm.drafts import RelationDraft
from crm.models import BusinessRelation, Contact, MarketingSetup, User
from crm.refusal import Refusal
from crm.text import is_key


class TypeTied(Refusal):
    """A contact with interactions or people stays what it is."""


@dataclass(frozen=True)
class Conflict:
    """A field that two people changed: its label and what the other one wrote."""

    field: str
    label: str
    theirs: str


class ChangedMeanwhile(Refusal):
    """Somebody else changed the same fields since the form was opened.

    `stamp` says what was looked at: sent back as `agreed`, it lets the typed values win.
    """

    def __init__(self, conflicts: list[Conflict], stamp: str, by: User | None, at: Any):
        super().__init__(_("This contact was changed meanwhile. Compare and save again."))
        self.conflicts, self.stamp, self.by, self.at = conflicts, stamp, by, at


def stamp_of(contact: Contact) -> str:
    """What tells one state of *contact*, relations included, from the next."""
    latest = contact.history.order_by("-history_id").values_list("history_id", flat=True).first()
    return f"{latest or 0}-{_fingerprint(_relations_of(contact))}"


def update_contact(
    *,
    contact: Contact,
    fields: Mapping[str, Any],
    relations: Iterable[RelationDraft] | None = None,
    seen: str = "",
    agreed: str = "",
    by: User | None,
    now: datetime.datetime,
) -> Contact:
    """Write *fields* and *relations* (None leaves them), and what follows from a changed company.

    *seen* is the stamp of the state that the form showed. If the contact has changed since, what
    the form left alone keeps the new value; fields changed by both raise `ChangedMeanwhile`,
    unless *agreed* is the stamp of the present state.
    """
    with transaction.atomic():
        contact = _lock(contact)
        stamp = stamp_of(contact) if seen else ""
        if seen != stamp:
            merge = _Merge(contact, seen)
            fields, relations = merge.fields(fields), merge.relations(relations)
            conflicts = merge.conflicts(fields, relations)
            if conflicts and agreed != stamp:
                raise _changed_meanwhile(contact, conflicts, stamp)
        before = copy(contact)
        setup = MarketingSetup.current()
        _check_type(contact, fields.get("type", contact.type))
        set_fields(contact, fields)
        if contact.company_id != before.company_id:
            typed = [name for name in fields if _raw(contact, name) != _raw(before, name)]
            take_over(contact, former=before.company, setup=setup, typed=typed)
        check(contact)
        save(contact, by=by, now=now)
        if relations is not None:
            set_relations(contact, relations)
        if contact.is_company:
            pass_on(contact, before=before, setup=setup, by=by, now=now)
    return contact


def _lock(contact: Contact) -> Contact:
    locked = Contact.objects.select_for_update(of=("self",)).select_related("company")
    return locked.get(pk=contact.pk)


def _check_type(contact: Contact, wanted: str) -> None:
    if wanted != contact.type and (reasons := ties_of(contact)):
        raise TypeTied(
            _("Company or person cannot be changed any more. %(reasons)s")
            % {"reasons": " ".join(reasons)}
        )


def _changed_meanwhile(contact: Contact, conflicts: list[Conflict], stamp: str) -> ChangedMeanwhile:
    latest = contact.history.select_related("history_user").order_by("-history_id").first()
    by, at = (latest.history_user, latest.history_date) if latest else (None, None)
    return ChangedMeanwhile(conflicts, stamp, by, at)


class _Merge:
    """What a form changed and what others changed, since the state with the stamp *seen*."""

    def __init__(self, contact: Contact, seen: str):
        version, _mark, self._relations_seen = seen.partition("-")
        self._contact = contact
        # Who fiddles with the stamp gets what a form without one gets: nothing is overwritten.
        known = is_key(version)
        self._base = contact.history.filter(history_id=int(version)).first() if known else None

    def fields(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Those that were typed anew."""
        return {n: v for n, v in typed.items() if self._base is None or not _same(self._base, n, v)}

    def relations(self, typed: Iterable[RelationDraft] | None) -> list[RelationDraft] | None:
        """The relations if they were typed anew, else None."""
        drafts = None if typed is None else list(typed)
        untouched = drafts is None or _fingerprint(drafts) == self._relations_seen
        return None if untouched else drafts

    def conflicts(
        self, fields: dict[str, Any], relations: list[RelationDraft] | None
    ) -> list[Conflict]:
        """Where somebody else wrote something different."""
        found = [
            Conflict(
                name, str(Contact._meta.get_field(name).verbose_name), _said(self._contact, name)
            )
            for name, value in fields.items()
            if not _same(self._contact, name, value) and self._changed_by_others(name)
        ]
        theirs = _relations_of(self._contact)
        if relations is not None and _fingerprint(theirs) not in {
            self._relations_seen,
            _fingerprint(relations),
        }:
            label = BusinessRelation._meta.verbose_name_plural
            said = ", ".join(str(row) for row in self._contact.relations.all())
            found.append(Conflict("relations", str(label), said))
        return found

    def _changed_by_others(self, name: str) -> bool:
        return self._base is None or _raw(self._base, name) != _raw(self._contact, name)


def _raw(source: Any, name: str) -> Any:
    # A phone number that is blank is "" or None, depending on where it was read.
    return getattr(source, Contact._meta.get_field(name).attname) or None


def _same(source: Any, name: str, value: Any) -> bool:
    return _raw(source, name) == ((value.pk if isinstance(value, Model) else value) or None)


def _label(name: str) -> str:
    return str(Contact._meta.get_field(name).verbose_name)


def _said(contact: Contact, name: str) -> str:
    display = getattr(contact, f"get_{name}_display", None)
    value = display() if display else getattr(contact, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value or "")


def _relations_of(contact: Contact) -> list[RelationDraft]:
    return [RelationDraft(*row) for row in contact.relations.values_list(*RelationDraft._fields)]


def _fingerprint(relations: Iterable[RelationDraft]) -> str:
    said = sorted("\t".join(map(str, relation)) for relation in relations)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
