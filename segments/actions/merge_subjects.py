"""Subjects with merge fields, filled in before the entries of a step are recorded.

A subject is folded into the words by which its entry is found, and phones are said as people
write them: no SQL does that alike on both databases. So Python fills the subjects of a step, only
of lines whose subject has fields, and the one statement that records the step takes them from a
table that is empty before and after.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from crm.insert_select import insert_values
from crm.models import Salesperson
from crm.text import as_line, search_text
from interactions.merge_fields import (
    CONTACT_FIELDS,
    PHONE_FIELDS,
    Addressed,
    ValuesOnDemand,
    has_fields,
    merge,
)
from interactions.models import InteractionLogEntry, TemplateText
from segments.models import MergedSubject, Segment, SegmentLine

LONGEST = InteractionLogEntry._meta.get_field("subject").max_length or 0
# So many lines are held in memory at once.
SLICE = 2_000


@dataclass(frozen=True)
class SubjectMerging:
    """Fills the subjects of *segment* as they are at *now*."""

    segment: Segment
    now: datetime.datetime
    # Whether a subject says the phone of its contact.
    with_phones: bool

    @classmethod
    def of(
        cls, segment: Segment, lines: QuerySet, now: datetime.datetime
    ) -> "SubjectMerging | None":
        """What fills the subjects of *lines*; None where none of them has a field."""
        subjects = _subjects_with_fields(segment, lines)
        if not subjects:
            return None
        return cls(segment, now, any("{phone}" in subject for subject in subjects))

    @staticmethod
    def facts() -> dict[str, Combinable]:
        """The subject of an entry and its words: as merged here, else as they are."""
        return {
            "subject": Coalesce(F("merged_subject__subject"), F("effective_subject")),
            "subject_words": Coalesce(F("merged_subject__words"), F("effective_subject_words")),
        }

    def run(self, *, after: int, up_to: int) -> None:
        """Fill the subjects of the lines behind *after* up to *up_to*."""
        lines = self._lines().filter(pk__gt=after, pk__lte=up_to)
        for slice_of_lines in _slices(lines):
            merged = [self._merged(line) for line in slice_of_lines]
            insert_values(MergedSubject, ("line", "subject", "words"), merged)

    def clear(self) -> None:
        """Delete what `run` wrote: the entries have it now.

        All there is: no other transaction has ever committed a row.
        """
        MergedSubject.objects.all().delete()

    def _lines(self) -> QuerySet:
        """Lines that get an entry and whose subject has fields, with whom they address."""
        lines = SegmentLine.objects.kept().filter(segment=self.segment, skipped="")
        contact_fields = CONTACT_FIELDS + (PHONE_FIELDS if self.with_phones else ())
        return (
            lines.with_effective()
            .filter(has_fields("effective_subject"))
            .select_related("contact__company")
            .only("pk", *(f"contact__{name}" for name in contact_fields))
            .order_by("pk")
        )

    def _merged(self, line: SegmentLine) -> tuple[int, str, str]:
        addressed = Addressed(
            line.contact,
            self._salespeople.get(line.effective_salesperson),
            self.segment.campaign,
            self.now,
            line.effective_language,
        )
        subject = as_line(merge(line.effective_subject, ValuesOnDemand(addressed)), LONGEST)
        return line.pk, subject, search_text(subject)

    @cached_property
    def _salespeople(self) -> dict[int, Salesperson]:
        return Salesperson.objects.in_bulk()


def _subjects_with_fields(segment: Segment, lines: QuerySet) -> set[str]:
    """Subjects with fields that *lines* may have: of templates, of the header, of their own."""
    texts = TemplateText.objects.filter(has_fields("subject")).order_by()
    of_templates = list(texts.values_list("template", "subject"))
    templates = {template for template, subject in of_templates}
    said = lines.filter(has_fields("subject") | Q(template__in=templates)).order_by()
    on_lines = set(said.values_list("template", "subject").distinct())
    # A subject of the header stands before that of its template.
    used = {segment.template_id} if segment.subject is None else set()
    used |= {template for template, subject in on_lines if subject is None}
    own = {segment.subject, *(subject for template, subject in on_lines)}
    found = {subject for template, subject in of_templates if template in used}
    return found | {subject for subject in own if subject and _has_fields(subject)}


def _has_fields(text: str) -> bool:
    return "{" in text or "}" in text


def _slices(lines: QuerySet) -> Iterator[list[SegmentLine]]:
    """*lines* in their order, `SLICE` at a time, each fetched whole."""
    found = list(lines[:SLICE])
    while found:
        yield found
        found = list(lines.filter(pk__gt=found[-1].pk)[:SLICE]) if len(found) == SLICE else []
