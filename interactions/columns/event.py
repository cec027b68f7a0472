"""The facts of an event that waits, as columns."""

from django.utils.translation import gettext_lazy

from crm.models import DocumentKind
from crm.ui.addresses import card_address
from crm.ui.reading import Reading
from crm.ui.table import Badge, Cell, Column, Row
from interactions.models import Event


def _occurred_at(row: Row, reading: Reading) -> Cell:
    moment = row["occurred_at"]
    href = card_address("event", row["pk"])
    return Cell(reading.moment(moment), href, hint=reading.full_moment(moment))


def _what(row: Row, reading: Reading) -> str:
    label = reading.label(DocumentKind, row["kind"])
    number = row["facts"].get("number") or row["facts"].get("subject") or ""
    return f"{label} {number}".strip()


def _with_whom(row: Row, reading: Reading) -> Cell:
    if row["contact"]:
        return Cell(row["contact__name"], card_address("contact", row["contact"]))
    return Cell(row["party"])


def _problem(row: Row, reading: Reading) -> Cell:
    if not row["problem"]:
        return Cell()
    label = reading.label(Event.Problem, row["problem"])
    return Cell(badges=(Badge(label, "yellow", row["problem_detail"]),))


EVENT_COLUMNS = (
    Column(
        name="occurred_at",
        label=gettext_lazy("Date and time"),
        fields=("occurred_at", "pk"),
        cell=_occurred_at,
        sort="occurred_at",
    ),
    Column(name="what", label=gettext_lazy("Event"), fields=("kind", "facts"), cell=_what),
    Column(
        name="contact",
        label=gettext_lazy("Contact"),
        fields=("contact", "contact__name", "party"),
        cell=_with_whom,
    ),
    Column(
        name="problem",
        label=gettext_lazy("Problem"),
        fields=("problem", "problem_detail"),
        cell=_problem,
    ),
    Column(
        name="system",
        label=gettext_lazy("Connected system"),
        fields=("system__code",),
        cell=lambda row, reading: row["system__code"] or "",
    ),
)
