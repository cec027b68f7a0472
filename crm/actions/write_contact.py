"""How a contact is written, whether it is new or changed."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from crm.drafts import RelationDraft
from crm.models import BusinessRelation, Contact, User
from crm.refusal import Refusal

# What a form may set. Everything else is derived or given by a verb of its own.
EDITABLE = frozenset(
    {
        "type",
        "company_name",
        "title_before",
        "first_name",
        "middle_name",
        "surname",
        "title_after",
        "job_title",
        "company",
        "salesperson",
        "phone",
        "mobile",
        "fax",
        "email",
        "second_email",
        "street",
        "post_code",
        "city",
        "country",
        "web_site",
        "data_box",
        "registration_number",
        "vat_number",
        "language",
        "correspondence_type",
        "salutation",
        "exclude_from_segments",
        "privacy_blocked",
        "email_opt_out_at",
        "notes",
    }
)


_OF_PEOPLE = ("title_before", "first_name", "middle_name", "surname", "title_after", "job_title")


class ContactInvalid(Refusal):
    """The values do not go together; the sentence says why."""


def set_fields(contact: Contact, fields: Mapping[str, Any]) -> None:
    """Put *fields* on *contact*, unsaved."""
    unknown = set(fields) - EDITABLE
    if unknown:
        raise TypeError(f"a contact has no such fields to set: {sorted(unknown)}")
    for name, value in fields.items():
        setattr(contact, name, value)
    _drop_what_the_type_has_not(contact)


def check(contact: Contact, *, exclude: Iterable[str] = ()) -> None:
    """Validate *contact* as a whole, or raise `ContactInvalid`.

    What its constraints say, `Contact.clean` says before them, and without a query each.
    """
    _refuse_invalid(contact, exclude=set(exclude), validate_constraints=False)


def _refuse_invalid(row: Contact | BusinessRelation, **options: Any) -> None:
    try:
        row.full_clean(**options)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise ContactInvalid(
            " ".join(messages), field="" if field == NON_FIELD_ERRORS else field
        ) from error


def save(contact: Contact, *, by: User | None, now: datetime.datetime) -> None:
    """Save *contact* with who and when in its history."""
    contact._history_user, contact._history_date = by, now
    contact.save()


def set_relations(contact: Contact, relations: Iterable[RelationDraft]) -> None:
    """Make *relations* the business relations of *contact*, all of them."""
    wanted = {(draft.kind, draft.other_code): draft for draft in relations}
    existing = {(row.kind, row.other_code): row for row in contact.relations.all()}
    gone = [row.pk for key, row in existing.items() if key not in wanted]
    contact.relations.filter(pk__in=gone).delete()
    for key, draft in wanted.items():
        row = existing.get(key) or BusinessRelation(contact=contact)
        row.kind, row.other_code, row.external_number = draft
        _refuse_invalid(row, exclude={"contact"})
        row.save()
    contact.refresh_search_text()
    Contact.objects.filter(pk=contact.pk).update(search_text=contact.search_text)


def _drop_what_the_type_has_not(contact: Contact) -> None:
    """A person who became a company keeps no surname that nobody sees any more."""
    for name in _OF_PEOPLE if contact.is_company else ("company_name",):
        setattr(contact, name, "")
    if contact.is_company:
        contact.company = None
