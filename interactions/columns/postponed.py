"""What a list shows of postponed interactions."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.columns.cells import fields_of_user, linked, name_of_user
from crm.ui.addresses import card_address
from crm.ui.reading import Reading
from crm.ui.table import Badge, Cell, Column, Row
from interactions.forms.interaction_keeping import missing_in
from interactions.models import Due, PostponedInteraction

STILL_MISSING = gettext_lazy("Still missing")


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
    text = row["description"] or row["template__description"]
    text = text or PostponedInteraction(typed=row["typed"]).first_words
    return Cell(text, card_address("postponed_resume", row["pk"]))


def _state(row: Row, reading: Reading) -> Cell:
    badges = []
    if PostponedInteraction(open_at=row["open_at"]).is_open(reading.now):
        badges.append(Badge(_("open now"), "blue"))
    if row["postponed_at"]:
        badges.append(Badge(_("Postponed")))
    else:
        badges.append(Badge(_("Interrupted"), "yellow"))
    return Cell(badges=tuple(badges))


def _missing(row: Row, reading: Reading) -> Cell:
    missing = ", ".join(missing_in(PostponedInteraction(typed=row["typed"])))
    # On a phone no heading stands above it: names of fields alone would say nothing.
    return Cell(missing, hint=str(STILL_MISSING), css="labelled") if missing else Cell()


POSTPONED_COLUMNS = (
    Column(
        name="what",
        label=gettext_lazy("Description"),
        fields=("description", "template__description", "typed"),
        cell=_what,
    ),
    Column(
        name="contact",
        label=gettext_lazy("Contact"),
        fields=("contact", "contact__name"),
        cell=linked("contact", "contact", "contact__name"),
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
    Column(name="missing", label=STILL_MISSING, fields=("typed",), cell=_missing),
    Column(
        name="owner",
        label=gettext_lazy("Owner"),
        fields=fields_of_user("owner"),
        cell=lambda row, reading: name_of_user(row, "owner"),
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
