from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.fields import LineField


class SavedView(models.Model):
    """A filter that a user keeps under a name: the query string of a list page."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=50)
    name = LineField(_("name"), max_length=50)
    query = models.CharField(max_length=2000)

    class Meta:
        ordering = ("name",)
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint("user", "page", "name", name="crm_savedview_one_name_a_page")
        ]

    def __str__(self):
        return self.name
