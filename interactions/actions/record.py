"""The one door into the log: nobody else constructs a log entry."""

import datetime
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from crm.actions.finish_form import finish_form, result_at
from crm.models import Contact, CorrespondenceType, User
from crm.refusal import Refusal
from crm.text import search_text
from interactions.actions.plan_next_step import plan_next_steps
from interactions.drafts import InteractionDraft, Source
from interactions.models import (
    Comment,
    InteractionBatch,
    InteractionLogEntry,
    InteractionTemplate,
)

# Facts that pass from a draft to its entry as they are.
COPIED = (
    "occurred_at",
    "description",
    "subject",
    "language",
    "correspondence_type",
    "contacted_via",
    "information_flow",
    "initiated_by",
    "cost",
    "duration",
    "salesperson",
    "campaign",
    "evaluation",
    "attempt_failed",
    "source",
    "document_kind",
    "document_number",
    "event_key",
    "corrects",
)
# What a person writes down and answers for.
BY_HAND = frozenset({Source.MANUAL, Source.CALL})
RELATIONS = [
    field.name
    for field in InteractionLogEntry._meta.get_fields()
    if isinstance(field, models.ForeignKey)
]


class NotFilledIn(Refusal):
    """Something that is required is missing or cannot be kept as it is."""


class ContactOutOfSight(Refusal):
    """The contact is not there, or not for this user."""


class PrivacyBlocked(Refusal):
    """The contact wants no new interaction of any kind."""

    def __init__(self) -> None:
        super().__init__(
            _("No new interactions: the contact is blocked for privacy reasons."), field="contact"
        )


class TemplateBlocked(Refusal):
    """The template may not be used any more."""


class EmailAddressMissing(Refusal):
    """Nothing can be sent by e-mail to a contact without an address."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This contact has no e-mail address. "
                "Choose another correspondence type or add the address."
            ),
            field="correspondence_type",
        )


class AlsoRefused(Refusal):
    """One of the further contacts of an interaction cannot have it; the sentence names him."""


class NotHappenedYet(Refusal):
    """What people write down has happened."""


def record_interactions(
    *,
    drafts: Sequence[InteractionDraft],
    by: User,
    now: datetime.datetime,
    form_key: uuid.UUID | None = None,
    result_path: Callable[[InteractionLogEntry], str] = InteractionLogEntry.get_absolute_url,
    together: bool = False,
) -> list[InteractionLogEntry]:
    """Record each of *drafts* as an entry with its first comment and next step, or none of them.

    What a form has checked is checked again here, against the rows as they are now; a
    `Refusal` says what is wrong. With *form_key* the deed is done once: a second arrival gets
    `AlreadyFinished`, which knows the *result_path* of the first entry. *together* binds them
    in one batch: they are one interaction with several contacts.
    """
    if not drafts:
        return []
    with transaction.atomic():
        finished = finish_form(key=form_key, by=by, now=now) if form_key else None
        contacts = _contacts_of(drafts, by)
        templates = _templates_of(drafts)
        for draft in drafts:
            with _named(draft) if together and draft is not drafts[0] else nullcontext():
                _check(draft, contacts.get(draft.contact.pk), templates.get(draft.template.pk), now)
        batch = _batch(drafts, by, now) if together else None
        entries = [
            _entry(draft, contacts[draft.contact.pk], templates[draft.template.pk], by, now, batch)
            for draft in drafts
        ]
        InteractionLogEntry.objects.bulk_create(entries)
        _write_comments(drafts, entries, by, now)
        plan_next_steps(drafts=drafts, entries=entries, by=by, now=now)
        if finished:
            result_at(finished, result_path(entries[0]), entries[0].get_absolute_url())
    return entries


def was_recorded(draft: InteractionDraft, *, by: User, at: datetime.datetime) -> bool:
    """Whether *by* recorded what *draft* says at that very moment; the clock may have run on."""
    entries = InteractionLogEntry.objects.filter(
        contact=draft.contact,
        template=draft.template,
        description=draft.description,
        recorded_by=by,
        recorded_at=at,
    )
    words = Comment.objects.filter(entry__in=entries, by=by, at=at).values_list("text", flat=True)
    return entries.exists() and draft.comment.strip() in {"", *(text.strip() for text in words)}


def _contacts_of(drafts: Sequence[InteractionDraft], by: User) -> dict[int, Contact]:
    """The drafted contacts as they are now, those that *by* may see."""
    visible = Contact.objects.visible_to(by).select_related("company")
    return visible.in_bulk({draft.contact.pk for draft in drafts})


def _templates_of(drafts: Sequence[InteractionDraft]) -> dict[int, InteractionTemplate]:
    return InteractionTemplate.objects.in_bulk({draft.template.pk for draft in drafts})


@contextmanager
def _named(draft: InteractionDraft) -> Iterator[None]:
    """Let a refusal say that it is about the contact of *draft*, not about the first one."""
    try:
        yield
    except Refusal as refusal:
        facts = {"name": draft.contact, "why": refusal}
        raise AlsoRefused(_("%(name)s: %(why)s") % facts, field="also_with") from refusal


def _batch(
    drafts: Sequence[InteractionDraft], by: User, now: datetime.datetime
) -> InteractionBatch:
    first = drafts[0]
    longest = InteractionBatch._meta.get_field("title").max_length
    return InteractionBatch.objects.create(
        title=first.description[:longest],
        by=by,
        started_at=now,
        finished_at=now,
        occurred_at=first.occurred_at,
        total=len(drafts),
    )


def _check(
    draft: InteractionDraft,
    contact: Contact | None,
    template: InteractionTemplate | None,
    now: datetime.datetime,
) -> None:
    if contact is None:
        raise ContactOutOfSight(_("This contact does not exist any more."), field="contact")
    if contact.privacy_blocked:
        raise PrivacyBlocked
    if template is None or template.blocked:
        raise TemplateBlocked(
            _("This template is no longer in use. Choose another one."), field="template"
        )
    _require(draft, "description")
    if draft.source in BY_HAND:
        _check_by_hand(draft, now)
    has_address = contact.email or contact.second_email
    if draft.correspondence_type == CorrespondenceType.EMAIL and not has_address:
        raise EmailAddressMissing


def _require(draft: InteractionDraft, name: str) -> None:
    if getattr(draft, name) in (None, ""):
        label = InteractionLogEntry._meta.get_field(name).verbose_name
        raise NotFilledIn(_("Fill in: %(field)s.") % {"field": label}, field=name)


def _check_by_hand(draft: InteractionDraft, now: datetime.datetime) -> None:
    """A machine may lack a salesperson and have a clock of its own; a person may not."""
    _require(draft, "salesperson")
    if draft.occurred_at > now:
        raise NotHappenedYet(
            _("This moment is still to come. An interaction is recorded when it has happened."),
            field="date",
        )


def _entry(
    draft: InteractionDraft,
    contact: Contact,
    template: InteractionTemplate,
    by: User,
    now: datetime.datetime,
    batch: InteractionBatch | None,
) -> InteractionLogEntry:
    """The entry of *draft*, not saved yet; everything it holds was validated."""
    entry = InteractionLogEntry(
        contact=contact,
        company=contact if contact.is_company else contact.company,
        template=template,
        batch=batch,
        group_id=template.group_id,
        recorded_by=by,
        recorded_at=now,
        search_text=search_text(draft.description, draft.subject),
        **{name: getattr(draft, name) for name in COPIED},
    )
    if draft.evaluation is not None:
        entry.evaluated_by, entry.evaluated_at = by, now
    _validate(entry, exclude=RELATIONS)
    return entry


def _write_comments(
    drafts: Sequence[InteractionDraft],
    entries: Sequence[InteractionLogEntry],
    by: User,
    now: datetime.datetime,
) -> None:
    comments = [
        Comment(entry=entry, text=draft.comment, by=by, at=now)
        for draft, entry in zip(drafts, entries, strict=True)
        if draft.comment.strip()
    ]
    for comment in comments:
        _validate(comment, exclude=["entry", "by"], field="comment")
        comment.search_text = search_text(comment.text)
    Comment.objects.bulk_create(comments)


def _validate(row: models.Model, *, exclude: list[str], field: str = "") -> None:
    """Ask the fields of *row*, but no other table: rows of other tables were just read."""
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise NotFilledIn(messages[0], field=field or name) from error
