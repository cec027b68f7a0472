"""What an invitation to a meeting says: read from a calendar file (RFC 5545), whatever it is.

Such a file is written by strangers. Of it only the facts below are read, line by line: nothing is
expanded, no time zone is computed from rules that came with it, and all of it is bounded.
"""

import datetime
import hashlib
import zoneinfo
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from icalendar import vDDDTypes
from icalendar.parser import Contentline, Contentlines
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from crm.models.fields import LONGEST_TEXT
from crm.text import as_line, storable

LARGEST = 256 * 1024
LONGEST_LINE = 64 * 1024
MOST_LINES = 5_000
MOST_PEOPLE = 50
LARGEST_SEQUENCE = 2**31 - 1
DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)
YEARS = range(1900, 2200)
# The facts of a meeting that are read, each once; only ATTENDEE comes several times.
FACTS = frozenset(
    {"UID", "SEQUENCE", "SUMMARY", "DESCRIPTION", "LOCATION", "DTSTART", "DTEND", "DURATION",
     "ORGANIZER", "RRULE", "RDATE", "RECURRENCE-ID", "STATUS"}
)  # fmt: skip


class CannotBeRead(Exception):
    """The file is no invitation that can be understood; says why."""


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A meeting as an invitation tells it; addresses are in lower case."""

    uid: str
    sequence: int
    cancels: bool
    organizer: str
    people: tuple[str, ...]
    title: str
    text: str
    place: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    is_all_day: bool
    repeats: bool  # only its first date is taken
    zone_unknown: str  # the name of a time zone that nobody knows, "" where all are known

    @property
    def key(self) -> str:
        """The same for every version of the invitation; an UID may be of any length."""
        return hashlib.sha256(self.uid.encode()).hexdigest()


@dataclass
class _Lines:
    """The lines of the first meeting in a file."""

    method: str = ""
    facts: dict[str, tuple[Any, str]] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        return storable(self.facts[name][1]).strip() if name in self.facts else ""


def read_invitation(raw: bytes) -> Invitation:
    """The invitation in *raw*; raises `CannotBeRead` for anything that is none."""
    if len(raw) > LARGEST:
        raise CannotBeRead("the calendar file is too large")
    lines = _lines_of(raw.decode("utf-8", "replace"))
    if lines.method not in {"REQUEST", "CANCEL"}:
        raise CannotBeRead("the calendar file invites to nothing")
    uid = lines.text("UID")
    if not uid:
        raise CannotBeRead("the meeting has no UID")
    if "RECURRENCE-ID" in lines.facts:
        raise CannotBeRead("it changes a single date of a series")
    zone, unknown = _zone_of(lines.facts.get("DTSTART"))
    starts_at, ends_at, is_all_day = _when(lines, zone)
    text = lines.text("DESCRIPTION")
    return Invitation(
        uid=uid,
        sequence=_number(lines.text("SEQUENCE")),
        cancels=lines.method == "CANCEL" or lines.text("STATUS").upper() == "CANCELLED",
        organizer=_address(lines.text("ORGANIZER")),
        people=tuple(dict.fromkeys(filter(None, lines.people))),
        title=as_line(lines.text("SUMMARY"), 200),
        text=text if len(text) <= LONGEST_TEXT // 2 else f"{text[: LONGEST_TEXT // 2]}…",
        place=as_line(lines.text("LOCATION"), 200),
        starts_at=starts_at,
        ends_at=ends_at,
        is_all_day=is_all_day,
        repeats=bool({"RRULE", "RDATE"}.intersection(lines.facts)),
        zone_unknown=unknown,
    )


def _lines_of(text: str) -> _Lines:
    """The facts of the first meeting; those of alarms and time zones in it are none of it."""
    found, inside, done = _Lines(), [], False
    try:
        contents = list(Contentlines.from_ical(text))[:MOST_LINES]
    except ValueError as error:
        raise CannotBeRead("the calendar file is broken") from error
    for line in filter(None, contents):
        try:
            name, parameters, value = Contentline(line[:LONGEST_LINE]).parts()
        except ValueError:
            # A line that cannot be read says nothing; the others still do.
            continue
        name = name.upper()
        if name == "BEGIN":
            inside.append(value.upper())
        elif name == "END" and inside:
            done = done or inside == ["VCALENDAR", "VEVENT"]
            inside.pop()
        elif inside == ["VCALENDAR"] and name == "METHOD":
            found.method = value.strip().upper()
        elif inside == ["VCALENDAR", "VEVENT"] and not done:
            _note(found, name, parameters, value)
    return found


def _note(found: _Lines, name: str, parameters: Any, value: str) -> None:
    if name == "ATTENDEE" and len(found.people) < MOST_PEOPLE:
        found.people.append(_address(value))
    elif name in FACTS:
        found.facts.setdefault(name, (parameters, value))


def _address(value: str) -> str:
    """The e-mail address of a person in a calendar, "" where it is none."""
    scheme, _colon, address = value.strip().lower().partition(":")
    whole = as_line(address, 254)
    is_one = scheme == "mailto" and whole == address and address.count("@") == 1
    return address if is_one and all(address.split("@")) else ""


def _number(text: str) -> int:
    known = text.isascii() and text.isdigit() and len(text) < 11
    return min(int(text), LARGEST_SEQUENCE) if known else 0


def _zone_of(begins: tuple[Any, str] | None) -> tuple[zoneinfo.ZoneInfo, str]:
    """The time zone by its name, ours where it has none or one that nobody knows."""
    told = str(begins[0].get("TZID", "")) if begins else ""
    ours = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    name = WINDOWS_TO_OLSON.get(told, told).lstrip("/")
    if not name:
        return ours, ""
    try:
        return zoneinfo.ZoneInfo(name), ""
    except (ValueError, OSError):
        return ours, as_line(told, 60)


def _when(
    lines: _Lines, zone: zoneinfo.ZoneInfo
) -> tuple[datetime.datetime, datetime.datetime, bool]:
    """Begin and end, and whether it takes whole days; what has no end ends as it begins."""
    begins = _value(lines, "DTSTART")
    if not isinstance(begins, datetime.date):
        raise CannotBeRead("nobody can tell when the meeting begins")
    ends, lasts = _value(lines, "DTEND"), _value(lines, "DURATION")
    is_all_day = not isinstance(begins, datetime.datetime)
    try:
        starts_at = _moment(begins, zone)
        if isinstance(ends, datetime.date):
            ends_at = _moment(ends, zone)
        elif isinstance(lasts, datetime.timedelta):
            ends_at = starts_at + lasts
        else:
            ends_at = starts_at + (DAY if is_all_day else 0 * DAY)
        if is_all_day:
            # The end is the day after: it is due on the last of its own days.
            ends_at = max(ends_at, starts_at + DAY) - MINUTE
    except (OverflowError, ValueError) as error:
        raise CannotBeRead("the meeting is at an impossible time") from error
    if starts_at.year not in YEARS or ends_at.year not in YEARS:
        raise CannotBeRead("the meeting is at an impossible time")
    return starts_at, max(ends_at, starts_at), is_all_day


def _value(lines: _Lines, name: str) -> Any:
    try:
        return vDDDTypes.from_ical(lines.text(name)) if name in lines.facts else None
    except (ValueError, TypeError, OverflowError):
        return None


def _moment(told: datetime.date, zone: zoneinfo.ZoneInfo) -> datetime.datetime:
    if not isinstance(told, datetime.datetime):
        told = datetime.datetime.combine(told, datetime.time.min)
    return (told if told.tzinfo else told.replace(tzinfo=zone)).astimezone(datetime.UTC)
