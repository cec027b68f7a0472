from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from crm.models.fields import LineField


class MailingQuerySet(models.QuerySet):
    def released(self):
        """Those whose mails may leave."""
        return self.filter(released_at__isnull=False)

    def with_due(self, mails: models.QuerySet):
        """Those of which any of *mails* is."""
        return self.filter(Exists(mails.filter(mailing=OuterRef("pk"))))


class Mailing(models.Model):
    """Mails to many that were written together: none leaves before all are there.

    Releasing a hundred thousand of them is the change of this one row.
    """

    title = LineField(_("title"), max_length=150)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"))
    released_at = models.DateTimeField(_("released"), null=True, blank=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        default_permissions = ()

    def __str__(self):
        return self.title
