"""What became of the mails that entries of the log tell of."""

from collections.abc import Iterable

from django.db.models import Count, OuterRef, Subquery

from crm.models import OutgoingMail
from crm.ui.table import Badge
from interactions.filters.values import Fact
from interactions.models import InteractionLogEntry
from interactions.models.log_entry import InteractionLogEntryQuerySet

State = OutgoingMail.State
TONES = {
    State.FAILED: "red",
    State.UNCLEAR: "yellow",
    State.PENDING: "blue",
    State.SENDING: "blue",
    State.SENT: "green",
}
FACTS = {
    State.FAILED: Fact.UNDELIVERED,
    State.UNCLEAR: Fact.UNDELIVERED,
    State.PENDING: Fact.UNSENT,
    State.SENDING: Fact.UNSENT,
    State.SENT: Fact.SENT,
}
# What stands before a failed attempt: something is left to do.
TROUBLES = ("red", "yellow")


def with_delivery(entries: InteractionLogEntryQuerySet) -> InteractionLogEntryQuerySet:
    """The same with `delivery`, the state of the mail that an entry tells of, and its answer."""
    mail = OutgoingMail.objects.filter(key=OuterRef("event_key")).order_by()
    return entries.annotate(
        delivery=Subquery(mail.values("state")[:1]),
        delivery_answer=Subquery(mail.values("answer")[:1]),
    )


def delivery_sums(entries: InteractionLogEntryQuerySet) -> list[tuple[Fact, int]]:
    """How many mails of *entries* are in which state; what did not arrive comes first."""
    found = dict.fromkeys((Fact.UNDELIVERED, Fact.UNSENT, Fact.SENT), 0)
    counted = with_delivery(entries).exclude(delivery=None).order_by().values_list("delivery")
    for state, number in counted.annotate(number=Count("pk")):
        found[FACTS[state]] += number
    return [(fact, number) for fact, number in found.items() if number]


def badge_of_delivery(state: str, answer: str = "") -> Badge:
    """What became of a mail, and on hover what the server said."""
    return Badge(str(State(state).label), TONES[State(state)], answer)


def deliveries_of(entries: Iterable[InteractionLogEntry]) -> dict[str, Badge]:
    """The state of their mails, by the key that mail and entry share; most entries have none."""
    keys = [entry.event_key for entry in entries if (entry.event_key or "").startswith("mail:")]
    if not keys:
        return {}
    mails = OutgoingMail.objects.filter(key__in=keys).values_list("key", "state", "answer")
    return {key: badge_of_delivery(state, answer) for key, state, answer in mails}
