"""Words that templates, entries and segments share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InformationFlow(models.TextChoices):
    """Which way it went; blank means that nobody decided."""

    OUTBOUND = "outbound", _("Outbound")
    INBOUND = "inbound", _("Inbound")


class InitiatedBy(models.TextChoices):
    """Who began; blank means that nobody decided."""

    US = "us", _("Us")
    THEM = "them", _("Them")


class Evaluation(models.IntegerChoices):
    """How it went; the better, the greater. Null means not evaluated."""

    VERY_POSITIVE = 5, _("Very positive")
    POSITIVE = 4, _("Positive")
    NEUTRAL = 3, _("Neutral")
    NEGATIVE = 2, _("Negative")
    VERY_NEGATIVE = 1, _("Very negative")
