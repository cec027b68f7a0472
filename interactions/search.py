"""What the search finds in this room: interactions to create, templates, entries by number."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from crm.access import reach_of
from crm.search import EXACT, MOST_OTHERS, Asked
from crm.sockets import Hit, SearchSource
from interactions.models import InteractionLogEntry, InteractionTemplate

# Digits that fit the key of an entry.
LONGEST_NUMBER = 18
MOST_TO_CREATE = 2


def create_hits(asked: Asked) -> list[Hit]:
    """To write an interaction down with one of the best contacts."""
    if not (asked.contacts and reach_of(asked.user, "interactions.record")):
        return []
    return [
        Hit(
            label=_("Create interaction: %(name)s") % {"name": row["name"]},
            href=f"{reverse('interaction_new')}?{urlencode({'contact': row['pk']})}",
            kind=_("Actions"),
            icon="plus",
            rank=row["rank"],
        )
        for row in asked.contacts[:MOST_TO_CREATE]
        if not row["privacy_blocked"]
    ]


def template_hits(asked: Asked) -> list[Hit]:
    """Templates by code or description."""
    rows = InteractionTemplate.objects.visible_to(asked.user).search(asked.text)
    return [
        Hit(
            label=template.description,
            href=template.get_absolute_url(),
            kind=_("Interaction Templates"),
            hint=template.code,
            icon="template",
            rank=asked.rank_of_name(template.description),
        )
        for template in rows[:MOST_OTHERS]
    ]


def entry_hits(asked: Asked) -> list[Hit]:
    """The entry with the number that was typed."""
    number = asked.text.removeprefix("#").replace(" ", "")
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER):
        return []
    rows = InteractionLogEntry.objects.visible_to(asked.user).filter(pk=int(number))
    return [
        Hit(
            label=_("Interaction Log Entry %(no)s") % {"no": entry["pk"]},
            href=reverse("log_entry", args=[entry["pk"]]),
            kind=_("Interactions"),
            hint=" · ".join((entry["contact__name"], entry["description"])),
            icon="messages",
            rank=EXACT,
        )
        for entry in rows.values("pk", "contact__name", "description")
    ]


SOURCES = (
    SearchSource(order=20, find=create_hits),
    SearchSource(order=40, find=template_hits),
    SearchSource(order=60, find=entry_hits),
)
