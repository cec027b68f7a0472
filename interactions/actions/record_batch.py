"""The door for many: entries of a batch out of lines, one `INSERT … SELECT` a step."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Concat

from crm.insert_select import Insertion
from crm.models import User
from interactions.drafts import Source
from interactions.models import InteractionBatch, InteractionLogEntry

# Every fact that a line must bring, as a value or an expression over the lines.
FACTS = frozenset(
    {
        "contact",
        "company",
        "occurred_at",
        "template",
        "group",
        "description",
        "description_words",
        "subject",
        "subject_words",
        "language",
        "correspondence_type",
        "contacted_via",
        "information_flow",
        "initiated_by",
        "cost",
        "duration",
        "salesperson",
        "campaign",
        "evaluation",
        "attempt_failed",
    }
)


def prepare_batch(
    *,
    lines: QuerySet,
    facts: dict[str, Any],
    batch: InteractionBatch,
    by: User,
    now: datetime.datetime,
    source: str = Source.SEGMENT,
    event_key: Any = None,
) -> Insertion:
    """The statement that records an entry of *batch* for each of *lines*.

    *facts* says for every name of `FACTS` which expression over a line gives it. Whoever runs
    it has made sure, in the same transaction, that nothing required is missing and that nobody
    is recorded who must not be; the database refuses a contact that stands twice in a batch.
    *event_key* is the expression of the key that an entry shares with its mail.
    """
    if facts.keys() != FACTS:
        raise TypeError(f"facts differ from FACTS: {sorted(facts.keys() ^ FACTS)}")
    columns = dict(facts)
    words = Concat(columns.pop("description_words"), columns.pop("subject_words"))
    return Insertion(
        InteractionLogEntry,
        # In the order of the contacts, so that inserts into their index stay together.
        lines.order_by("contact_id"),
        batch=batch.pk,
        recorded_by=by.pk,
        recorded_at=now,
        source=source,
        event_key=event_key,
        search_text=words,
        **columns,
    )
