from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from crm.models import Contact
from segments.models.segment_line import Skipped
from segments.models.segment_step import SegmentStep


def never_added(path: str = "") -> Q:
    """Who is put on no segment; *path* leads to the contact, for example `contact__`."""
    return Q(**{f"{path}exclude_from_segments": True}) | Q(**{f"{path}privacy_blocked": True})


def reason_not_to_add(path: str = "") -> Case:
    """Why, of the two; being excluded is said first, as when a segment is logged."""
    return Case(
        When(Q(**{f"{path}exclude_from_segments": True}), then=Value(Skipped.EXCLUDED)),
        default=Value(Skipped.PRIVACY),
        output_field=models.CharField(max_length=16),
    )


class SkippedContactQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those whose contact *user* may see."""
        if not user.is_authenticated:
            return self.none()
        if user.scope is None:
            return self
        return self.filter(Q(contact__salesperson__in=user.scope) | Q(contact__salesperson=None))


class SkippedContact(models.Model):
    """A contact that a step did not add, and why: nobody is left out without a word."""

    step = models.ForeignKey(SegmentStep, models.CASCADE, related_name="skipped_contacts")
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="+", verbose_name=_("Contact")
    )
    reason = models.CharField(_("Reason"), max_length=16, choices=Skipped.choices)

    objects = SkippedContactQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("skipped contact")
        verbose_name_plural = _("skipped contacts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint("step", "contact", name="segments_skippedcontact_once_a_step")
        ]

    def __str__(self):
        return f"{self.contact}: {self.get_reason_display()}"
