"""The facts of a log entry as columns."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.columns.cells import chosen, fields_of_user, linked, name_of_user, text
from crm.models import CorrespondenceType, DocumentKind, Language, User
from crm.ui.addresses import card_address
from crm.ui.reading import Reading
from crm.ui.table import Badge, Cell, Column, Export, Row
from interactions.badges import FIELDS_OF_STATUS, evaluation_in_badges, status_of_row
from interactions.columns.files import FILES
from interactions.deliveries import TROUBLES, badge_of_delivery
from interactions.models import Evaluation, InformationFlow, InitiatedBy, InteractionLogEntry

Source = InteractionLogEntry.Source


# What the page shows.


def _status(row: Row, reading: Reading) -> Cell:
    badges = status_of_row(row, reading)
    return Cell(badges=tuple(badges)) if badges else _recorded(reading.language)


@cache
def _recorded(language: str) -> Cell:
    """What most rows say, made once for each language."""
    return Cell(badges=(Badge(_("Recorded")),))


def _occurred_at(row: Row, reading: Reading) -> Cell:
    moment = row["occurred_at"]
    return Cell(
        reading.moment(moment),
        card_address("log_entry", row["pk"]),
        hint=reading.full_moment(moment),
    )


def _group(row: Row, reading: Reading) -> Cell:
    name = row["group__description"] or row["group__code"]
    return Cell(name, card_address("interaction_group", row["group"]))


def _document(row: Row, reading: Reading) -> str:
    kind = row["document_kind"]
    return " ".join(filter(None, (reading.label(DocumentKind, kind), row["document_number"])))


def _evaluation(row: Row, reading: Reading) -> Cell:
    return Cell(badges=tuple(evaluation_in_badges(row["evaluation"], reading)))


# What a file holds.


def _labels(choices: Any) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """The labels of choices for a whole column."""

    def made(values: Sequence[Any]) -> Sequence[Any]:
        return list(map({key: str(label) for key, label in choices.choices}.get, values))

    return made


def _status_in_words(
    canceled: Sequence[Any], failed: Sequence[bool], deliveries: Sequence[str | None]
) -> Sequence[str]:
    made = cache(_facts_in_words)
    facts = zip(canceled, failed, deliveries, strict=True)
    return [made(key is not None, fact, delivery) for key, fact, delivery in facts]


def _facts_in_words(canceled: bool, failed: bool, delivery: str | None) -> str:
    """The same facts in the same order as the badges of `_status`."""
    badge = badge_of_delivery(delivery) if delivery else None
    facts = (
        _("Canceled") if canceled else "",
        badge.label if badge and badge.tone in TROUBLES else "",
        _("Attempt failed") if failed else "",
        badge.label if badge and badge.tone not in TROUBLES else "",
    )
    return ", ".join(filter(None, facts)) or _("Recorded")


def _documents_in_words(kinds: Sequence[str], numbers: Sequence[str]) -> Sequence[str]:
    labels = {key: str(label) for key, label in DocumentKind.choices}
    return [
        " ".join(filter(None, (labels.get(kind), number)))
        for kind, number in zip(kinds, numbers, strict=True)
    ]


def _first_given(*columns: Sequence[str]) -> Sequence[str]:
    return [next(filter(None, values), "") for values in zip(*columns, strict=True)]


def _names_of_users(keys: Sequence[int]) -> Sequence[str]:
    """The names of the users of a slice: they are few, and a join for each row is dear."""
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=set(keys))}
    return list(map(names.get, keys))


def _noun(name: str, label: Any, url_name: str, path_of_name: str, **options: Any) -> Column:
    """A column that names a row of another noun."""
    return Column(
        name=name,
        label=label,
        fields=(name, f"{name}__{path_of_name}"),
        cell=linked(url_name, name, f"{name}__{path_of_name}"),
        export=Export((f"{name}__{path_of_name}",)),
        **options,
    )


def _plain(name: str, label: Any, **options: Any) -> Column:
    """A column of one text."""
    path = options.pop("path", name)
    return Column(
        name=name, label=label, fields=(path,), cell=text(path), export=Export((path,)), **options
    )


def _choice(name: str, label: Any, path: str, choices: Any, **options: Any) -> Column:
    """A column of one of several words."""
    return Column(
        name=name,
        label=label,
        fields=(path,),
        cell=chosen(path, choices),
        export=Export((path,), _labels(choices)),
        **options,
    )


LOG_ENTRY_COLUMNS = (
    Column(
        name="status",
        label=gettext_lazy("Status"),
        fields=FIELDS_OF_STATUS,
        cell=_status,
        export=Export(("cancellation", "attempt_failed", "delivery"), _status_in_words),
    ),
    Column(
        name="occurred_at",
        label=gettext_lazy("Date and time"),
        fields=("occurred_at", "pk"),
        cell=_occurred_at,
        export=Export(("occurred_at",)),
        sort="occurred_at",
        on_phone=3,
    ),
    _noun("contact", gettext_lazy("Contact"), "contact", "name", on_phone=1),
    _noun("company", gettext_lazy("Company"), "contact", "name"),
    _noun("template", gettext_lazy("Interaction Template"), "interaction_template", "description"),
    _plain("description", gettext_lazy("Description"), on_phone=2),
    Column(
        name="evaluation",
        label=gettext_lazy("Evaluation"),
        fields=("evaluation",),
        cell=_evaluation,
        export=Export(("evaluation",), _labels(Evaluation)),
    ),
    _noun("salesperson", gettext_lazy("Salesperson"), "salesperson", "name"),
    Column(
        name="duration",
        label=gettext_lazy("Duration"),
        fields=("duration",),
        cell=lambda row, reading: reading.minutes(row["duration"] or None),
        export=Export(("duration",)),
        numeric=True,
    ),
    Column(
        name="cost",
        label=gettext_lazy("Cost"),
        fields=("cost",),
        cell=lambda row, reading: reading.money(row["cost"] or None),
        export=Export(("cost",)),
        numeric=True,
    ),
    _choice("source", gettext_lazy("Source"), "source", Source),
    Column(
        name="document",
        label=gettext_lazy("Document"),
        fields=("document_kind", "document_number"),
        cell=_document,
        export=Export(("document_kind", "document_number"), _documents_in_words),
    ),
    Column(
        name="number",
        label=gettext_lazy("Number"),
        fields=("pk",),
        cell=lambda row, reading: Cell(str(row["pk"]), card_address("log_entry", row["pk"])),
        export=Export(("pk",)),
        numeric=True,
    ),
    Column(
        name="group",
        label=gettext_lazy("Interaction Group"),
        fields=("group", "group__description", "group__code"),
        cell=_group,
        export=Export(("group__description", "group__code"), _first_given),
        shown=False,
    ),
    FILES,
    _plain("subject", gettext_lazy("Subject"), shown=False),
    _choice(
        "flow",
        gettext_lazy("Information Flow"),
        "information_flow",
        InformationFlow,
        shown=False,
    ),
    _choice("initiated_by", gettext_lazy("Initiated By"), "initiated_by", InitiatedBy, shown=False),
    _choice(
        "correspondence",
        gettext_lazy("Correspondence Type"),
        "correspondence_type",
        CorrespondenceType,
        shown=False,
    ),
    _plain("contacted_via", gettext_lazy("Contacted Via"), shown=False),
    _choice("language", gettext_lazy("Language"), "language", Language, shown=False),
    _noun("campaign", gettext_lazy("Campaign"), "campaign", "description", shown=False),
    _plain("batch", gettext_lazy("Segment"), path="batch__title", shown=False),
    Column(
        name="recorded_by",
        label=gettext_lazy("Recorded By"),
        fields=fields_of_user("recorded_by"),
        cell=lambda row, reading: name_of_user(row, "recorded_by"),
        export=Export(("recorded_by",), _names_of_users),
        shown=False,
    ),
    Column(
        name="recorded_at",
        label=gettext_lazy("Recorded at"),
        fields=("recorded_at",),
        cell=lambda row, reading: reading.moment(row["recorded_at"]),
        export=Export(("recorded_at",)),
        shown=False,
    ),
)
