import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CompletionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What is told to *user* and to nobody else."""
        return self.filter(owner=user) if user.is_authenticated else self.none()

    def news_for(self, user, since: datetime.datetime):
        """What others have finished of his *since*, the newest first."""
        return self.filter(owner=user, at__gte=since).order_by("-at", "-pk")


class Completion(models.Model):
    """That somebody else finished what its owner had postponed: who, when, and which entry.

    It holds no words of its own; what was written down is in the entry, for whoever may see it.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry = models.ForeignKey(
        "interactions.InteractionLogEntry", models.CASCADE, related_name="completions"
    )

    objects = CompletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("completion by somebody else")
        verbose_name_plural = _("completions by somebody else")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(owner=F("by")), name="interactions_completion_by_somebody_else"
            ),
        ]
        indexes = [models.Index(fields=("owner", "-at"), name="completion_owner")]

    def __str__(self):
        return str(self.entry)
