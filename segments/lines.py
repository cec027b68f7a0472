"""A line as the page shows it: each effective value, and whether it is the line's own."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from crm.columns import card
from crm.models import CorrespondenceType, Language
from crm.ui.reading import Reading
from crm.ui.table import Row
from interactions.models import InformationFlow

# A value of a line and where its own one stands.
SHOWN = (
    "interaction_description",
    "date",
    "correspondence_type",
    "language",
    "information_flow",
    "cost",
    "duration",
)
LINE_FIELDS = (
    "id",
    "contact",
    "contact__name",
    "contact__company__name",
    "template",
    "template__description",
    "salesperson",
    "attempt_failed",
    "skipped",
    *SHOWN,
    "effective_template",
    *(f"effective_{name}" for name in SHOWN),
)


@dataclass(frozen=True)
class ShownValue:
    """A value in words; *own* where the line says it itself."""

    name: str
    text: str
    own: bool


@dataclass(frozen=True)
class ShownLine:
    """A line ready to be printed."""

    pk: int
    name: str
    href: str
    company: str
    template: str
    values: list[ShownValue]
    failed: bool

    @property
    def is_own(self) -> bool:
        return bool(self.template) or any(value.own for value in self.values)


def shown_line(row: Row, reading: Reading) -> ShownLine:
    """*row* (a dict of `LINE_FIELDS`) in the words of the reader."""
    return ShownLine(
        pk=row["id"],
        name=row["contact__name"],
        href=card("contact", row["contact"]),
        company=row["contact__company__name"] or "",
        template=row["template__description"] or "",
        values=[
            ShownValue(name, _say(name, row[f"effective_{name}"], reading), row[name] is not None)
            for name in SHOWN
        ],
        failed=row["attempt_failed"],
    )


def _say(name: str, value, reading: Reading) -> str:
    if value in (None, ""):
        return "–" if value is None else _("(none)")
    said = {
        "date": lambda: reading.day(value),
        "cost": lambda: reading.money(value),
        "duration": lambda: reading.minutes(value),
        "correspondence_type": lambda: str(CorrespondenceType(value).label),
        "language": lambda: str(Language(value).label),
        "information_flow": lambda: str(InformationFlow(value).label),
    }
    return said[name]() if name in said else str(value)
