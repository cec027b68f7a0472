import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models.fields import ProseField
from crm.search_index import SearchTextField
from crm.text import search_text
from interactions.models.log_entry import InteractionLogEntry

REMOVABLE_FOR = datetime.timedelta(minutes=15)


class CommentQuerySet(models.QuerySet):
    def removable_by(self, user, now: datetime.datetime):
        """Comments that their author may still take away."""
        return self.filter(by=user, at__gt=now - REMOVABLE_FOR)


class Comment(models.Model):
    """A remark on a recorded interaction: added, never edited."""

    entry = models.ForeignKey(
        InteractionLogEntry, models.CASCADE, related_name="comments", verbose_name=_("entry")
    )
    text = ProseField(_("Comment"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    search_text = SearchTextField()

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("Comment")
        verbose_name_plural = _("Comments")
        default_permissions = ()

    def __str__(self):
        return self.text

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.text)
        super().save(*args, **kwargs)

    def is_removable_by(self, user, now: datetime.datetime) -> bool:
        return self.by_id == user.pk and self.at > now - REMOVABLE_FOR
