from django.utils.translation import gettext_lazy as _

from crm.columns.cells import email, phone, text
from crm.ui.addresses import card_address
from crm.ui.reading import Reading
from crm.ui.table import Badge, Cell, Column, Row


def _salesperson(row: Row, reading: Reading) -> Cell:
    badges = (Badge(str(_("Blocked")), "red"),) if row["blocked"] else ()
    return Cell(row["name"], href=card_address("salesperson", row["pk"]), badges=badges)


SALESPERSON_COLUMNS = (
    Column(
        name="name", label=_("Name"), fields=("name", "blocked"), cell=_salesperson, sort="name"
    ),
    Column(name="code", label=_("Code"), fields=("code",), cell=text("code"), sort="code"),
    Column(name="team", label=_("Team"), fields=("team__name",), cell=text("team__name")),
    Column(name="job_title", label=_("Job Title"), fields=("job_title",), cell=text("job_title")),
    Column(name="phone", label=_("Phone"), fields=("phone",), cell=phone("phone")),
    Column(name="email", label=_("E-mail"), fields=("email",), cell=email("email")),
)
