from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.models.fields import DayField, LineField
from crm.models.salesperson import Salesperson
from crm.search_index import SearchTextField
from crm.text import search_text


class CampaignQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Campaigns are common knowledge inside the company."""
        return self if user.is_authenticated else self.none()

    def search(self, text: str):
        return self.filter(search_text__words=text)


class Campaign(models.Model):
    """An effort towards many contacts; interactions and segments may belong to it."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")

    number = LineField(_("number"), max_length=20, unique=True)
    description = LineField(_("description"))
    status = models.CharField(
        _("status"), max_length=16, choices=Status.choices, default=Status.PLANNED
    )
    starts_on = DayField(_("starting date"), null=True, blank=True)
    ends_on = DayField(_("ending date"), null=True, blank=True)
    salesperson = models.ForeignKey(
        Salesperson, models.PROTECT, null=True, blank=True, verbose_name=_("salesperson")
    )
    search_text = SearchTextField()

    objects = CampaignQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text"])

    class Meta:
        ordering = ("-starts_on", "number")
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on"))
                | models.Q(starts_on=None)
                | models.Q(ends_on=None),
                name="crm_campaign_ends_after_it_starts",
                violation_error_message=_("The ending date is before the starting date."),
            )
        ]

    def __str__(self):
        return f"{self.number} · {self.description}"

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.number, self.description)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("campaign", args=[self.pk])
