from django.db import models

from crm.models.fields import LineField
from segments.models.segment_line import SegmentLine


class MergedSubjectQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Nobody sees them: they stand only while a step of logging is under way."""
        return self.none()


class MergedSubject(models.Model):
    """The subject of a line with its merge fields filled in, and its folded words.

    Written, read and deleted in the transaction of one step: the statement that records the
    entries takes it from here.
    """

    line = models.OneToOneField(
        SegmentLine, models.CASCADE, primary_key=True, related_name="merged_subject"
    )
    subject = LineField(max_length=200, blank=True)
    words = models.TextField(blank=True)

    objects = MergedSubjectQuerySet.as_manager()

    class Meta:
        verbose_name = "merged subject"
        default_permissions = ()

    def __str__(self):
        return self.subject
