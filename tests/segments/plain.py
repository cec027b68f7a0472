"""What a segment is, in plain Python: the small model that the product is held against."""

from dataclasses import dataclass, field
from typing import Any

# What a line takes from its header; the other values of a template are tried elsewhere.
INHERITED = ("template", "interaction_description", "correspondence_type", "cost", "date")


@dataclass
class PlainTemplate:
    description: str
    unit_cost: int
    correspondence_type: str
    ignores: bool


@dataclass
class PlainContact:
    correspondence_type: str
    email: str
    excluded: bool = False
    blocked: bool = False

    @property
    def never_added(self) -> bool:
        return self.excluded or self.blocked


@dataclass
class PlainLine:
    """A line; it stays with its own values when it goes, so that it can come back."""

    own: dict[str, Any] = field(default_factory=dict)
    kept: bool = True
    changed: bool = False


@dataclass
class PlainStep:
    new: set[int]
    revived: set[int]
    removed: set[int]
    undoable: bool = True


@dataclass
class PlainEntry:
    facts: tuple
    # What canceled it: "alone", "segment" or "" for nothing.
    canceled: str = ""


@dataclass
class PlainSegment:
    header: dict[str, Any]
    lines: dict[int, PlainLine] = field(default_factory=dict)
    steps: list[PlainStep] = field(default_factory=list)
    entries: dict[int, PlainEntry] = field(default_factory=dict)
    skipped: dict[int, str] = field(default_factory=dict)
    # The contacts whose lines are still to be logged; None while nothing is being logged.
    waiting: list[int] | None = None
    logged: bool = False
    canceled: bool = False
    follow_up: "PlainSegment | None" = None

    @property
    def is_open(self) -> bool:
        return self.waiting is None and not self.logged

    @property
    def is_waiting(self) -> bool:
        return self.waiting is not None

    @property
    def kept(self) -> list[int]:
        return [contact for contact, line in self.lines.items() if line.kept]

    # Building.

    def add(self, chosen: dict[int, PlainContact]) -> None:
        wanted = [pk for pk in sorted(chosen) if not chosen[pk].never_added]
        revived = {pk for pk in wanted if pk in self.lines and not self.lines[pk].kept}
        new = [pk for pk in wanted if pk not in self.lines]
        for pk in revived:
            self.lines[pk].kept = True
        self.lines |= {pk: PlainLine() for pk in new}
        self.steps.append(PlainStep(set(new), revived, set()))

    def remove(self, chosen: set[int]) -> None:
        gone = {pk for pk in self.kept if pk in chosen}
        for pk in gone:
            self.lines[pk].kept = False
        self.steps.append(PlainStep(set(), set(), gone))

    def undo(self) -> None:
        step = self.steps.pop()
        for pk in step.new:
            del self.lines[pk]
        for pk in step.revived:
            self.lines[pk].kept = False
        for pk in step.removed:
            self.lines[pk].kept = True

    def change(self, chosen: set[int], values: dict[str, Any]) -> None:
        if "template" in values:
            given = ("interaction_description", "correspondence_type", "cost")
            values = dict.fromkeys(given) | values
        for pk in chosen & set(self.kept):
            line = self.lines[pk]
            line.own |= values
            line.changed = True

    # Values: the line's own, its template's, the header's, the header's template's.

    def effective(self, pk: int, world: "World") -> tuple:
        own, header = self.lines[pk].own, self.header
        other = own.get("template")
        template = world.templates.get(other or header.get("template"))
        above = {} if other else header

        def first(name: str, of_template: str) -> Any:
            for source in (own, above):
                if source.get(name) is not None:
                    return source[name]
            return getattr(template, of_template, None)

        day = own.get("date") or header.get("date")
        return (
            other or header.get("template"),
            first("interaction_description", "description"),
            self._correspondence(own, above, template, world.contacts[pk]),
            first("cost", "unit_cost"),
            day,
        )

    @staticmethod
    def _correspondence(own: dict, above: dict, template: Any, contact: PlainContact) -> str:
        if own.get("correspondence_type") is not None:
            return own["correspondence_type"]
        if getattr(template, "ignores", False) or not contact.correspondence_type:
            asked = above.get("correspondence_type")
            return asked if asked is not None else getattr(template, "correspondence_type", "")
        return contact.correspondence_type

    def reason(self, pk: int, world: "World") -> str:
        contact = world.contacts[pk]
        if contact.excluded:
            return "excluded"
        if contact.blocked:
            return "privacy"
        by_email = self.effective(pk, world)[2] == "email"
        return "no_address" if by_email and not contact.email else ""

    def is_ready(self, world: "World") -> bool:
        """Whether it can be logged: somebody is not skipped, and of those nothing is missing."""
        logged = [pk for pk in self.kept if not self.reason(pk, world)]
        values = [self.effective(pk, world) for pk in logged]
        return bool(logged) and all(
            template and description and day for template, description, _via, _cost, day in values
        )

    # Logging.

    def begin(self, *, follow_up: "PlainSegment | None") -> None:
        self.waiting = self.kept
        self.follow_up = follow_up

    def log_step(self, size: int, world: "World") -> None:
        """The next *size* lines; where there are fewer, this is the last step."""
        done, self.waiting = self.waiting[:size], self.waiting[size:]
        for pk in done:
            reason = self.reason(pk, world)
            if reason:
                self.skipped[pk] = reason
            else:
                self.entries[pk] = PlainEntry(self.effective(pk, world))
            if self.follow_up is not None and not world.contacts[pk].never_added:
                self.follow_up.lines[pk] = PlainLine()
        if len(done) < size:
            self.waiting, self.logged = None, True

    def take_back(self) -> list[PlainEntry]:
        """Be active again; returns the entries that are canceled for good."""
        gone = list(self.entries.values())
        self.entries, self.skipped, self.waiting, self.follow_up = {}, {}, None, None
        return gone

    # Looking back.

    def cancel(self) -> None:
        self.canceled = True
        for entry in self.entries.values():
            entry.canceled = entry.canceled or "segment"

    def restore(self) -> None:
        self.canceled = False
        for entry in self.entries.values():
            entry.canceled = "" if entry.canceled == "segment" else entry.canceled

    def restore_alone(self, entry: PlainEntry) -> None:
        """Nothing of a canceled segment counts: it is restored first."""
        if entry.canceled == "alone" and not self.canceled:
            entry.canceled = ""


@dataclass
class World:
    """What segments refer to."""

    templates: dict[int, PlainTemplate] = field(default_factory=dict)
    contacts: dict[int, PlainContact] = field(default_factory=dict)
