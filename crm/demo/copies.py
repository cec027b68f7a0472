"""The story told N times as large: every contact gets others of its kind, set by set."""

from collections.abc import Iterator
from random import Random

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

from crm.actions.assign_company import take_over
from crm.actions.take_number import take_numbers
from crm.demo.companies import FIRMS, Firm, like
from crm.demo.names import any_name
from crm.demo.people import company_of, person_of, residence
from crm.demo.story import Story
from crm.demo.towns import TOWNS
from crm.models import BusinessRelation, Contact, MarketingSetup
from crm.text import search_text

AT_ONCE = 500


def copy_contacts(story: Story) -> None:
    """Give every contact `story.scale` - 1 others of its kind, with names of their own.

    The n-th copy has the key of its original plus n times `story.stride`: so later chapters
    find the copies of whatever belongs to a contact by reckoning.
    """
    dice, setup = story.dice("copies"), MarketingSetup.current()
    originals = list(Contact.objects.order_by("pk").prefetch_related("relations"))
    story.stride = originals[-1].pk
    numbers = take_numbers(
        series=setup.contact_series, on=story.today, count=len(originals) * (story.scale - 1)
    )
    for turn in range(1, story.scale):
        copies = []
        for copy, original in zip(_others_like(dice, originals, setup), originals, strict=True):
            copy.number = next(numbers)
            _finish(copy, original, turn, turn * story.stride)
            copies.append(copy)
        Contact.objects.bulk_create(copies, batch_size=AT_ONCE)
        BusinessRelation.objects.bulk_create(
            _relation_like(relation, turn, turn * story.stride)
            for original in originals
            for relation in original.relations.all()
        )
    reset_keys(Contact)


def reset_keys(*nouns: type[Model]) -> None:
    """Let the database give the keys of *nouns* again, beyond those that were given by hand."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), nouns):
            cursor.execute(statement)


def _others_like(
    dice: Random, originals: list[Contact], setup: MarketingSetup
) -> Iterator[Contact]:
    """Another contact for each of *originals*; people belong to the other company."""
    known = {firm.name: firm for firm in FIRMS}
    others: dict[int, tuple[Contact, Firm]] = {}
    for original in originals:
        if original.is_company:
            firm = like(known[original.name], dice)
            company = Contact(**company_of(dice, firm))
            others[original.pk] = company, firm
            yield company
        elif original.company_id:
            company, firm = others[original.company_id]
            town = TOWNS[firm.town]
            name = any_name(dice, town.language)
            person = Contact(**person_of(dice, name, town, firm.domain), company=company)
            take_over(person, former=None, setup=setup)
            yield person
        else:
            town = TOWNS[original.city]
            fields = person_of(dice, any_name(dice, town.language), town, "home.example")
            yield Contact(**fields, **residence(dice, town))


def _finish(copy: Contact, original: Contact, turn: int, shift: int) -> None:
    """What a copy has from its original."""
    copy.salesperson_id, copy.created_at = original.salesperson_id, original.created_at
    # Before it has a key, so that its relations, not made yet, are not asked for.
    copy.refresh_names()
    copy.refresh_search_text()
    copy.pk = original.pk + shift
    # The company has got its key since it was assigned.
    copy.company = copy.company
    numbers = [_external_number(relation, turn) for relation in original.relations.all()]
    copy.search_text = search_text(copy.search_text, *numbers)


def _relation_like(relation: BusinessRelation, turn: int, shift: int) -> BusinessRelation:
    return BusinessRelation(
        contact_id=relation.contact_id + shift,
        kind=relation.kind,
        other_code=relation.other_code,
        external_number=_external_number(relation, turn),
    )


def _external_number(relation: BusinessRelation, turn: int) -> str:
    return f"{relation.external_number}-{turn}" if relation.external_number else ""
