from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.models import DocumentKind
from interactions.models.interaction_template import InteractionTemplate


class RecordingRule(models.Model):
    """From which template an interaction is recorded when something of this kind happens.

    A kind without a rule is not recorded.
    """

    kind = models.CharField(_("kind"), max_length=32, choices=DocumentKind.choices)
    template = models.ForeignKey(
        InteractionTemplate,
        models.PROTECT,
        related_name="recording_rules",
        verbose_name=_("interaction template"),
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ("kind",)
        verbose_name = _("recording rule")
        verbose_name_plural = _("Automatic Recording")
        constraints = [
            models.UniqueConstraint(
                fields=("kind",), name="interactions_recordingrule_one_rule_per_kind"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} → {self.template}"
