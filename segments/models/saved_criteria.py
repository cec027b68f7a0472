from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.fields import LineField


class SavedCriteria(models.Model):
    """Steps kept under a name, to be taken again on another segment with today's data."""

    name = LineField(_("name"), unique=True)
    # [{"kind", "query", "history"}, …] in order.
    steps = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        verbose_name = _("saved criteria")
        verbose_name_plural = _("saved criteria")

    def __str__(self):
        return self.name
