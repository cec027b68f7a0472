"""What the card of an entry says and offers about its being canceled."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.sockets import Action, Panel
from crm.ui.reading import Reading
from interactions.actions.cancel import VERB
from interactions.badges import canceled_in_words
from interactions.models import InteractionBatch, InteractionLogEntry, Restoration
from interactions.sockets import card_of_batch

NOUN = "interactionlogentry"


def restored_in_words(restoration: Restoration, reading: Reading) -> str:
    """When and by whom the mark was taken away."""
    facts = {"date": reading.full_moment(restoration.at), "user": restoration.by}
    return _("Restored %(date)s, %(user)s") % facts


def mark_address(request: HttpRequest, entry: InteractionLogEntry) -> str:
    """Where *entry* is marked as canceled, "" where that is not offered."""
    if entry.is_canceled or not entry.is_within(request.user, VERB):
        return ""
    return reverse("log_entry_cancellation", args=[entry.pk])


def correct_address(request: HttpRequest, entry: InteractionLogEntry) -> str:
    """Where *entry* is corrected, "" where that is not offered."""
    if not mark_address(request, entry) or hasattr(entry, "corrected_by"):
        return ""
    return reverse("log_entry_correction", args=[entry.pk])


def state(request: HttpRequest, entry: InteractionLogEntry) -> dict[str, Any] | None:
    """What was done to the mark of *entry*, or None where it never bore one."""
    reading = Reading.of_request(request)
    if entry.cancellation is not None:
        bound_to = entry.batch if entry.batch and entry.batch.cancellation_id else None
        may_restore = entry.is_within(request.user, VERB) and bound_to is None
        return {
            "sentence": canceled_in_words(entry.cancellation, reading),
            "canceled": True,
            "bound": bound_in_words(entry, bound_to) if bound_to else "",
            "bound_href": card_of_batch(request, bound_to) if bound_to else "",
            "restore_url": reverse("log_entry_restoration", args=[entry.pk]) if may_restore else "",
        }
    if entry.restoration is not None:
        sentence = restored_in_words(entry.restoration, reading)
        return {"sentence": sentence, "canceled": False}
    return None


def bound_in_words(entry: InteractionLogEntry, batch: InteractionBatch) -> str:
    """Why *entry* cannot be restored alone: *batch*, to which it belongs, is canceled."""
    facts = {"segment": batch}
    if batch.taken_back_at is not None:
        return _("Canceled for good, because the logging was taken back: %(segment)s") % facts
    if batch.cancellation_id == entry.cancellation_id:
        return _("Canceled together with its segment, restored only with it: %(segment)s") % facts
    return _("Its segment is canceled and has to be restored first: %(segment)s") % facts


PANEL = Panel(order=5, noun=NOUN, template="interactions/_cancellation_actions.html", context=state)
ACTIONS = (
    Action(
        order=40,
        noun=NOUN,
        label=gettext_lazy("Correct"),
        href=correct_address,
        icon="pencil",
    ),
    Action(
        order=50,
        noun=NOUN,
        label=pgettext_lazy("one entry", "Mark as canceled"),
        href=mark_address,
        icon="ban",
    ),
)
