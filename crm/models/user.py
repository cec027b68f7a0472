import zoneinfo
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.access import Reach


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("This time zone is not known."), "time_zone")


class User(AbstractUser):
    """Somebody who signs in; what he sells is decided by the `Salesperson` tied to him."""

    class Theme(models.TextChoices):
        AUTOMATIC = "auto", _("Automatic")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, blank=True)
    theme = models.CharField(
        _("theme"), max_length=8, choices=Theme.choices, default=Theme.AUTOMATIC
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, validators=[validate_time_zone]
    )
    single_key_shortcuts = models.BooleanField(_("single-letter keys"), default=True)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        permissions = [
            ("see_team", _("Can see the contacts of the own team")),
            ("see_all", _("Can see all contacts")),
        ]

    def __str__(self):
        return self.get_full_name() or self.username

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """As Django's. A page asks thirty times, and Django looks for the backend each time."""
        if obj is not None or self.is_superuser:
            return super().has_perm(perm, obj)
        return perm in self._rights

    @cached_property
    def _rights(self) -> set[str]:
        return self.get_all_permissions()

    @cached_property
    def own_salesperson(self):
        """The salesperson tied to this user, or None."""
        return getattr(self, "salesperson", None)

    def salesperson_ids(self, reach: Reach) -> frozenset[int] | None:
        """The salespeople within *reach*; None stands for all of them."""
        if reach is Reach.ALL:
            return None
        if reach is Reach.NONE or self.own_salesperson is None:
            return frozenset()
        if reach is Reach.TEAM and self.own_salesperson.team_id:
            return self._team_ids
        return frozenset({self.own_salesperson.pk})

    @cached_property
    def _team_ids(self) -> frozenset[int]:
        return frozenset(self.own_salesperson.team.salespeople.values_list("pk", flat=True))

    @cached_property
    def scope(self) -> frozenset[int] | None:
        """The salespeople whose rows this user sees; None stands for all. Asked once a request."""
        if self.has_perm("crm.see_all"):
            return None
        return self.salesperson_ids(Reach.TEAM if self.has_perm("crm.see_team") else Reach.OWN)

    def sees_contacts_of(self, salesperson: int | None) -> bool:
        """Whether contacts of the *salesperson* with this key are in scope; nobody's always are."""
        return self.scope is None or salesperson is None or salesperson in self.scope
