"""What the card of a log entry shows: its facts, what was said later, how it went."""

import uuid
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.ui.reading import Reading
from crm.ui.reopening import reopened_fields
from crm.ui.table import Cell
from interactions.actions.cancel import recorded_with
from interactions.models import Comment, Evaluation, InteractionLogEntry
from interactions.sockets import card_of_batch

VERB = "interactions.record"


def facts(request: HttpRequest, entry: InteractionLogEntry) -> dict[str, Any]:
    """What happened, with whom and how: the facts that never change."""
    reading = Reading.of_request(request)
    cells = {
        "contact": _linked(entry.contact),
        "company": _linked(entry.company if entry.company_id != entry.contact_id else None),
        "occurred_at": Cell(reading.full_moment(entry.occurred_at)),
        "template": _linked(entry.template),
        "group": _linked(entry.group),
        "subject": Cell(entry.subject),
        "salesperson": _linked(entry.salesperson),
        "information_flow": Cell(entry.get_information_flow_display()),
        "initiated_by": Cell(entry.get_initiated_by_display()),
        "correspondence_type": Cell(entry.get_correspondence_type_display()),
        "contacted_via": Cell(entry.contacted_via),
        "language": Cell(entry.get_language_display()),
        "cost": Cell(reading.money(entry.cost) if entry.cost else ""),
        "duration": Cell(reading.minutes(entry.duration) if entry.duration else ""),
        "campaign": _linked(entry.campaign),
        "document_number": _document(entry),
    }
    return {"facts": _labelled(cells)}


def origin(request: HttpRequest, entry: InteractionLogEntry) -> dict[str, Any]:
    """Who wrote it down, when, from where, and which entries stand for one another."""
    reading = Reading.of_request(request)
    cells = {
        "recorded_by": Cell(str(entry.recorded_by)),
        "recorded_at": Cell(reading.full_moment(entry.recorded_at)),
        "source": Cell(entry.get_source_display()),
        "corrects": _entry_linked(entry.corrects),
    }
    labelled = _labelled(cells)
    if entry.batch is not None and entry.source == InteractionLogEntry.Source.SEGMENT:
        labelled.append((_("Segment"), Cell(str(entry.batch), card_of_batch(request, entry.batch))))
    if names := _recorded_with(request, entry):
        labelled.append((_("Also with"), Cell(names)))
    if event := getattr(entry, "event", None):
        may_read = request.user.has_perm("interactions.view_event")
        told_by = event.system or event.get_kind_display()
        cell = Cell(str(told_by), event.get_absolute_url() if may_read else "")
        labelled.append((_("Event"), cell))
    correction = getattr(entry, "corrected_by", None)
    if correction is not None:
        labelled.append((_("Corrected by"), _entry_linked(correction)))
    return {"facts": labelled}


def _recorded_with(request: HttpRequest, entry: InteractionLogEntry) -> str:
    """Further contacts of the same interaction, of those that the reader sees."""
    if entry.batch_id is None:
        return ""
    others = recorded_with(entry).visible_to(request.user).order_by("pk")
    return ", ".join(others.values_list("contact__name", flat=True))


def evaluation(request: HttpRequest, entry: InteractionLogEntry) -> dict[str, Any] | None:
    """How it went, who said so and when; whoever may, says it here."""
    may_evaluate = entry.is_within(request.user, VERB)
    if entry.evaluation is None and not may_evaluate:
        return None
    said = ""
    if entry.evaluated_by is not None:
        moment = Reading.of_request(request).full_moment(entry.evaluated_at)
        said = _("%(user)s, %(date)s") % {"user": entry.evaluated_by, "date": moment}
    return {
        "choices": [
            (choice.value, choice.label, choice == entry.evaluation, EVALUATION_ICONS[choice])
            for choice in Evaluation
        ],
        "label": entry.get_evaluation_display() if entry.evaluation else "",
        "said": said,
        "url": reverse("log_entry_evaluation", args=[entry.pk]) if may_evaluate else "",
    }


def comments(request: HttpRequest, entry: InteractionLogEntry) -> dict[str, Any]:
    """What was written about it, the oldest first, and where one more is written."""
    reading = Reading.of_request(request)
    address = reverse("log_entry_comment", args=[entry.pk])
    typed = reopened_fields(request, action=address) or QueryDict()
    return {
        "comments": [
            (comment, reading.full_moment(comment.at), _removal(comment, request, reading))
            for comment in entry.comments.select_related("by")
        ],
        "url": address if entry.is_within(request.user, VERB) else "",
        "text": typed.get("text", ""),
        "key": typed.get("key") or uuid.uuid4(),
    }


EVALUATION_ICONS = {
    Evaluation.VERY_POSITIVE: "mood-happy",
    Evaluation.POSITIVE: "mood-smile",
    Evaluation.NEUTRAL: "mood-neutral",
    Evaluation.NEGATIVE: "mood-sad",
    Evaluation.VERY_NEGATIVE: "thumb-down",
}


def _removal(comment: Comment, request: HttpRequest, reading: Reading) -> str:
    """Where *comment* is taken away, "" where its author may not any more."""
    if not comment.is_removable_by(request.user, reading.now):
        return ""
    return reverse("log_entry_comment_removal", args=[comment.entry_id, comment.pk])


def _linked(row: Model | None) -> Cell:
    return Cell(str(row), row.get_absolute_url()) if row is not None else Cell()  # type: ignore[attr-defined]


def _document(entry: InteractionLogEntry) -> Cell:
    """Kind and number of the document, opening it where it lies in the product."""
    letter = getattr(entry, "letter", None)
    if letter is not None and not entry.document_name:
        # It was printed with others, by logging a segment.
        return Cell(str(letter.get_kind_display()), letter.get_absolute_url())
    event = getattr(entry, "event", None)
    return Cell(entry.document_name, event.facts.get("path", "") if event else "")


def _entry_linked(entry: InteractionLogEntry | None) -> Cell:
    return Cell(str(entry.pk), entry.get_absolute_url()) if entry is not None else Cell()


def _labelled(cells: dict[str, Cell]) -> list[tuple[str, Cell]]:
    """The cells that say something, with the labels of their fields."""
    own = {"duration": _("Duration")}
    fields = InteractionLogEntry._meta
    return [
        (own.get(name) or str(fields.get_field(name).verbose_name), cell)
        for name, cell in cells.items()
        if cell.text
    ]
