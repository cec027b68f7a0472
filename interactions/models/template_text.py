from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.models import Language
from crm.models.fields import LineField, ProseField
from crm.text import search_text
from interactions.merge_fields import validate_merge_fields
from interactions.models.interaction_template import InteractionTemplate


class TemplateText(models.Model):
    """Subject and body of a template in one language, with merge fields."""

    template = models.ForeignKey(
        InteractionTemplate,
        models.CASCADE,
        related_name="texts",
        verbose_name=_("interaction template"),
    )
    language = models.CharField(_("language"), max_length=8, choices=Language.choices)
    subject = LineField(
        _("subject"), max_length=200, blank=True, validators=[validate_merge_fields]
    )
    # The folded subject: set-based logging writes it beside the subject.
    subject_words = models.TextField(editable=False, default="")
    body = ProseField(_("body"), blank=True, validators=[validate_merge_fields])

    history = HistoricalRecords(excluded_fields=["subject_words"])

    class Meta:
        ordering = ("template", "language")
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.UniqueConstraint(
                "template", "language", name="interactions_templatetext_one_a_language"
            )
        ]

    def __str__(self):
        return f"{self.template} ({self.get_language_display()})"

    def save(self, *args, **kwargs):
        self.subject_words = search_text(self.subject)
        super().save(*args, **kwargs)
