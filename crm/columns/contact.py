from django.utils.translation import gettext_lazy as _

from crm.columns.cells import chosen, email, linked, phone, text
from crm.models import BusinessRelation, Contact
from crm.ui.addresses import card_address
from crm.ui.reading import Reading
from crm.ui.table import Badge, Cell, Column, Row

# Asked of each row: an enumeration makes the list of its values anew each time.
KINDS = BusinessRelation.Kind.values


def _name(row: Row, reading: Reading) -> Cell:
    badges = []
    if row["privacy_blocked"]:
        badges.append(Badge(str(_("Privacy")), "red", str(_("No new interaction of any kind."))))
    if row["exclude_from_segments"]:
        badges.append(Badge(str(_("Excluded")), "yellow", str(_("exclude from segments"))))
    return Cell(row["name"], href=card_address("contact", row["pk"]), badges=tuple(badges))


def _company(row: Row, reading: Reading) -> Cell:
    if row["company"] is None:
        return Cell()
    visible = reading.user.sees_contacts_of(row["company__salesperson"])
    href = card_address("contact", row["company"]) if visible else ""
    return Cell(row["company__name"], href=href)


def _relations(row: Row, reading: Reading) -> Cell:
    if not row["relation_kinds"]:
        return Cell()
    found = set(row["relation_kinds"].split(","))
    kinds = [kind for kind in KINDS if kind in found]
    return Cell(badges=tuple(Badge(reading.label(BusinessRelation.Kind, kind)) for kind in kinds))


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
        cell=chosen("type", Contact.Type),
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
        cell=text("job_title"),
        shown=False,
    ),
    Column(
        name="relations",
        label=_("Relations"),
        fields=("relation_kinds",),
        cell=_relations,
        value=lambda row, reading: ", ".join(b.label for b in _relations(row, reading).badges),
    ),
    Column(name="phone", label=_("Phone"), fields=("phone",), cell=phone("phone")),
    Column(name="mobile", label=_("Mobile"), fields=("mobile",), cell=phone("mobile"), shown=False),
    Column(name="email", label=_("E-mail"), fields=("email",), cell=email("email")),
    Column(name="city", label=_("City"), fields=("city",), cell=text("city"), shown=False),
    Column(
        name="registration_number",
        label=_("Registration No."),
        fields=("registration_number",),
        cell=text("registration_number"),
        shown=False,
    ),
    Column(
        name="salesperson",
        label=_("Salesperson"),
        fields=("salesperson", "salesperson__name"),
        cell=linked("salesperson", "salesperson", "salesperson__name"),
    ),
    Column(
        name="number", label=_("Number"), fields=("number",), cell=text("number"), sort="number"
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
