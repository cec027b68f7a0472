import secrets

from django.conf import settings
from django.db import models


def new_secret() -> str:
    """An address that nobody guesses: 256 bits."""
    return secrets.token_urlsafe(32)


class CalendarFeedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own and nobody else's: the secret is a key."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class CalendarFeed(models.Model):
    """The secret address under which a calendar reads what somebody owes; no row, no address."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    secret = models.CharField(max_length=64, unique=True, default=new_secret)
    made_at = models.DateTimeField()

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.user)
