"""What is read out of calendar files that strangers write: facts, or why not, in bounded time."""

import datetime
import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interactions.incoming_mail import IncomingMail
from interactions.invitation import LARGEST, CannotBeRead, read_invitation

UTC = datetime.UTC


def file(*lines, method="REQUEST", **facts):
    """A calendar file with one meeting; a fact that is None is left out."""
    usual = {
        "UID": "1@example.com",
        "DTSTART": "20261103T090000Z",
        "DTEND": "20261103T100000Z",
        "SUMMARY": "Pumps",
        "ORGANIZER": "mailto:Jana@Example.com",
    }
    told = [f"{name}:{value}" for name, value in (usual | facts).items() if value is not None]
    inside = ["BEGIN:VEVENT", *told, *lines, "END:VEVENT"]
    whole = ["BEGIN:VCALENDAR", f"METHOD:{method}", *inside, "END:VCALENDAR"]
    return "\r\n".join(whole).encode()


def test_the_facts_of_a_meeting_are_read():
    found = read_invitation(
        file(
            "LOCATION:Room 1\\, 2nd floor",
            "DESCRIPTION:First line\\nSecond line",
            "ATTENDEE;CN=Petr:mailto:petr@ours.example",
            "ATTENDEE:urn:nobody",
            "SEQUENCE:3",
        )
    )

    assert (found.uid, found.sequence, found.cancels) == ("1@example.com", 3, False)
    assert (found.title, found.place) == ("Pumps", "Room 1, 2nd floor")
    assert found.text == "First line\nSecond line"
    assert (found.organizer, found.people) == ("jana@example.com", ("petr@ours.example",))
    assert found.starts_at == datetime.datetime(2026, 11, 3, 9, tzinfo=UTC)
    assert found.ends_at == datetime.datetime(2026, 11, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/Prague", "Central Europe Standard Time"])
def test_time_zones_are_known_by_both_of_their_names(zone):
    found = read_invitation(file(f"DTSTART;TZID={zone}:20260703T090000", DTSTART=None, DTEND=None))

    assert found.starts_at == datetime.datetime(2026, 7, 3, 7, tzinfo=UTC)
    assert not found.zone_unknown


def test_a_time_zone_that_nobody_knows_is_ours_and_is_said():
    line = "DTSTART;TZID=../../etc/passwd:20261103T090000"
    found = read_invitation(file(line, DTSTART=None, DTEND=None))

    assert found.starts_at == datetime.datetime(2026, 11, 3, 8, tzinfo=UTC)
    assert found.zone_unknown == "../../etc/passwd"


@pytest.mark.parametrize(
    ("facts", "minutes"),
    [
        ({"DTEND": None}, 0),
        ({"DTEND": None, "DURATION": "PT45M"}, 45),
        ({"DTEND": "20261103T080000Z"}, 0),
        ({"DTEND": "nonsense"}, 0),
    ],
)
def test_a_meeting_without_a_usable_end_is_read_all_the_same(facts, minutes):
    found = read_invitation(file(**facts))

    assert found.ends_at - found.starts_at == datetime.timedelta(minutes=minutes)


def test_a_meeting_of_whole_days_ends_on_the_last_of_them():
    found = read_invitation(file(DTSTART="20261103", DTEND="20261105"))

    assert found.is_all_day
    assert found.starts_at == datetime.datetime(2026, 11, 2, 23, tzinfo=UTC)
    assert found.ends_at == datetime.datetime(2026, 11, 4, 22, 59, tzinfo=UTC)


def test_of_a_meeting_that_repeats_the_first_date_is_taken():
    found = read_invitation(file("RRULE:FREQ=SECONDLY;COUNT=999999999"))

    assert found.repeats
    assert found.starts_at == datetime.datetime(2026, 11, 3, 9, tzinfo=UTC)


def test_alarms_in_a_meeting_are_none_of_its_facts():
    alarm = ("BEGIN:VALARM", "SUMMARY:Alarm", "DESCRIPTION:Wake up", "END:VALARM")

    found = read_invitation(file(*alarm, SUMMARY=None))

    assert (found.title, found.text) == ("", "")


@pytest.mark.parametrize("told", [{"method": "CANCEL"}, {"STATUS": "CANCELLED"}])
def test_a_meeting_is_called_off_in_two_ways(told):
    assert read_invitation(file(**told)).cancels


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "invites to nothing"),
        (b"\xff\xfe\x00" * 100, "invites to nothing"),
        (file(method="PUBLISH"), "invites to nothing"),
        (file(UID=None), "no UID"),
        (file(DTSTART=None), "when the meeting begins"),
        (file(DTSTART="99999999T999999"), "when the meeting begins"),
        (file(DTSTART="00010101T000000"), "impossible time"),
        (file(DTSTART="99991231T235959", DTEND=None, DURATION="P9999999D"), "impossible time"),
        (file(**{"RECURRENCE-ID": "20261103T090000Z"}), "a single date of a series"),
        (file(DESCRIPTION="x" * LARGEST), "too large"),
    ],
)
def test_what_is_no_invitation_says_why(raw, why):
    with pytest.raises(CannotBeRead, match=why):
        read_invitation(raw)


@pytest.mark.parametrize(
    "inside",
    [
        "BEGIN:VEVENT\r\n" * 15_000,
        "X;" * 100_000 + ":",
        'X;a="' + "b" * 200_000,
        "DESCRIPTION:" + "a\r\n " * 60_000,
        "ATTENDEE:mailto:a@b.cz\r\n" * 9_000,
        "RDATE:" + "20261103T090000Z," * 12_000,
    ],
)
def test_crafted_files_take_bounded_time(inside):
    begun = time.process_time()

    with suppress(CannotBeRead):
        read_invitation(file(inside))

    assert time.process_time() - begun < 10


@given(st.text(max_size=200), st.binary(max_size=400))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_nothing_in_a_file_raises_anything_else(text, rest):
    for raw in (file(text, DTSTART=text), file(f"DURATION:{text}", DTEND=None), rest):
        with suppress(CannotBeRead):
            assert read_invitation(raw).uid


def test_a_mail_with_an_invitation_brings_it():
    head = "From: jana@example.com\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n"

    assert IncomingMail.read(head.encode() + file()).invitation.title == "Pumps"


def test_a_mail_with_a_broken_invitation_is_a_mail_that_says_so():
    head = "From: jana@example.com\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n"

    mail = IncomingMail.read(head.encode() + b"BEGIN:VCALENDAR")

    assert mail.invitation is None
    assert mail.unread_invitation == "the calendar file invites to nothing"
