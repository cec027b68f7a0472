"""What a list shows of postponed interactions."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.ui.reading import Reading
from crm.ui.table import Badge, Cell, Column, Row
from interactions.forms.interaction_keeping import missing_in
from interactions.models import Due, PostponedInteraction


def age_in_words(row: Row, reading: Reading) -> str:
    """For how many days it has been waiting."""
    days = (reading.now - row["created_at"]).days
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else _("today")


def due_in_words(row: Row, reading: Reading) -> Cell:
    """The day it is due, marked where it is time; and how often that day was moved."""
    if row["due_at"] is None:
        return Cell()
    group = Due.of(row["due_at"], reading.today)
    moved = row["moved"]
    hint = ngettext("moved %(n)d time", "moved %(n)d times", moved) % {"n": moved}
    badges = (Badge(f"{moved}×", "secondary", hint),) if moved else ()
    day = reading.day_of(row["due_at"])
    if group is Due.OVERDUE:
        return Cell(badges=(Badge(day, "red", str(group.label)), *badges))
    return Cell(day, badges=badges)


def _what(row: Row, reading: Reading) -> Cell:
    text = row["description"] or row["template__description"] or _("Without a name")
    return Cell(text, reverse("postponed_resume", args=[row["pk"]]))


def _with_whom(row: Row, reading: Reading) -> Cell:
    href = reverse("contact", args=[row["contact"]]) if row["contact"] else ""
    return Cell(row["contact__name"] or "", href)


def _state(row: Row, reading: Reading) -> Cell:
    badges = []
    if PostponedInteraction(open_at=row["open_at"]).is_open(reading.now):
        badges.append(Badge(_("open now"), "blue"))
    if row["postponed_at"]:
        badges.append(Badge(_("Postponed")))
    else:
        badges.append(Badge(_("Interrupted"), "yellow"))
    return Cell(badges=tuple(badges))


def _missing(row: Row, reading: Reading) -> str:
    return ", ".join(missing_in(PostponedInteraction(typed=row["typed"])))


def _owner(row: Row, reading: Reading) -> str:
    full = f"{row['owner__first_name']} {row['owner__last_name']}".strip()
    return full or row["owner__username"]


POSTPONED_COLUMNS = (
    Column(
        name="what",
        label=gettext_lazy("Description"),
        fields=("description", "template__description"),
        cell=_what,
    ),
    Column(
        name="contact",
        label=gettext_lazy("Contact"),
        fields=("contact", "contact__name"),
        cell=_with_whom,
    ),
    Column(
        name="due",
        label=gettext_lazy("Due"),
        fields=("due_at", "moved"),
        cell=due_in_words,
        sort="due",
    ),
    Column(
        name="age",
        label=gettext_lazy("Age"),
        fields=("created_at",),
        cell=age_in_words,
        numeric=True,
        sort="age",
    ),
    Column(
        name="state", label=gettext_lazy("Status"), fields=("postponed_at", "open_at"), cell=_state
    ),
    Column(name="missing", label=gettext_lazy("Still missing"), fields=("typed",), cell=_missing),
    Column(
        name="owner",
        label=gettext_lazy("Owner"),
        fields=("owner__first_name", "owner__last_name", "owner__username"),
        cell=_owner,
    ),
    Column(
        name="saved",
        label=gettext_lazy("Saved"),
        fields=("saved_at",),
        cell=lambda row, reading: reading.moment(row["saved_at"]),
        numeric=True,
        sort="saved",
        shown=False,
    ),
)
