from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Case, Count, Q, Value, When
from django.utils.translation import gettext_lazy as _

from crm.models import Contact, CorrespondenceType
from segments.effective import effective_values
from segments.models.interaction_part import InteractionPart
from segments.models.segment import Segment
from segments.models.segment_step import SegmentStep


class Skipped(models.TextChoices):
    """Why a line gets no entry."""

    EXCLUDED = "excluded", _("excluded from segments")
    PRIVACY = "privacy", _("blocked for privacy reasons")
    OPTED_OUT = "opted_out", _("opted out of e-mail")
    NO_ADDRESS = "no_address", _("no e-mail address")
    OUT_OF_SIGHT = "out_of_sight", _("no longer visible")
    # Found complete when logging began, and no longer so when its turn came.
    INCOMPLETE = "incomplete", _("something required was missing")


# What an entry cannot be without.
MISSING = {
    "no_template": Q(effective_template=None),
    "no_description": Q(effective_interaction_description=None)
    | Q(effective_interaction_description=""),
    "no_salesperson": Q(effective_salesperson=None),
    "no_date": Q(effective_date=None),
}


def reason_to_skip(scope: frozenset[int] | None) -> Case:
    """The first reason that holds, in the order of `Skipped`; blank where none does."""
    by_email = Q(effective_correspondence_type=CorrespondenceType.EMAIL)
    no_address = Q(contact__email="", contact__second_email="")
    reasons = {
        Skipped.EXCLUDED: Q(contact__exclude_from_segments=True),
        Skipped.PRIVACY: Q(contact__privacy_blocked=True),
        Skipped.OPTED_OUT: by_email & Q(contact__email_opt_out_at__isnull=False),
        Skipped.NO_ADDRESS: by_email & no_address,
    }
    if scope is not None:
        visible = Q(contact__salesperson__in=scope) | Q(contact__salesperson=None)
        reasons[Skipped.OUT_OF_SIGHT] = ~visible
    return Case(
        *[When(condition, then=Value(reason)) for reason, condition in reasons.items()],
        default=Value(""),
        output_field=models.CharField(max_length=16),
    )


class SegmentLineQuerySet(models.QuerySet):
    def kept(self):
        """Lines on the segment: those that no later step removed."""
        return self.filter(removed_in=None)

    def visible_to(self, user):
        """Lines whose contact *user* may see."""
        if not user.is_authenticated:
            return self.none()
        if user.scope is None:
            return self
        return self.filter(Q(contact__salesperson__in=user.scope) | Q(contact__salesperson=None))

    def with_effective(self):
        """With every value the line would be logged with, as `effective_<name>`."""
        rows = self
        # One after the other: the language asks the template, the subject asks the language.
        for name, value in effective_values().items():
            rows = rows.annotate(**{f"effective_{name}": value})
        return rows

    def with_reason(self, scope: frozenset[int] | None):
        """With `reason`: why the line would be skipped, blank where it would be logged.

        *scope* is the scope of who logs. Needs `with_effective()`.
        """
        return self.annotate(reason=reason_to_skip(scope))

    def with_missing(self):
        """With `is_missing`: whether something required is missing. Needs `with_effective()`."""
        any_missing = reduce(or_, MISSING.values())
        return self.annotate(
            is_missing=Case(When(any_missing, then=Value(True)), default=Value(False))
        )

    def count_missing(self) -> dict[str, int]:
        """How many lines lack what, by the names of `MISSING`. Needs `with_effective()`."""
        counts = {name: Count("pk", filter=lacking) for name, lacking in MISSING.items()}
        return self.order_by().aggregate(**counts)


class SegmentLine(InteractionPart):
    """A contact on a segment; what it does not say itself it inherits."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="lines", db_index=False)
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="segment_lines", verbose_name=_("Contact")
    )
    attempt_failed = models.BooleanField(_("Attempt failed"), default=False)
    added_in = models.ForeignKey(SegmentStep, models.RESTRICT, related_name="added_lines")
    removed_in = models.ForeignKey(
        SegmentStep, models.RESTRICT, null=True, blank=True, related_name="removed_lines"
    )
    # Where the line stood before a step added it again, so that this step can be undone.
    added_before = models.ForeignKey(
        SegmentStep, models.RESTRICT, null=True, blank=True, related_name="+"
    )
    removed_before = models.ForeignKey(
        SegmentStep, models.RESTRICT, null=True, blank=True, related_name="+"
    )
    # Why it got no entry when the segment was logged; blank where it got one.
    skipped = models.CharField(max_length=16, choices=Skipped.choices, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SegmentLineQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("line")
        verbose_name_plural = _("Lines")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                "segment", "contact", name="segments_segmentline_contact_stands_once"
            )
        ]
        indexes = [models.Index(fields=("segment", "id"), name="segment_line_by_id")]

    def __str__(self):
        return f"{self.segment.number}: {self.contact}"
