from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models import Mailing
from crm.models.fields import LineField
from interactions.models.cancellation import Cancellation


class InteractionBatch(models.Model):
    """Entries recorded together: a logged segment, or one meeting with several people."""

    title = LineField(_("title"), max_length=150)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    occurred_at = models.DateTimeField()
    total = models.PositiveBigIntegerField(default=0)
    # The key of the last source row recorded, written in the transaction of its step.
    watermark = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    # The mails that go out with it, where any do.
    mailing = models.OneToOneField(
        Mailing, models.PROTECT, null=True, blank=True, related_name="batch"
    )
    cancellation = models.ForeignKey(
        Cancellation, models.PROTECT, null=True, blank=True, related_name="batches"
    )

    class Meta:
        verbose_name = _("interactions recorded together")
        verbose_name_plural = _("interactions recorded together")

    def __str__(self):
        return self.title
