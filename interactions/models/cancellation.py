from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.fields import LineField


class Cancellation(models.Model):
    """That entries were marked as canceled: who, when, why. One row for however many entries.

    Rows of this table are never deleted: the audit of a purge may name them.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    reason = LineField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("cancellation")
        verbose_name_plural = _("cancellations")
        default_permissions = ()

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.by}"


class Restoration(models.Model):
    """That a cancellation was undone, wholly or in part: who and when."""

    cancellation = models.ForeignKey(Cancellation, models.PROTECT, related_name="restorations")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("restoration")
        verbose_name_plural = _("restorations")
        default_permissions = ()

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.by}"
