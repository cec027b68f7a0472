"""What others did with what one had postponed, and what they gave: told at home and in the list."""

import datetime
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.models import User
from crm.ui.reading import Reading
from crm.ui.table import Badge
from interactions.models import Completion, InteractionLogEntry, Meeting, PostponedInteraction

MOST_SHOWN = 8
# For so long somebody is told what became of his.
TOLD_FOR = datetime.timedelta(days=14)


@dataclass(frozen=True)
class Line:
    """A postponed interaction in a line."""

    what: str
    hint: str
    when: str
    href: str = ""
    move_href: str = ""
    record_href: str = ""
    undo_href: str = ""
    badges: tuple[Badge, ...] = ()


# A heading, its tone, and the lines below it.
Group = tuple[str, str, list[Line]]


def news_of(user: User, reading: Reading) -> tuple[list[Group], list[Group]]:
    """What came to *user* (it stands among what he owes too), and what became of his elsewhere.

    What somebody else has now says no more than its name: the rest is no longer one's to read.
    """
    since = reading.now - TOLD_FOR
    rows = PostponedInteraction.objects.kept().news_for(user, since)
    given, gone = [], []
    for row in rows.select_related("contact", "template", "owner", "handed_over_by"):
        if row.owner_id == user.pk:
            hint = _("from %(user)s") % {"user": row.handed_over_by}
            given.append(replace(line_of(row, reading), hint=hint))
        else:
            hint, when = _("to %(user)s") % {"user": row.owner}, reading.moment(row.handed_over_at)
            gone.append(Line(what=row.description or _("Without a name"), hint=hint, when=when))
    came = [(_("Handed over to you"), "now", given[:MOST_SHOWN])]
    went = [
        (_("Meetings that were called off"), "warns", _called_off(user, reading, since)),
        (_("Finished by colleagues"), "calm", _finished(user, reading, since)),
        (_("Handed over by you"), "calm", gone[:MOST_SHOWN]),
    ]
    return [group for group in came if group[2]], [group for group in went if group[2]]


def deleted_by(user: User, reading: Reading) -> list[Group]:
    """What *user* has deleted or discarded, as long as he can take it back."""
    rows = PostponedInteraction.objects.visible_to(user).undoable(reading.now)
    own = rows.filter(deleted_by=user).select_related("contact", "template")
    lines = [
        Line(
            what=str(row),
            hint=str(row.contact) if row.contact and row.description else "",
            when=reading.moment(row.deleted_at),
            undo_href=f"{reverse('postponed_undeletion')}?keys={row.pk}",
        )
        for row in own.order_by("-deleted_at", "-pk")[:MOST_SHOWN]
    ]
    return [(_("Deleted by you within a day"), "calm", lines)] if lines else []


def _finished(user: User, reading: Reading, since: datetime.datetime) -> list[Line]:
    """Who finished one's own, when, and the entry that came of it where one may see it."""
    told = list(Completion.objects.news_for(user, since).select_related("by")[:MOST_SHOWN])
    if not told:
        return []
    seen = InteractionLogEntry.objects.visible_to(user).select_related("contact")
    entries = seen.in_bulk({each.entry_id for each in told})
    return [_finished_line(each, entries.get(each.entry_id), reading) for each in told]


def _called_off(user: User, reading: Reading, since: datetime.datetime) -> list[Line]:
    """Meetings that their organizers have called off, with when they were to be."""
    meetings = Meeting.objects.news_for(user, since)[:MOST_SHOWN]
    return [
        Line(what=str(each), hint=each.organizer, when=reading.moment(each.starts_at))
        for each in meetings
    ]


def _finished_line(
    completion: Completion, entry: InteractionLogEntry | None, reading: Reading
) -> Line:
    facts = {"user": completion.by, "name": entry and entry.contact}
    said = _("finished by %(user)s, with: %(name)s") if entry else _("finished by %(user)s")
    return Line(
        what=entry.description if entry else _("Interaction %(no)s") % {"no": completion.entry_id},
        hint=said % facts,
        when=reading.moment(completion.at),
        href=entry.get_absolute_url() if entry else "",
    )


def line_of(row: PostponedInteraction, reading: Reading) -> Line:
    """*row* in a line, with what a look at the home page is to tell of it."""
    badges = []
    planned = reverse("postponed_record", args=[row.pk])
    if row.is_open(reading.now):
        badges.append(Badge(_("open now"), "blue"))
    if row.is_interrupted:
        badges.append(Badge(_("Interrupted"), "yellow"))
    if row.moved:
        hint = ngettext("moved %(n)d time", "moved %(n)d times", row.moved) % {"n": row.moved}
        badges.append(Badge(f"{row.moved}×", "secondary", hint))
    return Line(
        what=str(row),
        hint=str(row.contact) if row.contact and row.description else "",
        when=reading.day_of(row.due_at) if row.due_at else reading.moment(row.saved_at),
        href=row.get_absolute_url(),
        move_href=reverse("postponed_due", args=[row.pk]),
        record_href=planned if getattr(row, "is_over", False) else "",
        badges=tuple(badges),
    )
