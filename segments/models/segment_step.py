from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from segments.models.segment import Segment


class SegmentStep(models.Model):
    """One step of building: what was asked, and how many lines came or went.

    A line says in which step it came (`added_in`) and went (`removed_in`), so the last step
    can be undone exactly. `query` is the normalised query string of the contact filter,
    `history` the one of the interaction history.
    """

    class Kind(models.TextChoices):
        SEARCH = "search", _("Add contact")
        PASTE = "paste", _("Add pasted contacts")
        SELECTION = "selection", _("Add selected contacts")
        ADD = "add", _("Add Contacts")
        REDUCE = "reduce", _("Reduce Contacts")
        REFINE = "refine", _("Refine Contacts")
        REUSE = "reuse", _("Reuse contacts of a logged segment")
        FOLLOW_UP = "follow_up", _("Follow-up")
        REMOVE = "remove", _("Remove lines")
        OUTCOME = "outcome", _("Follow-up by outcome")
        KNOWN = "known", _("Leave out who was addressed before")

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    query = models.TextField(blank=True)
    history = models.TextField(blank=True)
    source = models.ForeignKey(
        Segment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logged segment"),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    added = models.PositiveBigIntegerField(default=0)
    removed = models.PositiveBigIntegerField(default=0)
    skipped = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ("pk",)
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        default_permissions = ()

    def __str__(self):
        return str(self.get_kind_display())
