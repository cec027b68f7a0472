"""What flows from a door to the verbs: an interaction that is not recorded yet."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from crm.models import Campaign, Contact, Salesperson
from interactions.models import ConnectedSystem, InteractionLogEntry, InteractionTemplate

Source = InteractionLogEntry.Source


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """What is to happen next with the same contact, and when it is due."""

    text: str
    due_at: datetime.datetime


@dataclass(frozen=True, kw_only=True)
class MeetingDraft:
    """A meeting to which somebody invites."""

    title: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    text: str = ""
    place: str = ""


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
    event_key: str | None = None
    corrects: InteractionLogEntry | None = None
    next_step: NextStep | None = None


@dataclass(frozen=True, kw_only=True)
class EventDraft:
    """Something that happened outside of a form, as whoever tells it tells it.

    `contact` is whom it happened with; where the teller does not know, `party` is how he calls
    him: our number of the contact, his own, or an e-mail address. `salesperson` is a code,
    `campaign` a number, `path` the address at which the document opens in the product, and
    `text` what was written, kept as the entry's comment. `duration` is in minutes; None takes
    the template's. `template` is the code of the one to record it with, "" takes that of the rule;
    `language` is the one it was written in. `system` is the other system that tells it, None
    where it happened here.
    """

    key: str
    kind: str
    occurred_at: datetime.datetime
    contact: Contact | None = None
    party: str = ""
    number: str = ""
    path: str = ""
    description: str = ""
    subject: str = ""
    text: str = ""
    contacted_via: str = ""
    salesperson: str = ""
    campaign: str = ""
    duration: int | None = None
    template: str = ""
    language: str = ""
    source: str = Source.DOCUMENT
    system: ConnectedSystem | None = None

    def facts(self) -> dict[str, str | int | None]:
        """What is kept beside the columns of an event, to record it later as well as now."""
        return {name: getattr(self, name) for name in FACTS if getattr(self, name) != ""}


@dataclass(frozen=True, kw_only=True)
class LetterDraft:
    """A letter or a cover sheet as somebody means it; merge fields in its texts are still open.

    `kind` is one of `Letter.Kind`, `template` the one its text began with, None for a free text.
    `attention` and `pages` (all that is sent, this one included) are said by cover sheets.
    """

    kind: str
    contact: Contact
    language: str
    body: str
    subject: str = ""
    salutation: str = ""
    template: InteractionTemplate | None = None
    attention: str = ""
    pages: int | None = None


# What of an event is kept as it was told.
FACTS = (
    "number",
    "path",
    "description",
    "subject",
    "text",
    "contacted_via",
    "salesperson",
    "campaign",
    "duration",
    "template",
    "language",
    "source",
)
