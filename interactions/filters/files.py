"""Which entries have files: their own, those of their batch, and those of their template."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from interactions.models import Attachment

# Of so few holders of files each is named by its key; beyond that an entry is asked for its own.
FEW = 1_000

# From when until when a template had a file; None where it still has it.
Span = tuple[datetime.datetime, datetime.datetime | None]


def has_files() -> Q:
    """That a file belongs to an entry, asked of each row; `AttachmentQuerySet.of_entry` of one."""
    recorded = OuterRef("recorded_at")
    of_template = Attachment.objects.filter(template=OuterRef("template"), at__lte=recorded)
    still_there = Q(removed_at=None) | Q(removed_at__gt=recorded)
    return (
        Q(Exists(Attachment.objects.filter(entry=OuterRef("pk")).order_by()))
        | Q(Exists(Attachment.objects.filter(batch=OuterRef("batch")).order_by()))
        | Q(Exists(of_template.filter(still_there).order_by()))
    )


def are_with_files() -> Q:
    """The same for a walk through the whole log, which asks each row as little as it can."""
    few = _few()
    if few is None:
        return has_files()
    found = Q(pk__in=few.entries) | Q(batch__isnull=False, batch__in=few.batches)
    for template, spans in few.templates.items():
        for begins, ends in spans:
            then = Q(template=template, recorded_at__gte=begins)
            found |= then & Q(recorded_at__lt=ends) if ends else then
    return found


def which_have_files(
    keys: Sequence[int],
    batches: Sequence[int | None],
    templates: Sequence[int],
    moments: Sequence[datetime.datetime],
) -> list[bool]:
    """The same of many entries at once, by their key, batch, template and when recorded."""
    held = _few()
    if held is None:
        of_batches = Q(batch__in=set(batches) - {None})
        found = Q(entry__in=keys) | of_batches | Q(template__in=set(templates))
        held = _Holders.of(Attachment.objects.filter(found))
    return [
        key in held.entries
        or batch in held.batches
        or (template in held.templates and _had_one(held.templates[template], moment))
        for key, batch, template, moment in zip(keys, batches, templates, moments, strict=True)
    ]


class _Holders(NamedTuple):
    """What has files: entries, batches, and templates from when until when."""

    entries: set[int]
    batches: set[int]
    templates: dict[int, list[Span]]

    @classmethod
    def of(cls, attachments: QuerySet) -> "_Holders":
        holders = cls(set(), set(), {})
        facts = attachments.order_by().values_list("entry", "batch", "template", "at", "removed_at")
        for entry, batch, template, begins, ends in facts:
            if template is not None:
                holders.templates.setdefault(template, []).append((begins, ends))
            elif batch is not None:
                holders.batches.add(batch)
            else:
                holders.entries.add(entry)
        return holders


def _few() -> _Holders | None:
    """All that have files, None where they are many."""
    recorded = Attachment.objects.filter(form_key=None)
    if recorded.order_by().values("pk")[FEW : FEW + 1].exists():
        return None
    return _Holders.of(recorded)


def _had_one(spans: list[Span], moment: datetime.datetime) -> bool:
    return any(begins <= moment and (ends is None or ends > moment) for begins, ends in spans)
