"""What somebody owes as a calendar: one entry a day, and nothing that was written down."""

from urllib.parse import urljoin

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from crm.models import Contact, User
from interactions.models import PostponedInteraction

MOST_SHOWN = 500


def owed_by(user: User):
    """Those of *user* that are due, the first ones first."""
    mine = PostponedInteraction.objects.filter(owner=user).visible_to(user).kept()
    return mine.exclude(due_at=None).select_related("contact", "template").by_due()[:MOST_SHOWN]


def calendar_of(user: User) -> bytes:
    """The calendar of *user* (iCalendar, RFC 5545); the same rows make the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Rapport//Postponed Interactions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Postponed Interactions"))
    rows = list(owed_by(user))
    visible = _visible_contacts(rows, user)
    for row in rows:
        calendar.add_component(_event(row, visible))
    return calendar.to_ical()


def _visible_contacts(rows: list[PostponedInteraction], user: User) -> set[int]:
    """Keys of the contacts that *user* may see at this moment: a feed outlives a scope."""
    keys = [row.contact_id for row in rows if row.contact_id]
    return set(Contact.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


def _event(row: PostponedInteraction, visible: set[int]) -> Event:
    name = row.description or str(row.template or row.first_words)
    named = row.contact_id in visible
    event = Event()
    event.add("uid", f"{row.form_key}@rapport")
    event.add("dtstamp", row.saved_at)
    event.add("dtstart", timezone.localdate(row.due_at))
    event.add("summary", f"{name} · {row.contact}" if named else name)
    event.add("url", urljoin(f"{settings.BASE_URL}/", row.get_absolute_url().lstrip("/")))
    event.add("transp", "TRANSPARENT")
    return event
