from django.utils.translation import gettext_lazy as _

from crm.columns.cells import chosen, linked, text
from crm.models import SalesDocument
from crm.ui.addresses import card_address
from crm.ui.table import Cell, Column

DOCUMENT_COLUMNS = (
    Column(
        name="number",
        label=_("Number"),
        fields=("number", "pk"),
        cell=lambda row, reading: Cell(row["number"], href=card_address("document", row["pk"])),
        sort="number",
    ),
    Column(
        name="kind",
        label=_("Kind"),
        fields=("kind",),
        cell=chosen("kind", SalesDocument.Kind),
    ),
    Column(
        name="date",
        label=_("Date"),
        fields=("date",),
        cell=lambda row, reading: reading.day(row["date"]),
        value=lambda row, reading: row["date"],
        sort="date",
    ),
    Column(
        name="contact",
        label=_("Contact"),
        fields=("contact", "contact__name"),
        cell=linked("contact", "contact", "contact__name"),
    ),
    Column(
        name="bill_to",
        label=_("Bill-to company"),
        fields=("bill_to__name",),
        cell=text("bill_to__name"),
    ),
    Column(
        name="description",
        label=_("Description"),
        fields=("description",),
        cell=text("description"),
    ),
    Column(
        name="total",
        label=_("Total with VAT"),
        fields=("total", "currency"),
        cell=lambda row, reading: reading.money_in(row["total"], row["currency"]),
        value=lambda row, reading: row["total"],
        numeric=True,
    ),
    Column(
        name="currency",
        label=_("Currency"),
        fields=("currency",),
        cell=text("currency"),
        shown=False,
    ),
    Column(
        name="salesperson",
        label=_("Salesperson"),
        fields=("salesperson", "salesperson__name"),
        cell=linked("salesperson", "salesperson", "salesperson__name"),
    ),
    Column(
        name="due_on",
        label=_("Due date"),
        fields=("due_on",),
        cell=lambda row, reading: reading.day(row["due_on"]),
        value=lambda row, reading: row["due_on"],
        shown=False,
    ),
    Column(
        name="reference",
        label=_("Your reference"),
        fields=("reference",),
        cell=text("reference"),
        shown=False,
    ),
    Column(
        name="campaign",
        label=_("Campaign"),
        fields=("campaign", "campaign__description"),
        cell=linked("campaign", "campaign", "campaign__description"),
        shown=False,
    ),
)
