"""The lines of a logged segment as they were logged: each shows the values of its entry."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from crm.ui.addresses import card_address
from crm.ui.reading import Reading
from crm.ui.table import Badge, Cell, Column, PreparedRow, Row, fields_of, prepare
from interactions.columns import LOG_ENTRY_COLUMNS
from interactions.deliveries import with_delivery
from interactions.models.log_entry import InteractionLogEntryQuerySet
from segments.models.segment_line import Skipped

LINE_FIELDS = ("contact", "contact__name", "skipped")
# The columns of the log in the order of a line: those of every day, and further ones.
SHOWN = (
    "occurred_at",
    "company",
    "template",
    "description",
    "salesperson",
    "correspondence",
    "language",
    "duration",
    "cost",
)
ON_REQUEST = (
    "evaluation",
    "group",
    "subject",
    "contacted_via",
    "flow",
    "initiated_by",
    "campaign",
    "number",
)
_OF_THE_LOG = {column.name: column for column in LOG_ENTRY_COLUMNS}

# Contact and status stand on every line, the values can be switched on and off.
CONTACT, STATUS = _OF_THE_LOG["contact"], _OF_THE_LOG["status"]
VALUES = tuple(_OF_THE_LOG[name] for name in (*SHOWN, *ON_REQUEST))


def chosen_columns(names: Sequence[str]) -> list[Column]:
    """The columns that *names* choose among `VALUES`, in their order; the usual ones for none."""
    wanted = {name for several in names for name in several.split(",")}
    chosen = [column for column in VALUES if column.name in wanted]
    return chosen or [column for column in VALUES if column.name in SHOWN]


def logged_rows(
    lines: Sequence[Row],
    entries: InteractionLogEntryQuerySet,
    columns: Sequence[Column],
    reading: Reading,
) -> list[PreparedRow]:
    """*lines* (dicts of `LINE_FIELDS`), each with the values of its entry among *entries*.

    A line without one says why it was skipped, or that its entry was deleted.
    """
    fields = {"pk", *fields_of([STATUS, *columns]), "contact"}
    of_lines = entries.filter(contact__in=[line["contact"] for line in lines])
    found = with_delivery(of_lines).values(*fields)
    by_contact = {entry["contact"]: entry for entry in found}
    return [_row(line, by_contact.get(line["contact"]), columns, reading) for line in lines]


def _row(line: Row, entry: Row | None, columns: Sequence[Column], reading: Reading) -> PreparedRow:
    address = card_address("contact", line["contact"])
    contact = Cell(line["contact__name"], address, css=f"p{CONTACT.on_phone}")
    if entry is None:
        nothing = [Cell(css="n" if column.numeric else "") for column in columns]
        return PreparedRow(line["pk"], [contact, _without_entry(line, reading), *nothing])
    [row] = prepare([entry], [STATUS, *columns], reading)
    css = "canceled" if entry["cancellation"] else ""
    return PreparedRow(line["pk"], [contact, *row.cells], css=css)


def _without_entry(line: Row, reading: Reading) -> Cell:
    if line["skipped"]:
        reason = reading.label(Skipped, line["skipped"])
        return Cell(_("Skipped: %(reason)s") % {"reason": reason})
    return Cell(badges=(Badge(_("The entry was deleted")),))
