"""The values of an interaction that a segment gives to its lines, and a line may have itself."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.models import CorrespondenceType, Language, Salesperson
from crm.models.fields import DayField, LineField
from crm.text import search_text
from interactions.models import InformationFlow, InitiatedBy, InteractionTemplate


def _choice(label, choices, max_length):
    return models.CharField(
        label, max_length=max_length, choices=choices, null=True, blank=True, default=None
    )


def _noun(label, model):
    return models.ForeignKey(
        model, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class InteractionPart(models.Model):
    """Own values of a header or a line: **null means inherited**; blank, 0 and no are own values.

    The words beside a text are its folded form, so that set-based logging can write what is
    searched without asking Python for each row.
    """

    template = _noun(_("Interaction Template"), InteractionTemplate)
    interaction_description = LineField(
        _("Interaction description"), max_length=150, null=True, blank=True
    )
    interaction_description_words = models.TextField(null=True, editable=False)  # noqa: DJ001
    subject = LineField(_("Subject"), max_length=200, null=True, blank=True)
    subject_words = models.TextField(null=True, editable=False)  # noqa: DJ001
    language = _choice(_("Language"), Language.choices, 8)
    correspondence_type = _choice(_("Correspondence Type"), CorrespondenceType.choices, 16)
    information_flow = _choice(_("Information Flow"), InformationFlow.choices, 8)
    initiated_by = _choice(_("Initiated By"), InitiatedBy.choices, 8)
    cost = models.DecimalField(
        _("Cost"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    duration = models.PositiveIntegerField(
        _("Duration (min)"), null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    date = DayField(_("Date of Interaction"), null=True, blank=True)
    salesperson = _noun(_("Salesperson"), Salesperson)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.refresh_words()
        super().save(*args, **kwargs)

    def refresh_words(self) -> None:
        """Fold the texts anew; a text that is inherited has no words of its own."""
        self.interaction_description_words = _words(self.interaction_description)
        self.subject_words = _words(self.subject)


def _words(text: str | None) -> str | None:
    return None if text is None else search_text(text)
