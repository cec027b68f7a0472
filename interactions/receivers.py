"""What interactions make of what the ground floor announces."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from crm.models import Campaign, Salesperson, User
from crm.signals import Told, document_sent
from interactions.actions.record_event import record_event
from interactions.drafts import EventDraft
from interactions.models import Event

# The facts that pass to an event as they are.
AS_TOLD = ("key", "kind", "number", "path", "description", "contact", "occurred_at")


@receiver(document_sent)
def record_document(
    *, by: User, salesperson: Salesperson | None, campaign: Campaign | None, **facts: Any
) -> Told:
    draft = EventDraft(
        **{name: facts[name] for name in AS_TOLD},
        salesperson=salesperson.code if salesperson else "",
        campaign=campaign.number if campaign else "",
    )
    return told(record_event(draft=draft, by=by, now=draft.occurred_at))


def told(event: Event) -> Told:
    """What became of *event*, in a sentence."""
    if event.problem:
        why = {"why": event.get_problem_display()}
        return Told(_("Nothing was recorded: %(why)s.") % why, event.get_absolute_url())
    if event.entry is None:
        return Told(_("This was recorded before."), recorded=True)
    facts = {"no": event.entry.pk, "name": event.entry.contact}
    sentence = _("Interaction %(no)s recorded: %(name)s") % facts
    return Told(sentence, event.entry.get_absolute_url(), recorded=True)
