from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.models.fields import LineField, PhoneField
from crm.models.team import Team
from crm.search_index import SearchTextField
from crm.text import search_text


class SalespersonQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Colleagues are no secret: whoever may sign in knows who sells here."""
        return self if user.is_authenticated else self.none()

    def active(self):
        return self.filter(blocked=False)

    def search(self, text: str):
        return self.filter(search_text__words=text)


class Salesperson(models.Model):
    """Who owns contacts and interactions; may be tied to a user who signs in."""

    code = LineField(_("code"), max_length=20, unique=True)
    name = LineField(_("name"))
    job_title = LineField(_("job title"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = PhoneField(_("phone"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("user")
    )
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="salespeople",
        verbose_name=_("team"),
    )
    blocked = models.BooleanField(
        _("blocked"), default=False, help_text=_("Is no longer offered in choices.")
    )
    search_text = SearchTextField()

    objects = SalespersonQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text"])

    class Meta:
        ordering = ("name", "pk")
        verbose_name = _("salesperson")
        verbose_name_plural = _("salespeople")

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.name, self.code, self.email)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("salesperson", args=[self.pk])
