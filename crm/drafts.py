"""Values that flow from a door to a verb."""

from decimal import Decimal
from typing import NamedTuple


class RelationDraft(NamedTuple):
    """What a contact shall be to us, as a form gives it."""

    kind: str
    other_code: str = ""
    external_number: str = ""


class LineDraft(NamedTuple):
    """A line of a sales document, as a form gives it; discount and VAT in percent."""

    text: str
    quantity: Decimal = Decimal(1)
    unit: str = ""
    unit_price: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    vat_rate: Decimal = Decimal(0)


class MailDraft(NamedTuple):
    """A mail as somebody has typed it, to one address."""

    address: str
    subject: str
    body: str
    language: str = ""
