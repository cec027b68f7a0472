from django.conf import settings
from django.db import models


class FinishedForm(models.Model):
    """That a form was finished: its one-time key, stored in the transaction of its effect.

    Who arrives with the same key again is sent to `path` and told by whom and when.
    """

    key = models.UUIDField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    path = models.CharField(max_length=200)

    def __str__(self):
        return f"{self.key} → {self.path}"
