import datetime
import hashlib
import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.models.fields import LineField


class ConnectedSystemQuerySet(models.QuerySet):
    def with_token(self, token: str):
        """The system that *token* was made for, unless it was revoked since."""
        return self.filter(token_hash=hash_of(token), revoked_at=None)


class ConnectedSystem(models.Model):
    """Another system that tells us its events, known by a token of its own.

    The token is shown once, when it is made; only its hash is kept.
    """

    code = LineField(
        _("code"), max_length=20, unique=True, help_text=_("Short and lasting, for example ERP.")
    )
    description = LineField(_("description"), blank=True)
    token_hash = models.CharField(max_length=64, editable=False, blank=True)
    token_made_at = models.DateTimeField(_("token made"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = ConnectedSystemQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["token_hash"])

    class Meta:
        ordering = ("code",)
        verbose_name = _("connected system")
        verbose_name_plural = _("Connected Systems")
        constraints = [
            models.UniqueConstraint(
                fields=("token_hash",),
                condition=~Q(token_hash=""),
                name="interactions_connectedsystem_token",
            )
        ]

    def __str__(self):
        return self.description or self.code

    def make_token(self, *, now: datetime.datetime) -> str:
        """A new token, told this once; the one before it is worth nothing from now on."""
        token = secrets.token_urlsafe(32)
        self.token_hash, self.token_made_at, self.revoked_at = hash_of(token), now, None
        self.save(update_fields=["token_hash", "token_made_at", "revoked_at"])
        return token

    def revoke(self, *, now: datetime.datetime) -> None:
        """Let nobody in with the token any more."""
        self.revoked_at = now
        self.save(update_fields=["revoked_at"])


def hash_of(token: str) -> str:
    """What is kept of a token: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
