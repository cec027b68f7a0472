"""A line as the page shows it: each effective value, and whether it is the line's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.models import CorrespondenceType, Language, Salesperson
from crm.ui.addresses import card_address
from crm.ui.reading import Reading
from crm.ui.table import Row
from interactions.models import InformationFlow, InitiatedBy, InteractionTemplate

# The values that a row shows and that are changed where they stand, in the order of the columns.
SHOWN = {
    "template": gettext_lazy("Interaction Template"),
    "interaction_description": gettext_lazy("Description"),
    "date": gettext_lazy("Date"),
    "salesperson": gettext_lazy("Salesperson"),
    "correspondence_type": gettext_lazy("Correspondence Type"),
    "language": gettext_lazy("Language"),
    "information_flow": gettext_lazy("Information Flow"),
    "cost": gettext_lazy("Cost"),
    "duration": gettext_lazy("Duration"),
}
NUMBERS = frozenset({"cost", "duration"})
LINE_FIELDS = (
    "id",
    "segment",
    "contact",
    "contact__name",
    "contact__company__name",
    "attempt_failed",
    *SHOWN,
    *(f"effective_{name}" for name in SHOWN),
)


@dataclass(frozen=True)
class ShownValue:
    """A value in words; *own* where the line says it itself."""

    name: str
    label: str
    text: str
    own: bool
    # Nothing is inherited: on a phone, where a line is read as a sentence, it is left out.
    empty: bool = False

    @property
    def is_number(self) -> bool:
        return self.name in NUMBERS


@dataclass(frozen=True)
class ShownLine:
    """A line ready to be printed; *page* is the address at which it is changed."""

    pk: int
    name: str
    href: str
    page: str
    company: str
    values: list[ShownValue]
    failed: bool


def shown_lines(rows: Sequence[Row], reading: Reading) -> list[ShownLine]:
    """*rows* (dicts of `LINE_FIELDS`) in the words of the reader."""
    names = {
        "template": _names_of(InteractionTemplate, "description", rows, "effective_template"),
        "salesperson": _names_of(Salesperson, "name", rows, "effective_salesperson"),
    }
    return [_shown(row, reading, names) for row in rows]


def _names_of(model: Any, name: str, rows: Sequence[Row], key: str) -> dict[int, str]:
    keys = {row[key] for row in rows} - {None}
    return dict(model.objects.filter(pk__in=keys).values_list("pk", name)) if keys else {}


def _shown(row: Row, reading: Reading, names: dict[str, dict[int, str]]) -> ShownLine:
    return ShownLine(
        pk=row["id"],
        name=row["contact__name"],
        href=card_address("contact", row["contact"]),
        page=f"{card_address('segment', row['segment'])}lines/{row['id']}/",
        company=row["contact__company__name"] or "",
        values=[
            ShownValue(
                name,
                str(label),
                said_value(name, row[f"effective_{name}"], reading, names),
                own=row[name] is not None,
                empty=row[name] is None and row[f"effective_{name}"] in (None, ""),
            )
            for name, label in SHOWN.items()
        ],
        failed=row["attempt_failed"],
    )


def said_value(name: str, value: Any, reading: Reading, names: Mapping[str, dict[int, str]]) -> str:
    """The *value* of the field *name* of a line or a header; *names* are those of other nouns."""
    if value in (None, ""):
        return "–" if value is None else _("(none)")
    said = {
        "date": lambda: reading.day(value),
        "cost": lambda: reading.money(value),
        "duration": lambda: reading.minutes(value),
        "correspondence_type": lambda: str(CorrespondenceType(value).label),
        "language": lambda: str(Language(value).label),
        "information_flow": lambda: str(InformationFlow(value).label),
        "initiated_by": lambda: str(InitiatedBy(value).label),
        "template": lambda: names["template"].get(value, ""),
        "salesperson": lambda: names["salesperson"].get(value, ""),
    }
    return said[name]() if name in said else str(value)
