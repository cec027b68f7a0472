"""What happened with a contact, newest first: entries as a person reads them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.columns.cells import fields_of_user
from crm.models import Contact, CorrespondenceType, DocumentKind
from crm.text import is_key
from crm.ui.addresses import card_address
from crm.ui.keyset import Cursor, Ordering, page_of
from crm.ui.reading import Reading
from crm.ui.table import Badge
from interactions.deliveries import TROUBLES, deliveries_of
from interactions.models import Comment, Evaluation, Event, InformationFlow, InteractionLogEntry
from interactions.panels.cancellation import canceled_in_words

PAGE_SIZE = 20
# Of a long comment the beginning is shown; the whole stands on the card of the entry.
SHOWN_OF_A_COMMENT = 400
# What is read of an entry; five whole rows for each would take most of the time of the page.
READ = (
    "occurred_at",
    "description",
    "correspondence_type",
    "information_flow",
    "cost",
    "duration",
    "evaluation",
    "attempt_failed",
    "document_kind",
    "document_number",
    "event_key",
    "contact__name",
    "salesperson__name",
    *fields_of_user("recorded_by"),
    "cancellation__at",
    "cancellation__reason",
    *fields_of_user("cancellation__by"),
)
NO_DELIVERIES: Mapping[str, Badge] = {}
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
EVALUATION_TONES = {
    Evaluation.VERY_POSITIVE: "green",
    Evaluation.POSITIVE: "green",
    Evaluation.NEUTRAL: "secondary",
    Evaluation.NEGATIVE: "red",
    Evaluation.VERY_NEGATIVE: "red",
}


@dataclass(frozen=True)
class Remark:
    """A comment in a timeline, or the beginning of a long one."""

    text: str
    cut: bool


@dataclass(frozen=True, kw_only=True)
class Moment:
    """An entry in a timeline."""

    entry: InteractionLogEntry
    href: str
    time: str
    machine_time: str
    icon: str
    who: str
    with_whom: str
    with_whom_href: str
    measures: str
    document: str
    document_href: str
    badges: list[Badge]
    remarks: list[Remark]
    marked: bool


@dataclass(frozen=True)
class Timeline:
    """A page of moments under their days, and where the older ones begin ("" where none are)."""

    days: list[tuple[str, list[Moment]]]
    older: str


def badges_of(
    entry: InteractionLogEntry, reading: Reading, deliveries: Mapping[str, Badge] = NO_DELIVERIES
) -> list[Badge]:
    """The state of *entry* in badges, what takes away from it first, and how it went.

    *deliveries* is what became of mails: see `interactions.deliveries`.
    """
    delivery = deliveries.get(entry.event_key or "") if deliveries else None
    badges = []
    if entry.cancellation is not None:
        badges.append(Badge(_("Canceled"), "red", canceled_in_words(entry.cancellation, reading)))
    if delivery is not None and delivery.tone in TROUBLES:
        badges.append(delivery)
    if entry.attempt_failed:
        badges.append(Badge(_("Attempt failed"), "yellow"))
    if delivery is not None and delivery.tone not in TROUBLES:
        badges.append(delivery)
    if entry.evaluation:
        tone = EVALUATION_TONES[Evaluation(entry.evaluation)]
        badges.append(Badge(reading.label(Evaluation, entry.evaluation), tone))
    return badges


def icon_of(entry: InteractionLogEntry) -> str:
    """The drawing that says how *entry* happened."""
    kind, flow = entry.correspondence_type, entry.information_flow
    found = (ICONS.get(key) for key in ((kind, flow), (kind, ""), ("", flow)))
    return next(filter(None, found), "message-circle")


def timeline_of(
    contact: Contact, request: HttpRequest, *, older_than: str = "", mark: str = ""
) -> Timeline:
    """A page of what happened with *contact*; the entry *mark* stands first on the first one."""
    reading = Reading.of_request(request)
    entries = InteractionLogEntry.objects.of_contact(contact).visible_to(request.user)
    after = Cursor.parse(older_than, entries, NEWEST_FIRST) if older_than else None
    page = page_of(entries, NEWEST_FIRST, ("pk",), after=after, size=PAGE_SIZE)
    keys = [row["pk"] for row in page.rows]
    first = _key_of_marked(entries, mark) if mark and after is None else None
    shown = _moments([first, *keys] if first else keys, contact, reading, first)
    days = [
        (heading, list(moments))
        for heading, moments in groupby(shown, lambda moment: _heading(moment, reading))
    ]
    return Timeline(days, page.next)


def _key_of_marked(entries, mark: str) -> int | None:
    if not is_key(mark):
        return None
    return entries.filter(pk=int(mark)).values_list("pk", flat=True).first()


def _heading(moment: Moment, reading: Reading) -> str:
    if moment.marked:
        return _("Just recorded")
    return reading.day(timezone.localdate(moment.entry.occurred_at))


def _moments(
    keys: list[int], contact: Contact, reading: Reading, marked: int | None
) -> list[Moment]:
    related = ("contact", "salesperson", "recorded_by", "cancellation__by")
    entries = InteractionLogEntry.objects.select_related(*related).only(*READ).in_bulk(keys)
    remarks = _remarks_on(keys)
    documents = _addresses_of_documents(entries.values())
    deliveries = deliveries_of(entries.values())
    return [
        Moment(
            entry=entry,
            href=card_address("log_entry", entry.pk),
            machine_time=entry.occurred_at.isoformat(),
            time=_time_of(entry, reading, dated=entry.pk == marked),
            icon=icon_of(entry),
            who=str(entry.salesperson or entry.recorded_by),
            with_whom=entry.contact.name if entry.contact_id != contact.pk else "",
            with_whom_href=card_address("contact", entry.contact_id),
            measures=_measures_of(entry, reading),
            document=_document_of(entry, reading),
            document_href=documents.get(entry.pk, ""),
            badges=badges_of(entry, reading, deliveries),
            remarks=remarks.get(entry.pk, []),
            marked=entry.pk == marked,
        )
        for entry in (entries[key] for key in dict.fromkeys(keys))
    ]


def _time_of(entry: InteractionLogEntry, reading: Reading, *, dated: bool) -> str:
    if dated:
        return reading.moment(entry.occurred_at)
    return reading.time(entry.occurred_at)


def _measures_of(entry: InteractionLogEntry, reading: Reading) -> str:
    duration = reading.minutes(entry.duration) if entry.duration else ""
    cost = reading.money(entry.cost) if entry.cost else ""
    return " · ".join(filter(None, (duration, cost)))


def _document_of(entry: InteractionLogEntry, reading: Reading) -> str:
    """`entry.document_name` without translating every kind of document for each entry."""
    kind = reading.label(DocumentKind, entry.document_kind)
    return " ".join(filter(None, (kind, entry.document_number)))


def _addresses_of_documents(entries: Iterable[InteractionLogEntry]) -> dict[int, str]:
    """Where the documents of *entries* open in the product; most contacts have none to ask for."""
    keys = [entry.pk for entry in entries if entry.document_number]
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
