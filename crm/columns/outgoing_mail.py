from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.columns.cells import linked, text
from crm.models import OutgoingMail
from crm.ui.addresses import card_address
from crm.ui.reading import Reading
from crm.ui.table import Badge, Cell, Column, Row

State = OutgoingMail.State
MAIL_TONES = {
    State.PENDING: "blue",
    State.SENDING: "blue",
    State.SENT: "green",
    State.FAILED: "red",
    State.UNCLEAR: "yellow",
}


def _state(row: Row, reading: Reading) -> Cell:
    state = State(row["state"])
    return Cell(badges=(Badge(str(state.label), MAIL_TONES[state], row["answer"]),))


def _mailing(row: Row, reading: Reading) -> Cell:
    """What it was written together with; the link leads to all of them."""
    if not row["mailing"]:
        return Cell()
    return Cell(row["mailing__title"], f"{reverse('mail_queue')}?mailing={row['mailing']}")


MAIL_COLUMNS = (
    Column(
        name="subject",
        label=_("Subject"),
        fields=("subject", "pk"),
        cell=lambda row, reading: Cell(row["subject"], href=card_address("mail", row["pk"])),
    ),
    Column(name="state", label=_("Status"), fields=("state", "answer"), cell=_state),
    Column(
        name="contact",
        label=_("Contact"),
        fields=("contact", "contact__name"),
        cell=linked("contact", "contact", "contact__name"),
    ),
    Column(name="address", label=_("E-mail"), fields=("address",), cell=text("address")),
    Column(name="answer", label=_("Answer"), fields=("answer",), cell=text("answer")),
    Column(
        name="document",
        label=_("Document"),
        fields=("document", "document__number"),
        cell=linked("document", "document", "document__number"),
    ),
    Column(
        name="mailing",
        label=_("Mailing"),
        fields=("mailing", "mailing__title"),
        cell=_mailing,
        shown=False,
    ),
    Column(
        name="created",
        label=_("Created"),
        fields=("created_at",),
        cell=lambda row, reading: reading.moment(row["created_at"]),
        value=lambda row, reading: row["created_at"],
        sort="created",
    ),
)
