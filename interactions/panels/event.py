"""What the page of an event shows of it."""

from django.utils.translation import gettext as _

from crm.ui.reading import Reading
from crm.ui.table import Cell
from interactions.models import Event


def facts_of(event: Event, reading: Reading) -> list[tuple[str, Cell]]:
    """What was told of it, and what became of it: label and cell of what there is to say."""
    contact, entry, facts = event.contact, event.entry, event.facts
    cells = {
        _("Problem"): Cell(_problem(event)),
        _("Date and time"): Cell(reading.full_moment(event.occurred_at)),
        _("Contact"): Cell(str(contact), contact.get_absolute_url()) if contact else Cell(),
        _("Told about"): Cell(event.party),
        _("Document"): Cell(event.number, facts.get("path", "")),
        _("Description"): Cell(facts.get("description", "")),
        _("Subject"): Cell(facts.get("subject", "")),
        _("Salesperson"): Cell(facts.get("salesperson", "")),
        _("Campaign"): Cell(facts.get("campaign", "")),
        _("Connected system"): Cell(str(event.system or "")),
        _("Interaction Log Entry"): Cell(str(entry.pk), entry.get_absolute_url())
        if entry
        else Cell(),
        _("Dropped"): Cell(_dropped(event, reading)),
    }
    return [(label, cell) for label, cell in cells.items() if cell.text]


def _problem(event: Event) -> str:
    return ": ".join(filter(None, (event.get_problem_display(), event.problem_detail)))


def _dropped(event: Event, reading: Reading) -> str:
    if event.dropped_at is None:
        return ""
    facts = {
        "user": event.dropped_by,
        "date": reading.full_moment(event.dropped_at),
        "reason": event.drop_reason,
    }
    return _("%(date)s, %(user)s: %(reason)s") % facts
