from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.models.fields import LineField


class InteractionGroupQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Groups are read by everybody who signs in."""
        return self if user.is_authenticated else self.none()


class InteractionGroup(models.Model):
    """Templates of one sort, counted together."""

    code = LineField(_("code"), max_length=20, unique=True)
    description = LineField(_("description"), blank=True)

    objects = InteractionGroupQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("code",)
        verbose_name = _("interaction group")
        verbose_name_plural = _("Interaction Groups")

    def __str__(self):
        return self.description or self.code

    def get_absolute_url(self):
        return reverse("interaction_group", args=[self.pk])

    def is_used(self) -> bool:
        """Whether templates or recorded interactions belong to it."""
        return self.templates.exists() or self.interactions.exists()
