"""How a sales document is written: new, changed, or made from another one."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.access import reach_of, require
from crm.actions.finish_form import finish_form, result_at
from crm.actions.take_number import take_number
from crm.drafts import LineDraft
from crm.models import Contact, MarketingSetup, SalesDocument, SalesDocumentLine, User
from crm.models.sales_document import VERB
from crm.refusal import Refusal

RIGHT = VERB
Kind = SalesDocument.Kind
# What follows what, the usual next step first.
SUCCESSORS = {
    Kind.QUOTE: (Kind.ORDER_CONFIRMATION, Kind.INVOICE, Kind.QUOTE),
    Kind.ORDER_CONFIRMATION: (Kind.INVOICE, Kind.SHIPMENT_NOTE, Kind.ORDER_CONFIRMATION),
    Kind.SHIPMENT_NOTE: (Kind.INVOICE, Kind.SHIPMENT_NOTE),
    Kind.INVOICE: (Kind.CREDIT_MEMO, Kind.SHIPMENT_NOTE, Kind.INVOICE),
    Kind.CREDIT_MEMO: (Kind.CREDIT_MEMO,),
}
# What a document hands on to the one that is made from it.
_HANDED_ON = (
    "contact",
    "bill_to",
    "salesperson",
    "campaign",
    "description",
    "reference",
    "currency",
)
_RELATIONS = [
    field.name for field in SalesDocument._meta.get_fields() if isinstance(field, models.ForeignKey)
]


class DocumentInvalid(Refusal):
    """The values do not go together; the sentence says why."""


class DocumentChangedMeanwhile(Refusal):
    """Somebody else has saved the document since the form was opened."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This document was changed by somebody else meanwhile. Look at it in another tab; "
                "saving once more replaces it by what stands here."
            )
        )


class NoSuchSuccessor(Refusal):
    """Nothing of that kind is made from such a document."""


def create_document(
    *,
    kind: str,
    values: Mapping[str, Any],
    lines: Iterable[LineDraft],
    number: str = "",
    key: uuid.UUID,
    by: User,
    now: datetime.datetime,
    origin: SalesDocument | None = None,
) -> SalesDocument:
    """Write a new document with the next number of its series, or the typed *number*.

    *values* are fields of `SalesDocument`; without a contact the bill-to company is addressed,
    without a bill-to company the one the contact belongs to is billed. *key* is the one-time
    key of the form: a second arrival gets `AlreadyFinished`.
    """
    require(reach_of(by, RIGHT), _("Write documents"))
    document = SalesDocument(
        kind=kind, origin=origin, created_by=by, created_at=now, **_completed(values)
    )
    with transaction.atomic():
        finished = finish_form(key=key, by=by, now=now)
        document.number = take_number(
            series=MarketingSetup.current().series_of_document(kind),
            on=timezone.localdate(now, timezone.get_default_timezone()),
            typed=number,
            among=SalesDocument.objects.filter(kind=kind),
        )
        _check(document, exclude=_RELATIONS)
        document.save()
        _write_lines(document, lines)
        result_at(finished, document.get_absolute_url())
    return document


def change_document(
    *,
    document: SalesDocument,
    seen: int,
    values: Mapping[str, Any],
    lines: Iterable[LineDraft],
    by: User,
) -> SalesDocument:
    """Replace values and lines of *document*; *seen* is the version that the form showed."""
    require(document.may_be_written_by(by), _("Write documents"))
    with transaction.atomic():
        held = SalesDocument.objects.filter(pk=document.pk, version=seen)
        if not held.update(version=F("version") + 1):
            raise DocumentChangedMeanwhile
        document = SalesDocument.objects.get(pk=document.pk)
        for name, value in _completed(values).items():
            setattr(document, name, value)
        _check(document, exclude=_RELATIONS)
        document.save()
        _write_lines(document, lines)
    return document


def copy_document(
    *,
    document: SalesDocument,
    kind: str,
    number: str = "",
    key: uuid.UUID,
    by: User,
    now: datetime.datetime,
) -> SalesDocument:
    """Make a document of *kind* from *document*, dated today: an order out of a quote."""
    if kind not in SUCCESSORS[Kind(document.kind)]:
        raise NoSuchSuccessor(_("Nothing of that kind is made from this document."), field="kind")
    values = {name: getattr(document, name) for name in _HANDED_ON}
    today = timezone.localdate(now, timezone.get_default_timezone())
    return create_document(
        kind=kind,
        values=values | {"date": today},
        lines=lines_of(document),
        number=number,
        key=key,
        by=by,
        now=now,
        origin=document,
    )


def delete_document(*, document: SalesDocument, by: User) -> None:
    """Delete *document* with its lines; what was recorded of it stays in the log."""
    require(document.may_be_written_by(by), _("Write documents"))
    document.delete()


def lines_of(document: SalesDocument) -> list[LineDraft]:
    """The lines of *document* as drafts."""
    return [LineDraft(*row) for row in document.lines.values_list(*LineDraft._fields)]


def _completed(values: Mapping[str, Any]) -> dict[str, Any]:
    """*values* with whom it is addressed to and who pays, where one says the other."""
    contact: Contact | None = values["contact"] or values.get("bill_to")
    if contact is None:
        raise DocumentInvalid(_("Choose a contact or a bill-to company."), field="contact")
    bill_to = values.get("bill_to") or (contact if contact.is_company else contact.company)
    return {**values, "contact": contact, "bill_to": bill_to}


def _write_lines(document: SalesDocument, lines: Iterable[LineDraft]) -> None:
    """Make *lines* the lines of *document*, all of them, and keep what they come to."""
    written = [
        SalesDocumentLine(document=document, position=place, **draft._asdict())
        for place, draft in enumerate(lines, 1)
    ]
    for line in written:
        _check(line, exclude=["document"])
    document.lines.all().delete()
    SalesDocumentLine.objects.bulk_create(written)
    document.total = document.totals().gross
    SalesDocument.objects.filter(pk=document.pk).update(total=document.total)


def _check(row: models.Model, *, exclude: list[str]) -> None:
    """Ask the fields of *row*; rows of other tables were just read."""
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        name = "" if field == NON_FIELD_ERRORS else field
        raise DocumentInvalid(" ".join(messages), field=name) from error
