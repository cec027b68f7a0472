"""What the cards of contacts show of their interactions."""

import uuid
from functools import cache
from typing import Any

from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from crm.access import reach_of
from crm.forms.due_day import picks
from crm.models import Contact
from crm.models.fields import MomentField
from crm.prepared import Selection, Slot
from crm.ui.reader import AnyRow, FirstOf
from crm.ui.reading import Reading
from crm.ui.reopening import reopened_fields
from interactions.forms.interaction_offers import Offer, next_step_of
from interactions.models import InitiatedBy, InteractionLogEntry, InteractionTemplate
from interactions.models.log_entry import InteractionLogEntryQuerySet
from interactions.timeline import timeline_of

# Sums over more entries than this are asked for after the page has opened.
SUMMED_AT_ONCE = 500


def composer(request: HttpRequest, contact: Contact) -> dict[str, Any] | None:
    """The form folded to what a call needs: a template, a text, OK."""
    if not reach_of(request.user, "interactions.record"):
        return None
    templates = InteractionTemplate.objects.most_used_by(request.user)
    if not templates:
        return None
    typed = reopened_fields(request, action=reverse("interaction_new")) or QueryDict()
    today = Reading.of_request(request).today
    due = [next_step_of(each, today).get("next_step_due", Offer()) for each in templates]
    return {
        "contact": contact,
        "blocked": contact.privacy_blocked,
        "templates": [(each, due.value) for each, due in zip(templates, due, strict=True)],
        "chosen": typed.get("template", ""),
        "text": typed.get("comment", ""),
        "step": typed.get("next_step", ""),
        "step_due": typed.get("next_step_due", ""),
        "own_fields": typed.get("own_fields", ""),
        "due_picks": picks(today),
        "key": typed.get("key") or uuid.uuid4(),
        "version": typed.get("version", ""),
        "may_postpone": bool(reach_of(request.user, "interactions.resume")),
        "next": request.get_full_path(),
        "url": f"{reverse('interaction_new')}?{urlencode({'contact': contact.pk})}",
    }


def timeline(request: HttpRequest, contact: Contact) -> dict[str, Any]:
    """What happened with the contact; `older` in the address goes back in time."""
    older = request.GET.get("older", "")
    return {
        "contact": contact,
        "timeline": timeline_of(
            contact, request, older_than=older, mark=request.GET.get("mark", "")
        ),
        "begins_later": bool(older),
    }


def contact_facts(request: HttpRequest, contact: Contact) -> list[tuple[str, str]]:
    """Last interaction, last attempt, number, cost and duration: computed, never stored."""
    reading = Reading.of_request(request)
    entries = entries_of(request, contact).standing()
    moments = entries.newest_first().values("occurred_at")
    [(last, attempt, has_many)] = _asked_of_entries().converted(
        contact=contact.pk,
        last=moments.filter(attempt_failed=False)[:1],
        attempt=moments.filter(initiated_by=InitiatedBy.US)[:1],
        many=entries.order_by().values("pk")[SUMMED_AT_ONCE : SUMMED_AT_ONCE + 1],
    )
    return [
        (_("Last Interaction"), reading.moment(last)),
        (_("Last Attempt"), reading.moment(attempt)),
        *(_sums_later(contact) if has_many else sums_in_words(entries, reading)),
    ]


@cache
def _asked_of_entries() -> Selection:
    """Three questions in one: each by itself takes Django longer than the database."""
    asked = Contact.objects.order_by().filter(pk=Slot("contact"))
    return Selection(
        Contact,
        asked.values_list(
            FirstOf("last", MomentField()), FirstOf("attempt", MomentField()), AnyRow("many")
        ),
    )


def entries_of(request: HttpRequest, contact: Contact) -> InteractionLogEntryQuerySet:
    """The entries of *contact* that the reader may see."""
    return InteractionLogEntry.objects.of_contact(contact).visible_to(request.user)


def sums_in_words(entries: InteractionLogEntryQuerySet, reading: Reading) -> list[tuple[str, str]]:
    """Number, cost and duration of those of *entries* that count."""
    totals = entries.totals()
    return [
        (_("Number of interactions"), reading.number(totals["number"])),
        (_("Cost"), reading.money(totals["cost"])),
        (_("Duration"), reading.minutes(totals["duration"])),
    ]


def _sums_later(contact: Contact) -> list[tuple[str, str]]:
    """A place for the sums of many interactions, which are asked for once the page stands."""
    address = reverse("contact_sums", args=[contact.pk])
    # The log, filtered to the contact, says the same at its foot to who has no scripts.
    company = "company" if contact.is_company else "contact"
    entries_url = f"{reverse('log_entry_list')}?{company}={contact.pk}"
    later = render_to_string(
        "interactions/_sums_later.html", {"address": address, "list_address": entries_url}
    )
    return [(_("Interactions"), later)]
