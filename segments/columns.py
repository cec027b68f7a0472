"""What the lists of segments show of a row."""

from django.utils.translation import gettext_lazy as _

from crm.columns import card
from crm.ui.reading import Reading
from crm.ui.table import Badge, Cell, Column, Row


def _number(noun: str):
    return lambda row, reading: Cell(row["number"], href=card(noun, row["pk"]))


def _state(row: Row, reading: Reading) -> Cell:
    if row["batch"] is None:
        return Cell(badges=(Badge(str(_("Active")), "green"),))
    return Cell(str(_("Being logged")), href=f"{card('segment', row['pk'])}log/progress/")


def _logged_state(row: Row, reading: Reading) -> Cell:
    if row["batch__cancellation"] is None:
        return Cell()
    return Cell(badges=(Badge(str(_("Canceled")), "red"),))


DESCRIPTION = Column(
    name="description",
    label=_("Description"),
    fields=("description",),
    cell=lambda row, reading: row["description"],
)
SALESPERSON = Column(
    name="salesperson",
    label=_("Salesperson"),
    fields=("salesperson__name",),
    cell=lambda row, reading: row["salesperson__name"] or "",
)
CAMPAIGN = Column(
    name="campaign",
    label=_("Campaign"),
    fields=("campaign__number",),
    cell=lambda row, reading: row["campaign__number"] or "",
    shown=False,
)
TEMPLATE = Column(
    name="template",
    label=_("Interaction Template"),
    fields=("template__description",),
    cell=lambda row, reading: row["template__description"] or "",
)

SEGMENT_COLUMNS = (
    Column(
        name="number", label=_("Number"), fields=("number",), cell=_number("segment"), sort="number"
    ),
    DESCRIPTION,
    Column(name="state", label=_("Status"), fields=("batch",), cell=_state),
    TEMPLATE,
    Column(
        name="date",
        label=_("Date"),
        fields=("date",),
        cell=lambda row, reading: reading.day(row["date"]),
        value=lambda row, reading: row["date"],
        numeric=True,
    ),
    SALESPERSON,
    CAMPAIGN,
    Column(
        name="created",
        label=_("Created"),
        fields=("created_at",),
        cell=lambda row, reading: reading.moment(row["created_at"]),
        value=lambda row, reading: row["created_at"],
        numeric=True,
        sort="created",
    ),
)

LOGGED_SEGMENT_COLUMNS = (
    Column(
        name="number",
        label=_("Number"),
        fields=("number",),
        cell=_number("logged_segment"),
        sort="number",
    ),
    DESCRIPTION,
    Column(name="state", label=_("Status"), fields=("batch__cancellation",), cell=_logged_state),
    Column(
        name="logged",
        label=_("Logged"),
        fields=("batch__finished_at",),
        cell=lambda row, reading: reading.moment(row["batch__finished_at"]),
        value=lambda row, reading: row["batch__finished_at"],
        numeric=True,
    ),
    Column(
        name="by",
        label=_("By"),
        fields=("batch__by__first_name", "batch__by__last_name", "batch__by__username"),
        cell=lambda row, reading: (
            " ".join(filter(None, (row["batch__by__first_name"], row["batch__by__last_name"])))
            or row["batch__by__username"]
        ),
    ),
    Column(
        name="entries",
        label=_("Interactions"),
        fields=("batch__total",),
        cell=lambda row, reading: reading.number(row["batch__total"]),
        value=lambda row, reading: row["batch__total"],
        numeric=True,
    ),
    TEMPLATE,
    SALESPERSON,
    CAMPAIGN,
)
