"""What happened with a contact, newest first: entries as a person reads them."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.columns.cells import fields_of_user, name_of_user
from crm.models import Contact, CorrespondenceType, DocumentKind
from crm.text import is_key
from crm.ui.addresses import card_address
from crm.ui.keyset import Cursor, Ordering, page_of
from crm.ui.reader import reader_of
from crm.ui.reading import Reading
from crm.ui.table import Row
from interactions.badges import FIELDS_OF_STATUS, evaluation_in_badges, status_of_row
from interactions.deliveries import with_delivery
from interactions.models import Comment, Event, InformationFlow, InteractionLogEntry
from interactions.moments import Moment, Remark, Timeline

PAGE_SIZE = 20
# Of a long comment the beginning is shown; the whole stands on the card of the entry.
SHOWN_OF_A_COMMENT = 400
# What is read of an entry.
READ = (
    "pk",
    "occurred_at",
    "description",
    "correspondence_type",
    "information_flow",
    "cost",
    "duration",
    "evaluation",
    "document_kind",
    "document_number",
    "contact",
    "contact__name",
    "salesperson__name",
    *fields_of_user("recorded_by"),
    *FIELDS_OF_STATUS,
)
NEWEST_FIRST = Ordering("occurred_at", "", descending=True)

ICONS = {
    (CorrespondenceType.PHONE, InformationFlow.INBOUND): "phone-incoming",
    (CorrespondenceType.PHONE, InformationFlow.OUTBOUND): "phone-outgoing",
    (CorrespondenceType.PHONE, ""): "phone",
    (CorrespondenceType.EMAIL, ""): "mail",
    (CorrespondenceType.LETTER, ""): "file-text",
    (CorrespondenceType.FAX, ""): "printer",
    ("", InformationFlow.INBOUND): "arrow-down-left",
    ("", InformationFlow.OUTBOUND): "arrow-up-right",
}


def icon_of(kind: str, flow: str) -> str:
    """The drawing that says how an entry happened: its correspondence type and its direction."""
    found = (ICONS.get(key) for key in ((kind, flow), (kind, ""), ("", flow)))
    return next(filter(None, found), "message-circle")


def timeline_of(
    contact: Contact, request: HttpRequest, *, older_than: str = "", mark: str = ""
) -> Timeline:
    """A page of what happened with *contact*; the entry *mark* stands first on the first one."""
    reading = Reading.of_request(request)
    entries = InteractionLogEntry.objects.of_contact(contact).visible_to(request.user)
    after = Cursor.parse(older_than, entries, NEWEST_FIRST) if older_than else None
    page = page_of(entries, NEWEST_FIRST, READ, after=after, size=PAGE_SIZE, read=_read)
    marked = _marked(entries, mark) if mark and after is None else []
    shown = _moments(page.rows, contact, reading)
    for moment in _moments(marked, contact, reading):
        when = reading.moment(marked[0]["occurred_at"])
        just_recorded = replace(moment, day=_("Just recorded"), time=when, marked=True)
        shown = [just_recorded, *(other for other in shown if other.href != moment.href)]
    days = [(day, list(moments)) for day, moments in groupby(shown, lambda moment: moment.day)]
    return Timeline(days, page.next)


def _entries(columns: frozenset[str]) -> QuerySet:
    return with_delivery(InteractionLogEntry.objects.all())


def _read(keys: QuerySet, fields: tuple[str, ...], backwards: bool) -> list[Row]:
    return reader_of(_entries, frozenset(), fields, NEWEST_FIRST, backwards).read(keys)


def _marked(entries: QuerySet, mark: str) -> list[Row]:
    """The row of the entry *mark*, none where the reader does not see it here."""
    if not is_key(mark):
        return []
    return _read(entries.filter(pk=int(mark)).order_by().values("pk"), READ, False)


def _moments(rows: list[Row], contact: Contact, reading: Reading) -> list[Moment]:
    remarks = _remarks_on([row["pk"] for row in rows]) if rows else {}
    documents = _addresses_of_documents(rows)
    return [
        Moment(
            description=row["description"],
            is_canceled=row["cancellation"] is not None,
            day=reading.day(timezone.localdate(row["occurred_at"])),
            href=card_address("log_entry", row["pk"]),
            machine_time=row["occurred_at"].isoformat(),
            time=reading.time(row["occurred_at"]),
            icon=icon_of(row["correspondence_type"], row["information_flow"]),
            who=row["salesperson__name"] or name_of_user(row, "recorded_by"),
            with_whom=row["contact__name"] if row["contact"] != contact.pk else "",
            with_whom_href=card_address("contact", row["contact"]),
            measures=_measures_of(row, reading),
            document=_document_of(row, reading),
            document_href=documents.get(row["pk"], ""),
            badges=status_of_row(row, reading) + evaluation_in_badges(row["evaluation"], reading),
            remarks=remarks.get(row["pk"], []),
        )
        for row in rows
    ]


def _measures_of(row: Row, reading: Reading) -> str:
    duration = reading.minutes(row["duration"]) if row["duration"] else ""
    cost = reading.money(row["cost"]) if row["cost"] else ""
    return " · ".join(filter(None, (duration, cost)))


def _document_of(row: Row, reading: Reading) -> str:
    """`entry.document_name` without translating every kind of document for each entry."""
    kind = reading.label(DocumentKind, row["document_kind"])
    return " ".join(filter(None, (kind, row["document_number"])))


def _addresses_of_documents(rows: Iterable[Row]) -> dict[int, str]:
    """Where the documents of entries open in the product; most contacts have none to ask for."""
    keys = [row["pk"] for row in rows if row["document_number"]]
    if not keys:
        return {}
    paths = Event.objects.filter(entry__in=keys).values_list("entry", "facts__path")
    return {key: path for key, path in paths if path}


def _remarks_on(keys: list[int]) -> dict[int, list[Remark]]:
    found: dict[int, list[Remark]] = {}
    for key, text in Comment.objects.filter(entry__in=keys).values_list("entry", "text"):
        cut = len(text) > SHOWN_OF_A_COMMENT
        remark = Remark(text[:SHOWN_OF_A_COMMENT].rstrip() if cut else text, cut)
        found.setdefault(key, []).append(remark)
    return found
