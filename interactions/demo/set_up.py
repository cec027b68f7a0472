"""Groups, templates and rules of the story, named in the language that the company writes."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from crm.demo.story import Story
from crm.models import CorrespondenceType, DocumentKind, Language, User
from interactions.demo.texts import TEXTS
from interactions.models import (
    InformationFlow,
    InitiatedBy,
    InteractionGroup,
    InteractionTemplate,
    RecordingRule,
    TemplateText,
)

_EMAIL, _LETTER = CorrespondenceType.EMAIL, CorrespondenceType.LETTER
_PHONE = CorrespondenceType.PHONE
_OURS = {"information_flow": InformationFlow.OUTBOUND, "initiated_by": InitiatedBy.US}
_THEIRS = {"information_flow": InformationFlow.INBOUND, "initiated_by": InitiatedBy.THEM}

# What the company lets record by itself; its invoices it does not.
RULES = {
    DocumentKind.SALES_QUOTE: "OFFER",
    DocumentKind.LETTER: "LETTER",
    DocumentKind.EMAIL_OUT: "EMAIL",
    DocumentKind.EMAIL_IN: "EMAIL",
    DocumentKind.OUTGOING_CALL: "OUTCALL",
    DocumentKind.MEETING_INVITATION: "INHOUSE",
}


# So long before today everything was set up: before the year that is told.
BEFORE = datetime.timedelta(days=400)


class _Founder(NamedTuple):
    """Who set it up, and when."""

    user: User
    at: datetime.datetime


def set_up(story: Story) -> dict[str, InteractionTemplate]:
    """Make groups, templates and their texts; answer the templates by code."""
    by = _Founder(story.users["radek"], story.now - BEFORE)
    groups = {
        code: _saved(InteractionGroup(code=code, description=description), by)
        for code, description in _groups()
    }
    templates = {}
    for place, (group, code, description, minutes, cost, values) in enumerate(_templates()):
        templates[code] = _saved(
            InteractionTemplate(
                code=code,
                group=groups[group],
                description=description,
                unit_duration=minutes,
                unit_cost=Decimal(cost),
                position=10 * (place + 1),
                language=Language.CZECH,
                **values,
            ),
            by,
        )
        for language, (subject, body) in TEXTS.get(code, {}).items():
            text = TemplateText(
                template=templates[code], language=language, subject=subject, body=body.strip()
            )
            _saved(text, by)
    for kind, code in RULES.items():
        _saved(RecordingRule(kind=kind, template=templates[code]), by)
    return templates


def _saved(noun: Any, by: _Founder) -> Any:
    noun._history_user, noun._history_date = by
    noun.full_clean()
    noun.save()
    return noun


def _groups() -> Iterator[tuple[str, str]]:
    yield "PHONE", _("Phone calls")
    yield "LETTER", _("Letters and e-mails")
    yield "MEETING", _("Meetings and visits")
    yield "OFFER", _("Offers")
    yield "SERVICE", _("Complaints and service")
    yield "EVENT", _("Events")


def _templates() -> Iterator[tuple[str, str, str, int, int, dict[str, Any]]]:
    """Group, code, description, minutes, cost and further values of each template."""
    yield "PHONE", "OUTCALL", _("Outgoing call"), 10, 60, _OURS | {"correspondence_type": _PHONE}
    yield "PHONE", "INCALL", _("Incoming call"), 10, 60, _THEIRS | {"correspondence_type": _PHONE}
    yield "LETTER", "EMAIL", _("E-mail"), 10, 60, _OURS | {"correspondence_type": _EMAIL}
    yield (
        "LETTER",
        "LETTER",
        _("Business letter"),
        20,
        160,
        _OURS | {"correspondence_type": _LETTER},
    )
    yield "MEETING", "VIDEO", _("Online meeting"), 45, 300, _OURS
    yield "MEETING", "INHOUSE", _("Meeting at our office"), 90, 700, _OURS
    yield "MEETING", "ONSITE", _("Visit to the customer"), 150, 1800, _OURS
    yield (
        "OFFER", "OFFER", _("Offer"), 40, 260,
        _OURS
        | {
            "correspondence_type": _EMAIL,
            "next_step": _("Ask about the offer"),
            "next_step_days": 5,
        },
    )  # fmt: skip
    yield "OFFER", "FOLLOWUP", _("Offer follow-up"), 10, 60, _OURS | {"correspondence_type": _PHONE}
    yield (
        "SERVICE", "COMPLAINT", _("Complaint"), 30, 200,
        _THEIRS | {"next_step": _("Tell the customer the result"), "next_step_days": 10},
    )  # fmt: skip
    yield "SERVICE", "SERVICE", _("Service visit"), 120, 1400, _OURS
    yield (
        "EVENT", "INVITE", _("Invitation to an event"), 5, 30,
        _OURS | {"correspondence_type": _EMAIL, "ignore_contact_correspondence_type": True},
    )  # fmt: skip
