from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interactions.models.batch import InteractionBatch


class LetterRun(models.Model):
    """The letters of a batch as one PDF, made by the worker, step by step.

    The watermark is the key of the last entry that was dealt with, written in the transaction
    that keeps the letters of its step: what was killed goes on there.
    """

    class LeftOut(models.TextChoices):
        """Why an entry that is a letter was not printed."""

        CANCELED = "canceled", _("the interaction is canceled")
        PRIVACY = "privacy", _("blocked for privacy reasons")
        OUT_OF_SIGHT = "out_of_sight", _("no longer visible")
        NO_TEXT = "no_text", _("the template has no text in the language")

    batch = models.ForeignKey(InteractionBatch, models.PROTECT, related_name="letter_runs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    watermark = models.PositiveBigIntegerField(default=0)
    letters = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    # How many were not printed, by the values of `LeftOut`.
    left_out = models.JSONField(default=dict)
    last_step_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Below the folder of what was printed; "" where nothing was, or the browser has to print.
    file = models.CharField(max_length=100, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("printed letters")
        verbose_name_plural = _("printed letters")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                "batch",
                condition=Q(finished_at=None),
                name="interactions_letterrun_one_at_a_time",
            )
        ]

    def __str__(self):
        return f"{self.batch}: {self.letters}"


class LetterPart(models.Model):
    """The file of one step, until all are joined."""

    run = models.ForeignKey(LetterRun, models.CASCADE, related_name="parts")
    # The watermark that the step began at.
    after = models.PositiveBigIntegerField()
    file = models.CharField(max_length=100)

    class Meta:
        ordering = ("after",)
        default_permissions = ()
        constraints = [
            models.UniqueConstraint("run", "after", name="interactions_letterpart_one_a_step")
        ]

    def __str__(self):
        return self.file
