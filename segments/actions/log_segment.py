"""Logging a segment: an entry for each line that is not skipped, exactly once."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from crm.access import require
from crm.actions.mailings import start_mailing
from crm.actions.pace import Pace
from crm.models import CorrespondenceType, Mailing, User
from crm.refusal import Refusal
from crm.ui.reading import Reading
from interactions.models import InteractionBatch
from segments.actions.create_follow_up import start_follow_up
from segments.actions.logging_steps import run_steps
from segments.actions.start_segment import VERB
from segments.mailing import what_mails_lack
from segments.models import Segment

# A segment up to this size is logged in one transaction, while the user waits.
ONE_STEP = {"sqlite": 2_000, "postgresql": 20_000}


class SegmentAlreadyLogged(Refusal):
    """Somebody logged it meanwhile, or is logging it."""

    def __init__(self, segment: Segment, reading: Reading):
        super().__init__(
            _("Segment %(no)s was already logged: %(user)s, %(date)s.")
            % {
                "no": segment.number,
                "user": segment.batch.by,
                "date": reading.full_moment(segment.batch.started_at),
            }
        )
        self.segment = segment


class SegmentNotReady(Refusal):
    """Something is missing; *sentences* say what, each for itself."""

    def __init__(self, sentences: list[str]):
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class PreviewIsStale(Refusal):
    """What will be recorded or skipped has changed since it was shown."""

    def __init__(self, preview: "LogPreview"):
        super().__init__(_("Something changed since this page was opened: look at it once more."))
        self.preview = preview


@dataclass(frozen=True)
class LogPreview:
    """What logging would do now: numbers, cost in the local currency, duration in minutes."""

    recorded: int
    cost: Decimal
    duration: int
    missing: int
    # How many of the recorded ones go out by e-mail.
    emails: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    # How many lines lack what (`segment_line.MISSING`); asked only where anything is missing.
    lacking: dict[str, int] = field(default_factory=dict)

    @property
    def lines(self) -> int:
        return self.recorded + sum(self.skipped.values())

    @property
    def fingerprint(self) -> str:
        """What the user has seen and agreed to."""
        parts = [self.recorded, self.missing, self.emails, *sorted(self.skipped.items())]
        return ".".join(map(str, parts))


@dataclass(frozen=True, kw_only=True)
class LogOptions:
    """What the user chose on the page *Log Segment*."""

    create_follow_up: bool = False
    copy_interaction: bool = False
    send_emails: bool = False


def preview_log(*, segment: Segment, by: User) -> LogPreview:
    """What logging *segment* would do if *by* did it now; one pass over its lines."""
    lines = segment.lines.kept().with_effective().with_reason(by.scope).with_missing()
    logged = Q(reason="")
    rows = (
        lines.order_by()
        .values("reason")
        .annotate(
            number=Count("pk"),
            incomplete=Count("pk", filter=logged & Q(is_missing=True)),
            emails=Count("pk", filter=Q(effective_correspondence_type=CorrespondenceType.EMAIL)),
            cost=Sum("effective_cost"),
            duration=Sum("effective_duration"),
        )
    )
    by_reason = {row["reason"]: row for row in rows}
    told: dict[str, Any] = by_reason.pop("", {})
    incomplete = told.get("incomplete", 0)
    return LogPreview(
        recorded=told.get("number", 0),
        cost=told.get("cost") or Decimal(0),
        duration=told.get("duration") or 0,
        missing=incomplete,
        emails=told.get("emails", 0),
        skipped={reason: row["number"] for reason, row in by_reason.items()},
        lacking=lines.filter(reason="").count_missing() if incomplete else {},
    )


def what_is_missing(segment: Segment, preview: LogPreview) -> list[str]:
    """Sentences for everything that keeps *segment* from being logged; empty where it is ready."""
    sentences = []
    if not preview.lines:
        sentences.append(_("The segment has no lines. Add contacts first."))
    elif not preview.recorded:
        sentences.append(_("Every line would be skipped: nothing would be recorded."))
    lacking = preview.lacking
    if segment.template_id is None and (lacking.get("no_template") or not preview.lines):
        sentences.append(_("Choose an interaction template in the part Interaction."))
    elif lacking.get("no_template"):
        sentences.append(_("Lines without a template: %(n)s") % {"n": lacking["no_template"]})
    elif lacking.get("no_description"):
        # Who has no template has no description either: one thing to do is said once.
        number = {"n": lacking["no_description"]}
        sentences.append(_("Lines without an interaction description: %(n)s") % number)
    if lacking.get("no_salesperson"):
        number = {"n": lacking["no_salesperson"]}
        sentences.append(_("Lines without a salesperson: %(n)s") % number)
    if lacking.get("no_date"):
        sentences.append(_("Fill in: %(field)s.") % {"field": _("Date of Interaction")})
    return sentences


def log_segment(
    *,
    segment: Segment,
    by: User,
    now: datetime.datetime,
    options: LogOptions = LogOptions(),
    seen: str = "",
    hand_over: Callable[[InteractionBatch], object] = lambda batch: None,
    opened: Callable[[InteractionBatch], object] = lambda batch: None,
) -> InteractionBatch:
    """Log *segment*; a long one is only begun, and `run_steps` goes on with it.

    *seen* is the fingerprint of the preview the user agreed to. *hand_over* gets a batch that
    was only begun, in the same transaction: who goes on with it is never forgotten. *opened* gets
    every batch there, for what else belongs to the logging. Nothing is written where something is
    missing, where the preview is stale, or where somebody else was faster.
    """
    require(segment.is_within(by, VERB), str(_("Log Segment")))
    preview = preview_log(segment=segment, by=by)
    if seen and seen != preview.fingerprint:
        raise PreviewIsStale(preview)
    with transaction.atomic():
        batch = _begin(segment, preview, by, now, options)
        opened(batch)
        if preview.lines <= ONE_STEP[connection.vendor]:
            run_steps(batch=batch, now=now, pace=Pace(preview.lines + 1, rest=0))
        else:
            hand_over(batch)
    batch.refresh_from_db()
    return batch


def _begin(
    segment: Segment, preview: LogPreview, by: User, now: datetime.datetime, options: LogOptions
) -> InteractionBatch:
    """Freeze the segment as it was previewed and open its batch."""
    batch = InteractionBatch.objects.create(
        title=f"{segment.number} – {segment.description}"[:150],
        by=by,
        started_at=now,
        occurred_at=now,
        total=preview.recorded,
        mailing=_mailing(segment, by, now) if options.send_emails and preview.emails else None,
    )
    if not _freeze(segment, batch):
        _explain(segment, by, now)
    sentences = what_is_missing(segment, preview)
    if options.send_emails:
        sentences += what_mails_lack(segment, by)
    if sentences:
        raise SegmentNotReady(sentences)
    if options.create_follow_up:
        start_follow_up(
            segment=segment,
            by=by,
            now=now,
            copy_interaction=options.copy_interaction,
            published=False,
        )
    return batch


def _mailing(segment: Segment, by: User, now: datetime.datetime) -> Mailing:
    return start_mailing(title=f"{segment.number} – {segment.description}", by=by, now=now)


def _freeze(segment: Segment, batch: InteractionBatch) -> int:
    """Bind *segment* to its batch if it is still as it was read; 0 where it is not."""
    unchanged = Segment.objects.filter(pk=segment.pk, batch=None, version=segment.version)
    return unchanged.update(batch=batch, version=F("version") + 1)


def _explain(segment: Segment, by: User, now: datetime.datetime) -> None:
    """Why the segment could not be frozen: somebody logged it, or changed it."""
    current = Segment.objects.select_related("batch__by").get(pk=segment.pk)
    if current.batch is not None:
        raise SegmentAlreadyLogged(current, Reading(by, now, currency=""))
    raise PreviewIsStale(preview_log(segment=current, by=by))
