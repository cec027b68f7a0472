"""What became of the mails that entries of the log tell of."""

from collections.abc import Iterable

from crm.models import OutgoingMail
from crm.ui.table import Badge
from interactions.models import InteractionLogEntry

State = OutgoingMail.State
TONES = {
    State.FAILED: "red",
    State.UNCLEAR: "yellow",
    State.PENDING: "blue",
    State.SENDING: "blue",
    State.SENT: "green",
}
# What stands before a failed attempt: something is left to do.
TROUBLES = ("red", "yellow")


def deliveries_of(entries: Iterable[InteractionLogEntry]) -> dict[str, Badge]:
    """The state of their mails, by the key that mail and entry share; most entries have none."""
    keys = [entry.event_key for entry in entries if (entry.event_key or "").startswith("mail:")]
    if not keys:
        return {}
    mails = OutgoingMail.objects.filter(key__in=keys).values_list("key", "state", "answer")
    return {
        key: Badge(str(State(state).label), TONES[State(state)], answer)
        for key, state, answer in mails
    }
