import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.models import StoredFile
from interactions.models.batch import InteractionBatch
from interactions.models.comment import REMOVABLE_FOR
from interactions.models.interaction_template import InteractionTemplate
from interactions.models.log_entry import InteractionLogEntry

# What a file can be attached to: exactly one of these holds each attachment.
HOLDERS = ("entry", "batch", "template", "form_key")


def _exactly_one_holder() -> Q:
    """One of `HOLDERS` is set and the others are not."""
    alone = Q()
    for holder in HOLDERS:
        alone |= Q(**{f"{each}__isnull": each != holder for each in HOLDERS})
    return alone


class AttachmentQuerySet(models.QuerySet):
    def of_entry(self, entry: InteractionLogEntry):
        """What belongs to *entry*: its own, those of its batch, and those of its template.

        A template's file belongs to what was recorded while the template had it, so nothing is
        copied for a million entries and no entry changes when the template does.
        """
        of_template = Q(template=entry.template_id, at__lte=entry.recorded_at) & (
            Q(removed_at=None) | Q(removed_at__gt=entry.recorded_at)
        )
        of_batch = Q(batch=entry.batch_id) if entry.batch_id else Q()
        return self.filter(Q(entry=entry.pk) | of_batch | of_template)

    def of_template(self, template: InteractionTemplate):
        """What an interaction gets that is recorded with *template* now."""
        return self.filter(template=template, removed_at=None)

    def of_form(self, form_key):
        """What was attached to a form that is not finished yet."""
        return self.filter(form_key=form_key)

    def removable_by(self, user, now: datetime.datetime):
        """Attachments of recorded interactions that who attached them may still take away."""
        recorded = self.exclude(entry=None, batch=None)
        return recorded.filter(by=user, at__gt=now - REMOVABLE_FOR)


class Attachment(models.Model):
    """That a file belongs to an interaction, and since when.

    It is held by one entry, by a batch (one file for all its entries), by a template (one file
    for all that is recorded with it), or by a form that is still open or postponed.
    """

    file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="attachments", verbose_name=_("file")
    )
    entry = models.ForeignKey(
        InteractionLogEntry,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("entry"),
    )
    batch = models.ForeignKey(
        InteractionBatch, models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    template = models.ForeignKey(
        InteractionTemplate, models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    form_key = models.UUIDField(null=True, blank=True, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    # Of a template: what was recorded before keeps the file.
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("Attachment")
        verbose_name_plural = _("Attachments")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=_exactly_one_holder(), name="interactions_attachment_one_holder"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False, template__isnull=False),
                name="interactions_attachment_removed_of_template",
            ),
            *(
                models.UniqueConstraint(
                    fields=(holder, "file"), name=f"interactions_attachment_once_a_{holder}"
                )
                for holder in HOLDERS
            ),
        ]

    def __str__(self):
        return str(self.file)

    def is_removable_by(self, user, now: datetime.datetime) -> bool:
        """Whether *user* attached it to a recorded interaction a few minutes ago."""
        recorded = bool(self.entry_id or self.batch_id)
        return recorded and self.by_id == user.pk and self.at > now - REMOVABLE_FOR
