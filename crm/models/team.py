from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.fields import LineField


class Team(models.Model):
    """Salespeople who stand in for one another."""

    name = LineField(_("name"), unique=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self):
        return self.name
