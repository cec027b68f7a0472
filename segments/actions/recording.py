"""The statements of a step of logging, compiled once for all steps of a segment."""

import datetime
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Case, F, QuerySet, Value, When

from crm.insert_select import AFTER, UP_TO, Insertion
from crm.models.fields import MomentField
from crm.prepared import Selection
from interactions.actions.queue_mails import key_of_mail, prepare_mails
from interactions.actions.record_batch import prepare_batch
from interactions.models import InteractionBatch, InteractionLogEntry
from segments.actions.create_follow_up import Following
from segments.actions.merge_subjects import SubjectMerging
from segments.effective import contacted_via
from segments.models import Segment, SegmentLine, SegmentStep
from segments.models.segment_line import Skipped

# Lines with more days of their own than this have statements made for each step.
MOST_DAYS = 100


@dataclass(frozen=True)
class Recording:
    """Marks who is skipped, records the others with their mails, and lets both follow."""

    skips: Selection
    merging: SubjectMerging | None
    entries: Insertion
    mails: Insertion | None
    followings: list[Following]

    @classmethod
    def of_all(cls, batch: InteractionBatch, now: datetime.datetime) -> "Recording | None":
        """The statements for every step of *batch*; None where the days are too many for that.

        None too where the logging was taken back meanwhile: no step follows.
        """
        # Asked once: between two questions somebody may take the logging back.
        segment = Segment.objects.filter(batch=batch).first()
        if segment is None:
            return None
        lines = SegmentLine.objects.filter(segment=segment)
        days = _days(lines)
        return cls._of(batch, segment, now, lines, days) if len(days) <= MOST_DAYS else None

    @classmethod
    def of_step(
        cls, batch: InteractionBatch, now: datetime.datetime, *, after: int, up_to: int
    ) -> "Recording":
        """The statements for the one step of lines between *after* and *up_to*."""
        segment = Segment.objects.get(batch=batch)
        lines = SegmentLine.objects.filter(segment=segment, pk__gt=after, pk__lte=up_to)
        return cls._of(batch, segment, now, lines, _days(lines))

    @classmethod
    def _of(
        cls,
        batch: InteractionBatch,
        segment: Segment,
        now: datetime.datetime,
        of_segment: QuerySet,
        days: set[datetime.date],
    ) -> "Recording":
        merging = SubjectMerging.of(segment, of_segment, now)
        lines = SegmentLine.objects.kept().filter(segment=segment, pk__gt=AFTER, pk__lte=UP_TO)
        effective = lines.with_effective().with_reason(batch.by.scope).with_missing()
        left_out = effective.exclude(reason="", is_missing=False)
        follow_up = SegmentStep.objects.filter(
            segment__follows=segment,
            segment__published_at=None,
            kind=SegmentStep.Kind.FOLLOW_UP,
        )
        return cls(
            skips=Selection(SegmentLine, left_out.order_by("pk").values_list("pk", "reason")),
            merging=merging,
            entries=prepare_batch(
                lines=effective.filter(skipped=""),
                facts=_facts(batch, days | {segment.date}) | (merging.facts() if merging else {}),
                batch=batch,
                by=batch.by,
                now=now,
                event_key=key_of_mail(batch, "effective_correspondence_type")
                if batch.mailing_id
                else None,
            ),
            mails=_mails(batch, segment, now) if batch.mailing_id else None,
            followings=[Following.of(lines=lines, step=step) for step in follow_up],
        )

    def run(self, *, after: int, up_to: int) -> None:
        """Do it for the lines behind *after* up to *up_to*, in a transaction of the caller."""
        skipped: dict[str, list[int]] = {}
        for key, reason in self.skips.run(after=after, up_to=up_to):
            skipped.setdefault(reason or Skipped.INCOMPLETE, []).append(key)
        for reason, keys in skipped.items():
            SegmentLine.objects.filter(pk__in=keys).update(skipped=reason)
        if self.merging is not None:
            self.merging.run(after=after, up_to=up_to)
        self.entries.run(after=after, up_to=up_to)
        if self.merging is not None:
            self.merging.clear()
        if self.mails is not None:
            self.mails.run(after=after, up_to=up_to)
        for following in self.followings:
            following.run(after=after, up_to=up_to)


def _mails(batch: InteractionBatch, segment: Segment, now: datetime.datetime) -> Insertion:
    """A mail for each entry of a step that goes out by e-mail."""
    of_step = {"segment": segment, "pk__gt": AFTER, "pk__lte": UP_TO}
    entries = InteractionLogEntry.objects.filter(
        batch=batch, **{f"contact__segment_lines__{name}": value for name, value in of_step.items()}
    )
    return prepare_mails(entries=entries, batch=batch, now=now)


def _days(lines: QuerySet) -> set[datetime.date]:
    own = lines.exclude(date=None).order_by().values_list("date", flat=True).distinct()
    return set(own)


def _facts(batch: InteractionBatch, days: Iterable[datetime.date | None]) -> dict:
    """Each fact of an entry as an expression over its line."""
    names = (
        "template", "group", "company", "subject", "subject_words", "language", "cost",
        "correspondence_type", "information_flow", "initiated_by", "duration", "salesperson",
        "campaign", "evaluation",
    )  # fmt: skip
    return {name: F(f"effective_{name}") for name in names} | {
        "contact": F("contact"),
        "attempt_failed": F("attempt_failed"),
        "description": F("effective_interaction_description"),
        "description_words": F("effective_interaction_description_words"),
        "contacted_via": contacted_via(),
        "occurred_at": _occurred_at(batch, days),
    }


def _occurred_at(batch: InteractionBatch, days: Iterable[datetime.date | None]) -> Case:
    """The line's date at the local time of day at which logging began, in the company's zone."""
    zone = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    time_of_day = batch.occurred_at.astimezone(zone).time()
    moments = {
        day: datetime.datetime.combine(day, time_of_day, zone).astimezone(datetime.UTC)
        for day in days
        if day is not None
    }
    return Case(
        *[When(effective_date=day, then=Value(moment)) for day, moment in moments.items()],
        default=Value(batch.occurred_at),
        output_field=MomentField(),
    )
