"""What always holds on the ground floor, read off the data; `manage.py checkintegrity` asks."""

from collections.abc import Iterator
from typing import TypeVar

from django.apps import apps
from django.db import IntegrityError, connection
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from crm.actions.remove_unused_files import unknown_places
from crm.file_store import store
from crm.models import AuditRecord, Contact, SalesDocument, StoredFile
from crm.search_index import index_problems, search_fields
from crm.sockets import IntegrityCheck

# Rows read at a time; no cursor stays open between two slices.
SLICE = 2_000

Row = TypeVar("Row", bound=Model)


def slices(rows: "QuerySet[Row]", size: int = SLICE) -> Iterator[list[Row]]:
    """*rows* by ascending key, *size* at a time."""
    after = 0
    while found := list(rows.filter(pk__gt=after).order_by("pk")[:size]):
        yield found
        after = found[-1].pk


def dangling_references() -> Iterator[str]:
    """References that lead to no row: only a foreign hand can make them."""
    try:
        connection.check_constraints()
    except IntegrityError as error:
        yield str(error)


def index_differences() -> Iterator[str]:
    """Searchable columns whose index differs from the table."""
    for app in apps.get_app_configs():
        for field in search_fields(app):
            yield from index_problems(field)


def stale_contact_words() -> Iterator[str]:
    """Contacts that are shown, sorted or found by something else than what they are."""
    contacts = Contact.objects.select_related("company").prefetch_related("relations")
    for found in slices(contacts):
        for contact in found:
            before = contact.name, contact.sort_name, contact.search_text
            contact.refresh_names()
            contact.refresh_search_text()
            if before != (contact.name, contact.sort_name, contact.search_text):
                yield f"contact {contact.pk} is kept under an old name or old words"


def impossible_audit() -> Iterator[str]:
    """Deeds that removed more than they announced, or ended before they began."""
    wrong = Q(count__gt=F("total")) | Q(finished_at__lt=F("at")) | Q(last_step_at__lt=F("at"))
    for pk in AuditRecord.objects.filter(wrong).order_by("pk").values_list("pk", flat=True):
        yield f"audit record {pk} tells what cannot be"


def wrong_document_totals() -> Iterator[str]:
    """Documents whose kept total is not the sum of their lines."""
    for found in slices(SalesDocument.objects.prefetch_related("lines")):
        for document in found:
            if document.total != document.totals().gross:
                yield f"document {document.pk} keeps {document.total} for {document.totals().gross}"


def missing_bytes() -> Iterator[str]:
    """Files whose bytes are gone, or are others than were given."""
    for found in slices(StoredFile.objects.only("place", "size")):
        for file in found:
            try:
                size = store().size(file.place)
            except OSError:
                yield f"file {file.pk} has no bytes at {file.place}"
                continue
            if size != file.size:
                yield f"file {file.pk} has {size} bytes of {file.size} at {file.place}"


def unused_files() -> Iterator[str]:
    """Files that nothing refers to, and bytes that no row knows: what killed processes leave."""
    for pk in StoredFile.objects.unused().order_by("pk").values_list("pk", flat=True):
        yield f"file {pk} belongs to nothing; remove_unused_files removes it"
    for place in unknown_places(timezone.now()):
        yield f"the bytes at {place} belong to no file; remove_unused_files removes them"


CHECKS = (
    IntegrityCheck(order=10, name="References lead somewhere", find=dangling_references),
    IntegrityCheck(order=20, name="Search indexes equal their tables", find=index_differences),
    IntegrityCheck(order=30, name="Contacts are found by what they are", find=stale_contact_words),
    IntegrityCheck(order=40, name="Audit records are possible", find=impossible_audit),
    IntegrityCheck(order=50, name="Totals are sums of lines", find=wrong_document_totals),
    IntegrityCheck(order=60, name="Files have their bytes", find=missing_bytes),
    IntegrityCheck(order=70, name="Files belong to something", find=unused_files),
)
