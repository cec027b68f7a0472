"""What the demo company offers, confirms and bills: a few chains of documents."""

import datetime
import uuid
from decimal import Decimal
from random import Random

from django.utils.translation import gettext as _

from crm.actions.write_document import copy_document, create_document
from crm.demo.story import Story
from crm.drafts import LineDraft
from crm.models import BusinessRelation, Contact, SalesDocument

Kind = SalesDocument.Kind
# How far each chain came: the last kind, and how many days ago it began.
CHAINS = (
    (Kind.CREDIT_MEMO, 96),
    (Kind.INVOICE, 74),
    (Kind.INVOICE, 61),
    (Kind.SHIPMENT_NOTE, 40),
    (Kind.INVOICE, 33),
    (Kind.ORDER_CONFIRMATION, 19),
    (Kind.ORDER_CONFIRMATION, 12),
    (Kind.QUOTE, 8),
    (Kind.QUOTE, 3),
    (Kind.QUOTE, 1),
)
STEPS = (Kind.QUOTE, Kind.ORDER_CONFIRMATION, Kind.INVOICE, Kind.CREDIT_MEMO)
DAYS_OF_A_STEP = 6


def write_documents(story: Story) -> None:
    """Sell to customers whose people are known."""
    dice = story.dice("documents")
    customers = BusinessRelation.objects.filter(kind=BusinessRelation.Kind.CUSTOMER)
    buyers = Contact.objects.people().filter(
        company__in=customers.values("contact"), salesperson__user__isnull=False
    )
    chosen = dice.sample(list(buyers.select_related("company", "salesperson__user")), len(CHAINS))
    for buyer, (last, days_ago) in zip(chosen, CHAINS, strict=True):
        _sell(story, dice, buyer, last, story.today - datetime.timedelta(days=days_ago))


def _sell(story: Story, dice: Random, buyer: Contact, last: str, day: datetime.date) -> None:
    seller = buyer.salesperson.user
    document = create_document(
        kind=Kind.QUOTE,
        values={
            "contact": buyer,
            "bill_to": buyer.company,
            "salesperson": buyer.salesperson,
            "campaign": None,
            "date": day,
            "due_on": day + datetime.timedelta(days=30),
            "description": dice.choice(_subjects()),
            "reference": "",
            "currency": "CZK" if buyer.company.country == "CZ" else "EUR",
            "note": _("Delivery within 14 days of the order, free of charge."),
        },
        lines=_lines(dice),
        key=_key(dice),
        by=seller,
        now=story.moment(day, 10, dice.randrange(60)),
    )
    for kind in _steps_to(last):
        day = min(day + datetime.timedelta(days=DAYS_OF_A_STEP), story.today)
        now = story.moment(day, 9, dice.randrange(60))
        document = copy_document(document=document, kind=kind, key=_key(dice), by=seller, now=now)


def _steps_to(last: str) -> list[Kind]:
    if last == Kind.SHIPMENT_NOTE:
        return [Kind.ORDER_CONFIRMATION, Kind.SHIPMENT_NOTE]
    return list(STEPS[1 : STEPS.index(Kind(last)) + 1])


def _lines(dice: Random) -> list[LineDraft]:
    chosen = dice.sample(goods(), dice.randrange(2, 5))
    return [
        LineDraft(
            text=text,
            quantity=Decimal(dice.randrange(1, most + 1)),
            unit=unit,
            unit_price=Decimal(price),
            discount=Decimal(dice.choice((0, 0, 0, 5, 10))),
            vat_rate=Decimal(21),
        )
        for text, unit, price, most in chosen
    ]


def goods() -> list[tuple[str, str, str, int]]:
    """What is sold: text, unit, price, and how many at most."""
    pieces, hours = _("pcs"), _("h")
    return [
        (_("Submersible pump SP 40"), pieces, "18490", 3),
        (_("Circulation pump CP 25"), pieces, "4290.50", 6),
        (_("Mechanical seal, 32 mm"), pieces, "1185", 12),
        (_("Pressure switch 0–10 bar"), pieces, "869.90", 8),
        (_("Frequency converter 5.5 kW"), pieces, "21350", 2),
        (_("Service of a pump at the customer"), hours, "890", 16),
    ]


def _subjects() -> list[str]:
    return [_("Pumps for the new line"), _("Spare parts for the shutdown"), _("Yearly service")]


def _key(dice: Random) -> uuid.UUID:
    return uuid.UUID(int=dice.getrandbits(128), version=4)
