"""What the search finds in this room: what can be created or resumed, templates, entries."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from crm.access import reach_of
from crm.search import ELSEWHERE, EXACT, MOST_OTHERS, Asked
from crm.sockets import Hit, SearchSource
from interactions.models import InteractionLogEntry, InteractionTemplate, PostponedInteraction

# Digits that fit the key of an entry.
LONGEST_NUMBER = 18
MOST_TO_CREATE = 2
# Nobody has more to finish; the words of a row are folded when they are asked for.
MOST_LOOKED_AT = 300


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


def postponed_hits(asked: Asked) -> list[Hit]:
    """What waits for the asking person, by the words of its name, its contact or its template."""
    if not asked.is_long_enough:
        return []
    rows = PostponedInteraction.objects.filter(owner=asked.user).visible_to(asked.user).kept()
    names = ("description", "contact__name", "template__description")
    found = []
    for pk, *texts in rows.order_by("-saved_at").values_list("pk", *names)[:MOST_LOOKED_AT]:
        what, contact, template = (text or "" for text in texts)
        rank = asked.rank_of_name(f"{what} {contact} {template}")
        if rank < ELSEWHERE:
            label = what or template or contact
            found.append(_postponed_hit(pk, label, contact if what else "", rank))
    return sorted(found, key=lambda hit: hit.rank)[:MOST_OTHERS]


def _postponed_hit(pk: int, label: str, hint: str, rank: int) -> Hit:
    return Hit(
        label=_("Resume: %(name)s") % {"name": label},
        href=reverse("postponed_resume", args=[pk]),
        kind=_("Postponed Interactions"),
        hint=hint,
        icon="clock",
        rank=rank,
    )


SOURCES = (
    SearchSource(order=30, find=postponed_hits),
    SearchSource(order=20, find=create_hits),
    SearchSource(order=40, find=template_hits),
    SearchSource(order=60, find=entry_hits),
)
