"""The log told N times as large: every entry again with a copy of its contact, set by set."""

import datetime
from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F, Max, Model, Value

from crm.demo.copies import reset_keys
from crm.demo.story import Story
from crm.insert_select import insert_from_select
from interactions.models import Comment, InteractionLogEntry

# Facts that a copy has of its own, or has not.
OWN = {"id", "contact", "company", "occurred_at", "recorded_at", "corrects", "event_key", "batch"}


def copy_log(story: Story) -> None:
    """Give each copy of a contact the entries of its original, at other times of other years.

    They were all checked by the door when the originals passed it; two hundred thousand of
    them are made in as many statements as the story is large.
    """
    originals = InteractionLogEntry.objects.order_by("pk")
    stride = originals.aggregate(last=Max("pk"))["last"]
    entries = originals.filter(pk__lte=stride)
    comments = Comment.objects.order_by("pk")
    comment_stride = comments.aggregate(last=Max("pk"))["last"]
    for turn in range(1, story.scale):
        earlier = datetime.timedelta(days=364 * (turn % 5), minutes=(turn * 7) % 45)
        insert_from_select(
            InteractionLogEntry,
            entries,
            id=F("pk") + turn * stride,
            contact=F("contact_id") + turn * story.stride,
            company=F("company_id") + turn * story.stride,
            occurred_at=_before("occurred_at", earlier),
            recorded_at=_before("recorded_at", earlier),
            **_same(InteractionLogEntry, but=OWN),
        )
        insert_from_select(
            Comment,
            comments.filter(pk__lte=comment_stride),
            id=F("pk") + turn * comment_stride,
            entry=F("entry_id") + turn * stride,
            at=_before("at", earlier),
            **_same(Comment, but={"id", "entry", "at"}),
        )
    reset_keys(InteractionLogEntry, Comment)


def _same(noun: type[Model], *, but: set[str]) -> dict[str, Any]:
    """Every field of *noun* as it is, except some."""
    return {
        field.name: F(field.attname)
        for field in noun._meta.concrete_fields
        if field.name not in but
    }


def _before(name: str, duration: datetime.timedelta) -> ExpressionWrapper:
    field = InteractionLogEntry._meta.get_field("occurred_at")
    return ExpressionWrapper(
        F(name) - Value(duration, output_field=DurationField()), output_field=field
    )
