import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.actions.assign_company import take_over
from crm.actions.take_number import NumberTaken, take_number
from crm.actions.write_contact import check, save, set_fields, set_relations
from crm.drafts import RelationDraft
from crm.models import Contact, MarketingSetup, User


def create_contact(
    *,
    fields: Mapping[str, Any],
    number: str = "",
    relations: Iterable[RelationDraft] = (),
    by: User | None,
    now: datetime.datetime,
) -> Contact:
    """Create a contact with the next number of the contact series, or the typed *number*.

    What *fields* names is taken as it is, blank too. The rest comes from the company of a
    person, where the set-up says it is inherited, then from the defaults of the set-up; the
    salesperson of *by* comes before the default one.
    """
    setup = MarketingSetup.current()
    contact = Contact(created_at=now)
    set_fields(contact, fields)
    take_over(contact, former=None, setup=setup, typed=fields)
    set_fields(contact, defaults_left(contact, setup, by, typed=fields))
    check(contact, exclude=["number"])
    with transaction.atomic():
        contact.number = take_number(
            series=setup.contact_series,
            on=timezone.localdate(now, timezone.get_default_timezone()),
            typed=number,
            among=Contact.objects.all(),
        )
        _insert(contact, by, now)
        set_relations(contact, relations)
    return contact


def defaults_left(
    contact: Contact, setup: MarketingSetup, by: User | None, *, typed: Iterable[str] = ()
) -> dict[str, Any]:
    """The defaults of a new contact for what nobody has filled in."""
    own = by.own_salesperson if by is not None else None
    defaults = {
        "salesperson": own or setup.default_salesperson,
        "language": setup.default_language,
        "country": setup.default_country,
        "correspondence_type": setup.default_correspondence_type,
    }
    left = set(defaults) - set(typed)
    return {name: defaults[name] for name in left if _is_blank(contact, name)}


def _is_blank(contact: Contact, name: str) -> bool:
    return not getattr(contact, Contact._meta.get_field(name).attname)


def _insert(contact: Contact, by: User | None, now: datetime.datetime) -> None:
    try:
        with transaction.atomic():
            save(contact, by=by, now=now)
    except IntegrityError:
        if Contact.objects.filter(number=contact.number).exists():
            raise NumberTaken(
                _("This number is used already: %(number)s.") % {"number": contact.number}
            ) from None
        raise
