"""What the ground floor announces to whoever wants to know."""

from dataclasses import dataclass

from django.dispatch import Signal

document_sent = Signal()
"""Something was printed, sent or told to somebody: never for a preview, never for saving.

Send it inside the transaction of what happened, `document_sent.send(sender=…, **facts)`, with
these ten facts, all of them:

    key          unique in the world; the same event is recorded once, however often it is told
    kind         a `DocumentKind`
    number       the number of the document, "" where it has none
    path         where the document opens in the product, "" where nowhere
    description  what the entry says; "" takes the template's
    contact      the contact person of the document, else the bill-to company
    salesperson  the salesperson of the document, or None
    campaign     its campaign, or None
    occurred_at  the one moment of the print or the sending
    by           the user who did it

A receiver answers with `Told` and raises nothing: what cannot be recorded stops no print.
Another application in this process may send it as well.
"""


@dataclass(frozen=True)
class Told:
    """What became of an announced event: a sentence for the user, and where it can be seen."""

    sentence: str
    path: str = ""
    recorded: bool = False
