"""What the frame around every page needs: the menu, the preferences, where to come back to."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpRequest
from django.urls import get_urlconf, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crm.sockets import Page, pages
from crm.ui.reopening import Typed, unclaimed

MENU_GROUPS = {
    "home": "",
    "contacts": _("Contacts"),
    "interactions": _("Interactions"),
    "segments": _("Segments"),
    "documents": _("Documents"),
    "setup": _("Set-up"),
}


@dataclass(frozen=True)
class Entry:
    """A line of the menu; *current* is what `aria-current` says ("" where it is elsewhere)."""

    label: str
    href: str
    icon: str
    go_key: str
    current: str
    count: int


@dataclass(frozen=True)
class Group:
    """Entries of the menu under one heading ("" stands on top, without one)."""

    label: str
    entries: tuple[Entry, ...]


class Frame:
    """The frame around one page. Everything is worked out when the template asks for it."""

    def __init__(self, request: HttpRequest):
        self.request = request

    @cached_property
    def user(self) -> Any:
        """The signed-in user, or None: an error page may be older than the sign-in."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def initials(self) -> str:
        """Two letters for the picture of the user."""
        words = str(self.user).split()
        return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()

    @cached_property
    def theme(self) -> str:
        """`light`, `dark` or `auto` (then the browser decides)."""
        return self.user.theme if self.user else "auto"

    @cached_property
    def single_keys(self) -> bool:
        """Whether single letters act as keys for this user."""
        return bool(self.user and self.user.single_key_shortcuts)

    @cached_property
    def address(self) -> str:
        """Path and query of this page, to come back to after a switch of language or theme."""
        return self.request.get_full_path() if self.request.method in {"GET", "HEAD"} else ""

    @cached_property
    def selected_forms(self) -> tuple[tuple[str, str], ...]:
        """ "3 selected" in every plural form of the language, for the script that counts."""
        return tuple(
            (form, ngettext("%(n)d selected", "%(n)d selected", number))
            for form, number in (("one", 1), ("few", 2), ("other", 5))
        )

    @cached_property
    def typed(self) -> Typed | None:
        """Text that waits for this page and that no form on it has taken."""
        return unclaimed(self.request) if self.user else None

    @cached_property
    def _open_pages(self) -> list[Page]:
        return [page for page in pages if page.allowed(self.user)] if self.user else []

    @cached_property
    def create(self) -> list[Page]:
        """The pages that stand as buttons beside the search."""
        return [page for page in self._open_pages if page.in_top_bar]

    @cached_property
    def menu(self) -> tuple[Group, ...]:
        """The entries this user may open, in their groups; groups without one are left out."""
        listed = [page for page in self._open_pages if page.group]
        current = self._nearest([href_of(page) for page in listed])
        entries: dict[str, list[Entry]] = {key: [] for key in MENU_GROUPS}
        for page in listed:
            entries[page.group].append(self._entry(page, current))
        return tuple(
            Group(str(label), tuple(entries[key]))
            for key, label in MENU_GROUPS.items()
            if entries[key]
        )

    def _entry(self, page: Page, current: str) -> Entry:
        href = href_of(page)
        here = href.partition("?")[0] == self.request.path
        return Entry(
            label=str(page.name),
            href=href,
            icon=page.icon,
            go_key=page.go_key,
            current="" if href != current else "page" if here else "true",
            count=page.count(self.user) if page.count else 0,
        )

    def _nearest(self, hrefs: list[str]) -> str:
        """The address of the menu that leads closest to this page: `/contacts/` for a contact."""
        return max((href for href in hrefs if self._leads_here(href)), key=len, default="")

    def _leads_here(self, href: str) -> bool:
        path, _mark, query = href.partition("?")
        if path == "/":
            return self.request.path == "/"
        asked = self.request.GET.items()
        return self.request.path.startswith(path) and set(parse_qsl(query)) <= set(asked)


class BareFrame(Frame):
    """The frame of an error page that asks neither database nor session who is there."""

    user = None


def href_of(page: Page) -> str:
    """The address of a page of the menu."""
    return path_of(page.url_name) + (f"?{page.query}" if page.query else "")


def path_of(url_name: str) -> str:
    """The path of a page without arguments, worked out once."""
    return _path(url_name, get_urlconf())


@cache
def _path(url_name: str, urlconf: str | None) -> str:
    # A menu has some twenty entries, and `reverse()` of each takes longer than fifty rows.
    return reverse(url_name, urlconf)


def page_furniture(request: HttpRequest) -> dict:
    """Put the frame within reach of every template."""
    return {"frame": Frame(request)}
