from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.models.contact import Contact
from crm.models.fields import LineField


class BusinessRelation(models.Model):
    """What a contact is to us besides a contact: a customer, a vendor, …"""

    class Kind(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        VENDOR = "vendor", _("Vendor")
        BANK = "bank", _("Bank")
        EMPLOYEE = "employee", _("Employee")
        OTHER = "other", _("Other relation")

    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="relations", verbose_name=_("contact")
    )
    kind = models.CharField(_("relation"), max_length=16, choices=Kind.choices)
    other_code = LineField(
        _("code"), max_length=20, blank=True, help_text=_("Names a relation of another kind.")
    )
    external_number = LineField(
        _("external number"),
        max_length=30,
        blank=True,
        help_text=_("The number of this contact in the accounts or another system."),
    )

    class Meta:
        ordering = ("contact", "kind", "other_code")
        verbose_name = _("business relation")
        verbose_name_plural = _("business relations")
        constraints = [
            models.UniqueConstraint(
                "contact",
                "kind",
                "other_code",
                name="crm_businessrelation_once_a_contact",
                violation_error_message=_("The contact already has this relation."),
            ),
            models.CheckConstraint(
                condition=Q(kind="other") ^ Q(other_code=""),
                name="crm_businessrelation_code_of_other_only",
                violation_error_message=_("A code is given for other relations, and only there."),
            ),
        ]
        indexes = [models.Index(fields=("kind", "contact"))]

    def __str__(self):
        return self.other_code or self.get_kind_display()
