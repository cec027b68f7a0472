import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# Who has taken no step for so long was stopped, or has not begun.
SILENCE = datetime.timedelta(minutes=1)


class AuditRecordQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own deeds; those of all for who may read audit records."""
        if not user.is_authenticated:
            return self.none()
        return self if user.has_perm("crm.view_auditrecord") else self.filter(by=user)


class AuditRecord(models.Model):
    """What remains of a deed that removed its own traces: who, when, which filter, how many.

    It is written before the deed begins. `count` grows in the transactions of the deed, so it
    is what was really removed, also where the deed was interrupted and never finished.
    """

    class Deed(models.TextChoices):
        PURGE_ENTRIES = "purge_entries", _("Delete Canceled Interaction Log Entries")
        DELETE_SEGMENTS = "delete_segments", _("Delete Canceled Logged Segments")
        REMOVE_POSTPONED = "remove_postponed", _("Remove old interrupted interactions")
        ERASE_PERSON = "erase_person", _("Erase personal data")
        DELETE_CONTACT = "delete_contact", _("Delete contact")

    deed = models.CharField(_("deed"), max_length=32, choices=Deed.choices)
    # Empty where the deed came from the command line.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"))
    last_step_at = models.DateTimeField(_("last step"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    facts = models.JSONField(_("facts"), default=dict)
    total = models.PositiveBigIntegerField(_("expected"), default=0)
    count = models.PositiveBigIntegerField(_("number"), default=0)

    objects = AuditRecordQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("audit record")
        verbose_name_plural = _("audit records")

    def __str__(self):
        return f"{self.get_deed_display()} {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    def is_silent(self, now: datetime.datetime) -> bool:
        """Whether nobody works on this deed any more, or nobody has begun."""
        return not self.is_finished and (self.last_step_at or self.at) < now - SILENCE

    def rate(self) -> float:
        """Rows a second since the deed was asked for; 0 before its first step."""
        if self.last_step_at is None:
            return 0
        seconds = (self.last_step_at - self.at).total_seconds()
        return self.count / seconds if seconds > 0 else 0
