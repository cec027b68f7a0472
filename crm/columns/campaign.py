from django.utils.translation import gettext_lazy as _

from crm.columns.cells import linked, text
from crm.models import Campaign
from crm.ui.addresses import card_address
from crm.ui.reading import Reading
from crm.ui.table import Badge, Cell, Column, Row

CAMPAIGN_TONES = {
    Campaign.Status.PLANNED: "blue",
    Campaign.Status.RUNNING: "green",
    Campaign.Status.DONE: "secondary",
}


def _status(row: Row, reading: Reading) -> Cell:
    status = Campaign.Status(row["status"])
    return Cell(badges=(Badge(str(status.label), CAMPAIGN_TONES[status]),))


CAMPAIGN_COLUMNS = (
    Column(
        name="number",
        label=_("Number"),
        fields=("number",),
        cell=lambda row, reading: Cell(row["number"], href=card_address("campaign", row["pk"])),
        sort="number",
        on_phone=1,
    ),
    Column(
        name="description",
        label=_("Description"),
        fields=("description",),
        cell=text("description"),
        on_phone=2,
    ),
    Column(
        name="status",
        label=_("Status"),
        fields=("status",),
        cell=_status,
        value=lambda row, reading: str(Campaign.Status(row["status"]).label),
    ),
    Column(
        name="starts_on",
        label=_("Starting date"),
        fields=("starts_on",),
        cell=lambda row, reading: reading.day(row["starts_on"]),
        value=lambda row, reading: row["starts_on"],
    ),
    Column(
        name="ends_on",
        label=_("Ending date"),
        fields=("ends_on",),
        cell=lambda row, reading: reading.day(row["ends_on"]),
        value=lambda row, reading: row["ends_on"],
    ),
    Column(
        name="salesperson",
        label=_("Salesperson"),
        fields=("salesperson", "salesperson__name"),
        cell=linked("salesperson", "salesperson", "salesperson__name"),
    ),
)
