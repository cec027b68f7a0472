"""Make an entry of the log out of an event of the world, when it happens."""

import datetime
from collections.abc import Iterable

import structlog
from django.db import DatabaseError, IntegrityError, transaction

from crm.models import Campaign, Contact, CorrespondenceType, DocumentKind, Salesperson, User
from crm.parties import contacts_called, salespeople_called
from crm.refusal import Refusal
from interactions.actions.mail_files import share_files_of_mail
from interactions.actions.plan_meeting import may_owe, plan_meeting
from interactions.actions.record import (
    ContactOutOfSight,
    PrivacyBlocked,
    TemplateBlocked,
    record_interactions,
)
from interactions.drafts import EventDraft, InteractionDraft
from interactions.models import (
    Event,
    InformationFlow,
    InitiatedBy,
    InteractionLogEntry,
    InteractionTemplate,
    Meeting,
    RecordingRule,
)

Problem = Event.Problem
PROBLEMS: dict[type[Refusal], Event.Problem] = {
    ContactOutOfSight: Problem.OUT_OF_SIGHT,
    PrivacyBlocked: Problem.PRIVACY_BLOCKED,
    TemplateBlocked: Problem.TEMPLATE_BLOCKED,
}

log = structlog.get_logger(__name__)


class CannotBeRecorded(Refusal):
    """An event lacks something; *problem* says what."""

    def __init__(self, problem: Event.Problem, detail: str = ""):
        super().__init__(str(problem.label))
        self.problem, self.detail = problem, detail


@transaction.atomic
def record_event(
    *, draft: EventDraft, by: User, now: datetime.datetime, meeting: Meeting | None = None
) -> Event:
    """Store the event and record it; the stored one where its key is known already.

    It is stored in the transaction of what happened and recorded in a savepoint: what stands
    in the way of the entry never stands in the way of the print or the sending. It is said by
    `Event.problem` instead, and the event waits for `retry_event`. Of a *meeting* nothing is
    recorded yet: it is postponed until it is over.
    """
    event, is_new = _stored(draft, by, now)
    if meeting is not None:
        Meeting.objects.filter(pk=meeting.pk).update(event=event)
    if is_new:
        try_to_record(event, by=by, now=now)
    return event


def is_same_event(event: Event, draft: EventDraft) -> bool:
    """Whether *draft* says of *event* what was said when it was told first."""
    told = (draft.kind, draft.occurred_at, draft.party, draft.facts())
    return told == (event.kind, event.occurred_at, event.party, event.facts)


def _stored(draft: EventDraft, by: User, now: datetime.datetime) -> tuple[Event, bool]:
    """The event with the key of *draft*, and whether it is a new one.

    Of several who bring the same event the database lets one through; the others wait for the
    end of his transaction and get his event.
    """
    try:
        with transaction.atomic():
            event = Event.objects.create(
                key=draft.key,
                kind=draft.kind,
                facts=draft.facts(),
                occurred_at=draft.occurred_at,
                stored_at=now,
                stored_by=by,
                system=draft.system,
                party=draft.party,
                contact=draft.contact,
            )
    except IntegrityError:
        known = Event.objects.filter(key=draft.key).first()
        if known is None:
            raise
        return known, False
    return event, True


def try_to_record(event: Event, *, by: User, now: datetime.datetime) -> None:
    """Make an entry of *event* in a savepoint, or note what stands in the way."""
    entry = None
    try:
        with transaction.atomic():
            if meeting := _meeting_of(event):
                _plan(event, meeting, now)
            else:
                [entry] = record_interactions(drafts=[_draft_of(event)], by=by, now=now)
                share_files_of_mail(event=event, entry=entry, now=now)
    except CannotBeRecorded as missing:
        event.note_problem(missing.problem, missing.detail)
    except Refusal as refusal:
        event.note_problem(PROBLEMS.get(type(refusal), Problem.REFUSED), str(refusal))
    except DatabaseError:
        log.exception("event_not_recorded", key=event.key)
        event.note_problem(Problem.REFUSED)
    else:
        event.note_recorded(entry, now=now)


def _meeting_of(event: Event) -> Meeting | None:
    """The meeting that *event* invites to, None where it was told by another system."""
    if event.kind != DocumentKind.MEETING_INVITATION:
        return None
    return Meeting.objects.filter(event=event).first()


def _plan(event: Event, meeting: Meeting, now: datetime.datetime) -> None:
    """Postpone *meeting* with everybody invited whom we know, for whoever of us is to owe it."""
    template = _template_for(event)
    if template.blocked:
        raise CannotBeRecorded(Problem.TEMPLATE_BLOCKED)
    ours = salespeople_called(meeting.people)
    known = _contacts_among([each for each in meeting.people if each not in ours])
    first = event.contact or next(iter(known.values()), None) or _contact_called(event)
    owner = _who_owes([*ours.values(), first.salesperson])
    if owner is None:
        raise CannotBeRecorded(Problem.UNKNOWN_SALESPERSON, ", ".join(ours))
    if first.privacy_blocked:
        raise CannotBeRecorded(Problem.PRIVACY_BLOCKED)
    contacts = {first.pk: first} | known
    seen = Contact.objects.visible_to(owner).in_bulk(list(contacts))
    if first.pk not in seen:
        raise CannotBeRecorded(Problem.OUT_OF_SIGHT)
    invited = [each for key, each in contacts.items() if key in seen and not each.privacy_blocked]
    plan_meeting(meeting=meeting, template=template, contacts=invited, owner=owner, now=now)


def _who_owes(salespeople: Iterable[Salesperson | None]) -> User | None:
    users = (salesperson.user for salesperson in salespeople if salesperson)
    return next((user for user in users if may_owe(user)), None)


def _contacts_among(addresses: Iterable[str]) -> dict[int, Contact]:
    """The contacts to whom exactly one of *addresses* each belongs."""
    found = (list(contacts_called(address)[:2]) for address in addresses)
    return {each[0].pk: each[0] for each in found if len(each) == 1}


def _draft_of(event: Event) -> InteractionDraft:
    """What the rule for this kind of event makes of it; says what is missing."""
    template = _template_for(event)
    contact = event.contact or _contact_called(event)
    facts = event.facts
    duration = facts.get("duration")
    # What arrived was their idea, whatever a template for e-mails of both directions says.
    arrived = event.kind == DocumentKind.EMAIL_IN
    left = event.kind == DocumentKind.EMAIL_OUT
    return InteractionDraft(
        contact=contact,
        template=template,
        occurred_at=event.occurred_at,
        description=facts.get("description") or template.description,
        subject=facts.get("subject", ""),
        salesperson=_salesperson_of(facts.get("salesperson", "")) or contact.salesperson,
        language=facts.get("language") or _language(contact, template),
        correspondence_type=_correspondence_type(contact, template, by_email=left),
        contacted_via=facts.get("contacted_via", ""),
        information_flow=_flow(event.kind) or template.information_flow,
        initiated_by=InitiatedBy.THEM if arrived else template.initiated_by,
        cost=template.unit_cost,
        duration=template.unit_duration if duration is None else duration,
        evaluation=template.evaluation,
        campaign=_campaign_of(facts.get("campaign", "")) or template.campaign,
        comment=facts.get("text", ""),
        source=facts.get("source", InteractionLogEntry.Source.EVENT),
        document_kind=event.kind,
        document_number=event.number,
        event_key=event.key,
    )


def _template_for(event: Event) -> InteractionTemplate:
    rules = RecordingRule.objects.select_related("template__campaign")
    rule = rules.filter(kind=event.kind).first()
    if rule is None:
        raise CannotBeRecorded(Problem.NO_RULE)
    chosen = InteractionTemplate.objects.select_related("campaign").filter(
        code=event.facts.get("template", "")
    )
    return chosen.first() or rule.template


def _contact_called(event: Event) -> Contact:
    """Whom the teller means; kept with the event."""
    found = list(contacts_called(event.party).select_related("salesperson")[:2])
    if len(found) != 1:
        raise CannotBeRecorded(
            Problem.SEVERAL_CONTACTS if found else Problem.UNKNOWN_CONTACT, event.party
        )
    event.contact = found[0]
    event.save(update_fields=["contact"])
    return found[0]


def _salesperson_of(code: str) -> Salesperson | None:
    if not code:
        return None
    found = Salesperson.objects.filter(code=code).first()
    if found is None:
        raise CannotBeRecorded(Problem.UNKNOWN_SALESPERSON, code)
    return found


def _campaign_of(number: str) -> Campaign | None:
    if not number:
        return None
    found = Campaign.objects.filter(number=number).first()
    if found is None:
        raise CannotBeRecorded(Problem.UNKNOWN_CAMPAIGN, number)
    return found


def _language(contact: Contact, template: InteractionTemplate) -> str:
    return contact.language if template.has_language(contact.language) else template.language


def _flow(kind: str) -> str:
    """Where a mail went, whatever a template for both directions says; "" for anything else."""
    flows = {
        DocumentKind.EMAIL_IN: InformationFlow.INBOUND,
        DocumentKind.EMAIL_OUT: InformationFlow.OUTBOUND,
    }
    return flows.get(DocumentKind(kind), "")


def _correspondence_type(contact: Contact, template: InteractionTemplate, *, by_email: bool) -> str:
    """The template's; nobody is asked to choose another one where the contact has no address."""
    email = CorrespondenceType.EMAIL
    wanted = email if by_email else template.correspondence_type
    if wanted == email and not (contact.email or contact.second_email):
        return ""
    return wanted
