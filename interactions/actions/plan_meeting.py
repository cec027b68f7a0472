"""A meeting as a postponed interaction: due when it ends, filled in, moved and called off."""

import datetime
import zoneinfo
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from crm.access import reach_of
from crm.actions.automatic_user import automatic_user
from crm.forms.dates import typed_day
from crm.models import Contact, FinishedForm, Salesperson, User
from crm.text import storable
from interactions.actions.postpone import LONGEST_DESCRIPTION
from interactions.models import InteractionTemplate, Meeting, PostponedInteraction


def plan_meeting(
    *,
    meeting: Meeting,
    template: InteractionTemplate,
    contacts: Sequence[Contact],
    owner: User,
    now: datetime.datetime,
) -> PostponedInteraction:
    """Postpone for *owner* the interaction with the first of *contacts*, also with the others."""
    first, *others = contacts
    salesperson: Salesperson | None = owner.own_salesperson or first.salesperson
    typed: dict[str, Any] = {
        "contact": str(first.pk),
        "also_with": [str(contact.pk) for contact in others],
        "template": str(template.pk),
        "description": meeting.title or template.description,
        "salesperson": str(salesperson.pk) if salesperson else "",
        "comment": comment_of(meeting),
        **typed_times(meeting, owner),
    }
    content: dict[str, Any] = {
        "typed": typed,
        "own_fields": [name for name, value in typed.items() if value],
    }
    Meeting.objects.filter(pk=meeting.pk).update(owner=owner, told_at=now)
    return PostponedInteraction.objects.create(
        owner=owner,
        contact=first,
        template=template,
        salesperson=salesperson,
        description=typed["description"],
        **content,
        form_key=meeting.form_key,
        created_at=now,
        saved_at=now,
        postponed_at=now,
        due_at=meeting.ends_at,
    )


def typed_times(meeting: Meeting, owner: User) -> dict[str, str]:
    """Date, time and duration as *owner* would type them."""
    zone = zoneinfo.ZoneInfo(owner.time_zone or settings.TIME_ZONE)
    local = timezone.localtime(meeting.starts_at, zone)
    with translation.override(owner.language or settings.LANGUAGE_CODE):
        day = typed_day(local.date())
    times = {"date": day, "time": f"{local:%H:%M}"}
    if meeting.minutes:
        times["duration"] = str(meeting.minutes)
    return times


def comment_of(meeting: Meeting) -> str:
    """Where it is, and what the invitation says."""
    place = _("Place: %(place)s") % {"place": meeting.place} if meeting.place else ""
    return "\n\n".join(filter(None, (place, meeting.text)))


def may_owe(user: User | None) -> bool:
    """Whether an interaction can wait for *user*."""
    return bool(user and user.is_active and reach_of(user, "interactions.resume"))


def is_written_down(meeting: Meeting) -> bool:
    """Whether its interaction was finished: nothing brings it back."""
    return FinishedForm.objects.filter(key=meeting.form_key).exists()


def move_planned(*, meeting: Meeting, before: Meeting) -> None:
    """Let the postponed interaction follow what *meeting* says now, and *before* said.

    What somebody has changed by hand since stays; only begin and end are the organizer's.
    """
    row = PostponedInteraction.objects.select_for_update(of=("self",))
    kept = row.select_related("owner").filter(form_key=meeting.form_key).first()
    if kept is None:
        return
    before_it: Any = kept.typed
    typed: dict[str, Any] = {**before_it, **typed_times(meeting, kept.owner)}
    for name, old, new in (
        ("description", before.title, meeting.title),
        ("comment", comment_of(before), comment_of(meeting)),
    ):
        if typed.get(name) in (old, [old]) and new:
            typed[name] = new
    described = typed.get("description", "")
    text = described if isinstance(described, str) else "".join(described[:1])
    changes: dict[str, Any] = {
        "typed": typed,
        "description": storable(text)[:LONGEST_DESCRIPTION],
        "due_at": meeting.ends_at,
    }
    PostponedInteraction.objects.filter(pk=kept.pk).update(version=F("version") + 1, **changes)


def call_off(*, meeting: Meeting, now: datetime.datetime) -> None:
    """Mark *meeting* as called off; its postponed interaction goes where nobody has touched it.

    Where somebody has, his text stays; in both cases its owner is told.
    """
    Meeting.objects.filter(pk=meeting.pk).update(canceled_at=now)
    untouched = PostponedInteraction.objects.filter(
        form_key=meeting.form_key, saved_at=meeting.told_at, deleted_at=None
    )
    untouched.update(
        deleted_at=now, deleted_by=automatic_user(), open_at=None, version=F("version") + 1
    )
