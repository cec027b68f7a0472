"""An invitation of ours as a calendar file: for the mail that carries it, and to be downloaded."""

from icalendar import Calendar, Event, vCalAddress

from interactions.models import Meeting

NAME = "invitation.ics"


def invitation_of(meeting: Meeting) -> bytes:
    """*meeting* as a request to take part (iCalendar, RFC 5546); the same row, the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Rapport//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    calendar.add_component(_event(meeting))
    return calendar.to_ical()


def _event(meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.told_at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", meeting.title)
    for name, text in (("location", meeting.place), ("description", meeting.text)):
        if text:
            event.add(name, text)
    event.add("organizer", vCalAddress(f"mailto:{meeting.organizer}"))
    for address in meeting.people:
        guest = vCalAddress(f"mailto:{address}")
        guest.params |= {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
        event.add("attendee", guest, encode=False)
    return event
