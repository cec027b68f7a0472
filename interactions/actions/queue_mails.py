"""Mails for many: a row of the mail queue for each entry of a batch that goes out by e-mail."""

import datetime

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat

from crm.insert_select import Insertion
from crm.models import CorrespondenceType, OutgoingMail
from interactions.models import InteractionBatch


def key_of_mail(batch: InteractionBatch, correspondence_type: str) -> Combinable:
    """The key that an entry of *batch* shares with its mail; null where it goes out without one.

    *correspondence_type* is the name under which a line says how it goes out.
    """
    key = Concat(Value(f"mail:{batch.pk}:"), Cast("contact", CharField()))
    return Case(
        When(**{correspondence_type: CorrespondenceType.EMAIL}, then=key),
        default=Value(None),
        output_field=CharField(max_length=200),
    )


def prepare_mails(
    *, entries: QuerySet, batch: InteractionBatch, now: datetime.datetime
) -> Insertion:
    """The statement that queues a mail of the batch's mailing for each of *entries* with a key.

    What it says is written when it is sent: by then the batch is finished.
    """
    return Insertion(
        OutgoingMail,
        entries.filter(event_key__isnull=False),
        key=F("event_key"),
        contact=F("contact"),
        mailing=batch.mailing_id,
        is_written=False,
        address=F("contacted_via"),
        reply_to=Coalesce(F("salesperson__email"), Value("")),
        subject=F("subject"),
        language=F("language"),
        created_by=batch.by_id,
        created_at=now,
    )
