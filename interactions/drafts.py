"""What flows from a door to the verbs: an interaction that is not recorded yet."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from crm.models import Campaign, Contact, Salesperson
from interactions.models import InteractionLogEntry, InteractionTemplate

Source = InteractionLogEntry.Source


@dataclass(frozen=True, kw_only=True)
class InteractionDraft:
    """An interaction as somebody means it, in typed values; a blank one says "nobody decided".

    What follows from others is not drafted: the group is the template's, the company the one
    the contact belongs to at that moment. `corrects` is the entry that this one stands for.
    """

    contact: Contact
    template: InteractionTemplate
    occurred_at: datetime.datetime
    description: str
    salesperson: Salesperson | None
    subject: str = ""
    language: str = ""
    correspondence_type: str = ""
    contacted_via: str = ""
    information_flow: str = ""
    initiated_by: str = ""
    cost: Decimal = Decimal(0)
    duration: int = 0
    evaluation: int | None = None
    attempt_failed: bool = False
    campaign: Campaign | None = None
    comment: str = ""
    source: str = Source.MANUAL
    document_kind: str = ""
    document_number: str = ""
    corrects: InteractionLogEntry | None = None
