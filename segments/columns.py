"""What the lists of segments show of a row."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.columns.cells import fields_of_user, name_of_user
from crm.ui.addresses import card_address
from crm.ui.reading import Reading
from crm.ui.table import Badge, Cell, Column, Row
from segments.models import SavedCriteria
from segments.steps import saved_in_words


def _number(noun: str):
    return lambda row, reading: Cell(row["number"], href=card_address(noun, row["pk"]))


def _state(row: Row, reading: Reading) -> Cell:
    if row["batch"] is None:
        return Cell(badges=(Badge(str(_("Active")), "green"),))
    return Cell(str(_("Being logged")), href=f"{card_address('segment', row['pk'])}log/progress/")


def _logged_state(row: Row, reading: Reading) -> Cell:
    if row["batch__cancellation"] is None:
        return Cell()
    return Cell(badges=(Badge(str(_("Canceled")), "red"),))


def _by(path: str) -> Column:
    """Who did it, by the name people know."""
    return Column(
        name="by",
        label=_("By"),
        fields=fields_of_user(path),
        cell=lambda row, reading: name_of_user(row, path),
    )


def _labelled(label: str, text: str) -> Cell:
    """A number or a date that says on a phone what it is, where no head of a column does."""
    return Cell(text, hint=str(label), css="n labelled")


DESCRIPTION = Column(
    name="description",
    label=_("Description"),
    fields=("description",),
    cell=lambda row, reading: row["description"],
    on_phone=2,
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
        name="number",
        label=_("Number"),
        fields=("number",),
        cell=_number("segment"),
        sort="number",
        on_phone=1,
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
        cell=lambda row, reading: _labelled(_("Created"), reading.moment(row["created_at"])),
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
        on_phone=1,
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
    _by("batch__by"),
    Column(
        name="entries",
        label=_("Interactions"),
        fields=("batch__total",),
        cell=lambda row, reading: _labelled(_("Interactions"), reading.number(row["batch__total"])),
        value=lambda row, reading: row["batch__total"],
        numeric=True,
    ),
    TEMPLATE,
    SALESPERSON,
    CAMPAIGN,
)


def _conditions(row: Row, reading: Reading) -> str:
    return "; ".join(saved_in_words(SavedCriteria(steps=row["steps"]), reading))


SAVED_CRITERIA_COLUMNS = (
    Column(
        name="name",
        label=_("Name"),
        fields=("name",),
        cell=lambda row, reading: Cell(
            row["name"], href=reverse("saved_criteria_edit", args=[row["pk"]])
        ),
        sort="name",
    ),
    Column(name="conditions", label=_("Conditions"), fields=("steps",), cell=_conditions),
    _by("by"),
    Column(
        name="saved",
        label=_("Saved"),
        fields=("at",),
        cell=lambda row, reading: reading.moment(row["at"]),
        value=lambda row, reading: row["at"],
        numeric=True,
    ),
)
