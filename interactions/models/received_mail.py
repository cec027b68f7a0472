from django.db import models


class ReceivedMail(models.Model):
    """That a message was dealt with: a copy of it, or the same one read again, is not."""

    key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.key
