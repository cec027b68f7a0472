"""What the lists of the ground floor show of a row."""

from functools import cache, lru_cache

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import PhoneNumber

from crm.models import BusinessRelation, Campaign, Contact
from crm.ui.reading import NO_BREAK, Reading
from crm.ui.table import Badge, Cell, Column, Row

CAMPAIGN_TONES = {
    Campaign.Status.PLANNED: "blue",
    Campaign.Status.RUNNING: "green",
    Campaign.Status.DONE: "secondary",
}


@cache
def _page_of(noun: str) -> str:
    return reverse(noun, args=[0]).removesuffix("0/")


def card(noun: str, pk: int) -> str:
    """The address of a card; fifty calls of `reverse` cost more than the rows themselves."""
    return f"{_page_of(noun)}{pk}/"


def _name(row: Row, reading: Reading) -> Cell:
    badges = []
    if row["privacy_blocked"]:
        badges.append(Badge(str(_("Privacy")), "red", str(_("No new interaction of any kind."))))
    if row["exclude_from_segments"]:
        badges.append(Badge(str(_("Excluded")), "yellow", str(_("exclude from segments"))))
    return Cell(row["name"], href=card("contact", row["pk"]), badges=tuple(badges))


def _company(row: Row, reading: Reading) -> Cell:
    if row["company"] is None:
        return Cell()
    scope = reading.user.scope
    owner = row["company__salesperson"]
    visible = scope is None or owner is None or owner in scope
    href = card("contact", row["company"]) if visible else ""
    return Cell(row["company__name"], href=href)


def _relations(row: Row, reading: Reading) -> Cell:
    kinds = [kind for kind in BusinessRelation.Kind if row[f"is_{kind.value}"]]
    return Cell(badges=tuple(Badge(str(kind.label)) for kind in kinds))


def _phone(name: str):
    def cell(row: Row, reading: Reading) -> Cell:
        number = row[name]
        # Whether a number is true is asked of the whole numbering plan of the world: once.
        return _spoken(number.raw_input) if isinstance(number, PhoneNumber) else Cell()

    return cell


@lru_cache(maxsize=4096)
def _spoken(stored: str) -> Cell:
    number = PhoneNumber.from_string(stored)
    return Cell(str(number).replace(" ", NO_BREAK), href=f"tel:{number.as_e164}")


def _email(name: str):
    def cell(row: Row, reading: Reading) -> Cell:
        return Cell(row[name], href=f"mailto:{row[name]}" if row[name] else "")

    return cell


def _text(name: str):
    return lambda row, reading: row[name] or ""


def _chosen(name: str, choices: type):
    return lambda row, reading: str(choices(row[name]).label) if row[name] else ""


def _linked(noun: str, name: str, label: str):
    def cell(row: Row, reading: Reading) -> Cell:
        return Cell(row[label] or "", href=card(noun, row[name]) if row[name] else "")

    return cell


CONTACT_COLUMNS = (
    Column(
        name="name",
        label=_("Name"),
        fields=("name", "privacy_blocked", "exclude_from_segments"),
        cell=_name,
        sort="name",
    ),
    Column(
        name="type",
        label=_("Company or person"),
        fields=("type",),
        cell=_chosen("type", Contact.Type),
        shown=False,
    ),
    Column(
        name="company",
        label=_("Company"),
        fields=("company", "company__name", "company__salesperson"),
        cell=_company,
    ),
    Column(
        name="job_title",
        label=_("Job Title"),
        fields=("job_title",),
        cell=_text("job_title"),
        shown=False,
    ),
    Column(
        name="relations",
        label=_("Relations"),
        fields=tuple(f"is_{kind}" for kind in BusinessRelation.Kind.values),
        cell=_relations,
        value=lambda row, reading: ", ".join(b.label for b in _relations(row, reading).badges),
    ),
    Column(name="phone", label=_("Phone"), fields=("phone",), cell=_phone("phone")),
    Column(
        name="mobile", label=_("Mobile"), fields=("mobile",), cell=_phone("mobile"), shown=False
    ),
    Column(name="email", label=_("E-mail"), fields=("email",), cell=_email("email")),
    Column(name="city", label=_("City"), fields=("city",), cell=_text("city"), shown=False),
    Column(
        name="registration_number",
        label=_("Registration No."),
        fields=("registration_number",),
        cell=_text("registration_number"),
        shown=False,
    ),
    Column(
        name="salesperson",
        label=_("Salesperson"),
        fields=("salesperson", "salesperson__name"),
        cell=_linked("salesperson", "salesperson", "salesperson__name"),
    ),
    Column(
        name="number", label=_("Number"), fields=("number",), cell=_text("number"), sort="number"
    ),
    Column(
        name="created",
        label=_("Created"),
        fields=("created_at",),
        cell=lambda row, reading: reading.moment(row["created_at"]),
        value=lambda row, reading: row["created_at"],
        shown=False,
    ),
)


def _salesperson(row: Row, reading: Reading) -> Cell:
    badges = (Badge(str(_("Blocked")), "red"),) if row["blocked"] else ()
    return Cell(row["name"], href=card("salesperson", row["pk"]), badges=badges)


SALESPERSON_COLUMNS = (
    Column(
        name="name", label=_("Name"), fields=("name", "blocked"), cell=_salesperson, sort="name"
    ),
    Column(name="code", label=_("Code"), fields=("code",), cell=_text("code"), sort="code"),
    Column(name="team", label=_("Team"), fields=("team__name",), cell=_text("team__name")),
    Column(name="job_title", label=_("Job Title"), fields=("job_title",), cell=_text("job_title")),
    Column(name="phone", label=_("Phone"), fields=("phone",), cell=_phone("phone")),
    Column(name="email", label=_("E-mail"), fields=("email",), cell=_email("email")),
)


def _status(row: Row, reading: Reading) -> Cell:
    status = Campaign.Status(row["status"])
    return Cell(badges=(Badge(str(status.label), CAMPAIGN_TONES[status]),))


CAMPAIGN_COLUMNS = (
    Column(
        name="number",
        label=_("Number"),
        fields=("number",),
        cell=lambda row, reading: Cell(row["number"], href=card("campaign", row["pk"])),
        sort="number",
    ),
    Column(
        name="description",
        label=_("Description"),
        fields=("description",),
        cell=_text("description"),
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
        cell=_linked("salesperson", "salesperson", "salesperson__name"),
    ),
)
