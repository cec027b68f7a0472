from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.access import Reach, reach_of
from crm.models.fields import LineField


class SavedCriteriaQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Common knowledge of those who build segments."""
        return self if reach_of(user, "segments.change_segment") else self.none()


class SavedCriteria(models.Model):
    """Steps kept under a name, to be taken again on another segment with today's data."""

    name = LineField(_("name"), unique=True)
    # [{"kind", "query", "history"}, …] in order.
    steps = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = SavedCriteriaQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("saved criteria")
        verbose_name_plural = _("saved criteria")

    def __str__(self):
        return self.name

    def may_be_changed_by(self, user) -> bool:
        """Whoever saved them, and whoever reaches every segment."""
        return self.by_id == user.pk or reach_of(user, "segments.change_segment") == Reach.ALL
