"""Which entries have files: their own, those of their batch, and those of their template."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q

from interactions.models import Attachment


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


def which_have_files(
    keys: Sequence[int],
    batches: Sequence[int | None],
    templates: Sequence[int],
    moments: Sequence,
) -> list[bool]:
    """The same of many entries at once, by their key, batch, template and when recorded."""
    attached = Attachment.objects.order_by()
    own = set(attached.filter(entry__in=keys).values_list("entry", flat=True))
    shared = set(attached.filter(batch__in=set(batches) - {None}).values_list("batch", flat=True))
    spans: dict[int, list[tuple]] = {}
    of_templates = attached.filter(template__in=set(templates))
    for template, begins, ends in of_templates.values_list("template", "at", "removed_at"):
        spans.setdefault(template, []).append((begins, ends))
    return [
        key in own
        or batch in shared
        or any(
            begins <= moment and (ends is None or ends > moment)
            for begins, ends in spans.get(template, ())
        )
        for key, batch, template, moment in zip(keys, batches, templates, moments, strict=True)
    ]
