"""What a person takes over from his company, and what a company passes on to its people."""

import datetime
from collections.abc import Collection, Iterator
from typing import Any

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from crm.models import Contact, MarketingSetup, User

# The switch of the set-up, and the columns that go together: nobody gets a street of one
# company in the city of another.
_INHERITED = (
    ("inherit_salesperson", ("salesperson_id",)),
    ("inherit_language", ("language",)),
    ("inherit_address", ("street", "post_code", "city", "country")),
    ("inherit_communication", ("phone",)),
    ("inherit_communication", ("fax",)),
    ("inherit_communication", ("web_site",)),
)
_AT_ONCE = 500

Block = tuple[str, ...]


def assign_company(
    *, person: Contact, company: Contact | None, by: User | None, now: datetime.datetime
) -> Contact:
    """Let *person* belong to *company* and take over what the set-up says is inherited.

    What the person has of his own stays: only what is blank, or came from the former company,
    is taken over. Recorded interactions keep the company of their time.
    """
    with transaction.atomic():
        former, person.company = person.company, company
        take_over(person, former=former, setup=MarketingSetup.current())
        person._history_user, person._history_date = by, now
        person.full_clean()
        person.save()
    return person


def take_over(
    person: Contact,
    *,
    former: Contact | None,
    setup: MarketingSetup,
    typed: Collection[str] = (),
) -> None:
    """Copy from the company of *person* what is inherited; what was *typed* now stays."""
    company = person.company
    if company is None:
        return
    for block in _blocks(setup):
        own = _values(person, block)
        came_from_former = former is not None and own == _values(former, block)
        if (came_from_former or not any(own)) and not _is_typed(block, typed):
            _copy(company, person, block)


def pass_on(
    company: Contact,
    *,
    before: Contact,
    setup: MarketingSetup,
    by: User | None,
    now: datetime.datetime,
) -> None:
    """Copy what changed on *company* to its people who still had the value from *before*."""
    changed = [b for b in _blocks(setup) if _values(company, b) != _values(before, b)]
    renamed = company.name != before.name
    if not changed and not renamed:
        return
    followers, all_people = [], list(company.people.prefetch_related("relations"))
    for person in all_people:
        person.company = company
        followed = [b for b in changed if _values(person, b) == _values(before, b)]
        for block in followed:
            _copy(company, person, block)
        if followed:
            followers.append(person)
        person.refresh_search_text()
    Contact.objects.bulk_update(all_people, ["search_text"], batch_size=_AT_ONCE)
    if followers:
        bulk_update_with_history(
            followers,
            Contact,
            [name.removesuffix("_id") for block in changed for name in block],
            batch_size=_AT_ONCE,
            default_user=by,
            default_date=now,
        )


def _blocks(setup: MarketingSetup) -> Iterator[Block]:
    return (block for switch, block in _INHERITED if getattr(setup, switch))


def _values(contact: Contact, block: Block) -> tuple[Any, ...]:
    # A phone number that is blank is "" or None, depending on where it was read.
    return tuple(getattr(contact, name) or None for name in block)


def _is_typed(block: Block, typed: Collection[str]) -> bool:
    return any(name in typed or name.removesuffix("_id") in typed for name in block)


def _copy(company: Contact, person: Contact, block: Block) -> None:
    for name in block:
        setattr(person, name, getattr(company, name))
