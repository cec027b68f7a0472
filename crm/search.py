"""The search "Tell Me": pages and jobs by what they are called, records by their words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from crm import sockets
from crm.among import among
from crm.models import Campaign, Contact, Salesperson
from crm.search_keys import bounds_of_beginning, keys_with_words
from crm.sockets import Hit, Page
from crm.text import query_words, storable, words
from crm.ui.context import MENU_GROUPS, href_of

LONGEST_QUESTION = 200
MOST_HITS = 12
MOST_PAGES = 5
MOST_CONTACTS = 6
MOST_OTHERS = 3
# So many contacts are looked at to find the best; of a frequent word any are as good as others.
LOOKED_AT = 100
CONTACT_FIELDS = (
    "pk",
    "type",
    "name",
    "sort_name",
    "number",
    "email",
    "city",
    "company__name",
    "privacy_blocked",
)

# How well a hit fits.
EXACT, BEGINS, WORDS, ELSEWHERE, TOGETHER, AKIN = range(6)


@dataclass(frozen=True)
class Group:
    """Hits of one kind under their heading."""

    label: str
    hits: list[Hit]


class Asked:
    """What somebody typed into the search."""

    def __init__(self, user: Any, text: str):
        self.user = user
        self.text = storable(" ".join(text.split()))[:LONGEST_QUESTION]
        self.words = query_words(self.text)
        self.folded = " ".join(self.words)

    @cached_property
    def is_long_enough(self) -> bool:
        """Whether records are looked for: one letter begins a word of nearly all of them."""
        return len(self.folded) > 1

    @cached_property
    def contacts(self) -> list[dict]:
        """Contacts the user may see, the best first, each with its `rank`."""
        if not self.is_long_enough:
            return []
        visible = Contact.objects.visible_to(self.user).order_by()
        begins_with = self._sorted_from_here(visible)
        found = {row["pk"]: row for row in (*begins_with, *self._with_words(visible))}
        for row in found.values():
            row["rank"] = self._rank(row)
        return sorted(found.values(), key=lambda row: (row["rank"], row["sort_name"], row["pk"]))

    def rank_of_name(self, name: str) -> int:
        """How well *name* fits, which was found by its words."""
        spelled = " ".join(words(name))
        if spelled == self.folded:
            return EXACT
        if spelled.startswith(self.folded):
            return BEGINS
        return WORDS if _each_begins_one(self.words, spelled.split()) else ELSEWHERE

    def _sorted_from_here(self, visible) -> Iterable[dict]:
        """The first contacts in the order of names whose name begins with what was asked."""
        # An upper bound, so that nobody's narrow scope makes a walk to the end of the alphabet.
        after, before = bounds_of_beginning(self.folded)
        rows = visible.filter(sort_name__gte=after)
        rows = rows.filter(sort_name__lt=before) if before else rows
        return rows.order_by("sort_name", "pk").values(*CONTACT_FIELDS)[:MOST_CONTACTS]

    def _with_words(self, visible) -> Iterable[dict]:
        if self.user.scope is None:
            field: Any = Contact._meta.get_field("search_text")
            keys = keys_with_words([(field, "id")], self.text, LOOKED_AT)
            return visible.filter(among("pk", keys)).values(*CONTACT_FIELDS)
        # A narrow scope decides first: of the first hundred he might see none.
        return visible.search(self.text).values(*CONTACT_FIELDS)[:LOOKED_AT]

    def _rank(self, row: dict) -> int:
        if self.text.casefold() in (row["number"].casefold(), row["email"].casefold()):
            return EXACT
        surname_first = row["sort_name"]
        if _is_a_word_of(self.folded, surname_first):
            return EXACT
        return min(self.rank_of_name(row["name"]), self.rank_of_name(surname_first))


def answer(asked: Asked) -> list[Group]:
    """The best hits in groups, the group with the best one first."""
    if not asked.words:
        return []
    found = [_best_pages(asked)]
    found += [source.find(asked) for source in sockets.search_sources]
    groups = [Group(hits[0].kind, hits) for hits in found if hits]
    groups.sort(key=lambda group: min(hit.rank for hit in group.hits))
    return list(_first(MOST_HITS, groups))


def directory(user: Any) -> list[Group]:
    """Every page that *user* may open, under the headings of the menu."""
    hits: dict[str, list[Hit]] = {}
    for page in sockets.pages:
        if page.allowed(user):
            heading = str(MENU_GROUPS.get(page.group, ""))
            hits.setdefault(heading, []).append(
                Hit(str(page.name), href_of(page), heading, icon=page.icon)
            )
    rest = hits.pop("", [])
    return [*(Group(label, found) for label, found in hits.items()), Group(_("More"), rest)]


# --- Pages and jobs ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Spelling:
    """What a page is called in every language, folded."""

    names: tuple[str, ...]
    synonyms: tuple[str, ...]

    @cached_property
    def words(self) -> list[str]:
        return " ".join((*self.names, *self.synonyms)).split()

    def rank(self, asked: Asked) -> int | None:
        """How well the page fits, or None where it does not."""
        if asked.folded in (*self.names, *self.synonyms):
            return EXACT
        if any(name.startswith(asked.folded) for name in self.names):
            return BEGINS
        if any(_each_begins_one(asked.words, name.split()) for name in self.names):
            return WORDS
        if any(_each_begins_one(asked.words, synonym.split()) for synonym in self.synonyms):
            return ELSEWHERE
        if _each_begins_one(asked.words, self.words):
            return TOGETHER
        return AKIN if all(_has_kin(word, self.words) for word in asked.words) else None


@cache
def spelling_of(page: Page) -> Spelling:
    """The names of *page* in all languages of the product: people ask in either."""
    names = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names.append(str(page.name))
    return Spelling(
        names=tuple(dict.fromkeys(" ".join(words(name)) for name in names)),
        synonyms=tuple(" ".join(words(synonym)) for synonym in page.synonyms),
    )


def _best_pages(asked: Asked) -> list[Hit]:
    ranks = [(spelling_of(page).rank(asked), page) for page in sockets.pages]
    hits = [_page_hit(page, asked.user, rank) for rank, page in ranks if rank is not None]
    return sorted(hits, key=lambda hit: (hit.rank, bool(hit.refused)))[:MOST_PAGES]


def _page_hit(page: Page, user: Any, rank: int) -> Hit:
    refused = ""
    if not page.allowed(user):
        refused = _("You may not open this page. Required: %(right)s.") % {"right": page.right}
    return Hit(
        label=str(page.name),
        href="" if refused else href_of(page),
        kind=_("Pages and jobs"),
        hint=str(MENU_GROUPS.get(page.group, "")),
        icon=page.icon,
        refused=refused,
        rank=rank,
    )


def _each_begins_one(asked: list[str], spelled: list[str]) -> bool:
    return all(any(word.startswith(each) for word in spelled) for each in asked)


def _has_kin(asked: str, spelled: list[str]) -> bool:
    """Whether a word differs from *asked* in its ending alone, as Czech words do."""
    return any(_shared(asked, word) >= max(4, min(len(asked), len(word)) - 2) for word in spelled)


def _shared(one: str, other: str) -> int:
    """How many letters at the beginning are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _is_a_word_of(asked: str, sort_name: str) -> bool:
    """Whether *asked* is the whole first word of a name, which for people is the surname."""
    return sort_name == asked or sort_name.startswith(f"{asked} ")


def _first(most: int, groups: list[Group]) -> Iterator[Group]:
    """*groups* with no more than *most* hits together."""
    for group in groups:
        if most > 0:
            yield Group(group.label, group.hits[:most])
        most -= len(group.hits)


# --- Records of the ground floor --------------------------------------------------------------


def contact_hits(asked: Asked) -> list[Hit]:
    """The best contacts, and where all of them are listed."""
    kind = _("Contacts")
    hits = [
        Hit(
            label=row["name"],
            href=reverse("contact", args=[row["pk"]]),
            kind=kind,
            hint=" · ".join(filter(None, (row["company__name"], row["city"], row["number"]))),
            icon="building" if row["type"] == Contact.Type.COMPANY else "user",
            rank=row["rank"],
        )
        for row in asked.contacts[:MOST_CONTACTS]
    ]
    if len(asked.contacts) > MOST_CONTACTS:
        href = f"{reverse('contact_list')}?{urlencode({'q': asked.text})}"
        hits.append(Hit(_("All contacts found"), href, kind, icon="list", rank=AKIN))
    return hits


def salesperson_hits(asked: Asked) -> list[Hit]:
    """Colleagues by name, code or e-mail."""
    rows = Salesperson.objects.visible_to(asked.user).search(asked.text) if asked.words else ()
    return [
        Hit(
            label=salesperson.name,
            href=salesperson.get_absolute_url(),
            kind=_("Salespeople"),
            hint=salesperson.code,
            icon="id-badge-2",
            rank=asked.rank_of_name(salesperson.name),
        )
        for salesperson in rows[:MOST_OTHERS]
    ]


def campaign_hits(asked: Asked) -> list[Hit]:
    """Campaigns by number or description."""
    rows = Campaign.objects.visible_to(asked.user).search(asked.text) if asked.words else ()
    return [
        Hit(
            label=campaign.description,
            href=campaign.get_absolute_url(),
            kind=_("Campaigns"),
            hint=campaign.number,
            icon="speakerphone",
            rank=asked.rank_of_name(campaign.description),
        )
        for campaign in rows[:MOST_OTHERS]
    ]


SOURCES = (
    sockets.SearchSource(order=10, find=contact_hits),
    sockets.SearchSource(order=30, find=salesperson_hits),
    sockets.SearchSource(order=50, find=campaign_hits),
)
