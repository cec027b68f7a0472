from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords

from crm.models.fields import LineField, ProseField
from crm.models.number_series import NumberSeries
from crm.models.salesperson import Salesperson
from crm.models.vocabulary import CorrespondenceType, DocumentKind, Language

SERIES_OF_DOCUMENTS: dict[str, str] = {
    DocumentKind.SALES_QUOTE: "quote_series",
    DocumentKind.SALES_ORDER_CONFIRMATION: "order_series",
    DocumentKind.SALES_SHIPMENT_NOTE: "shipment_series",
    DocumentKind.SALES_INVOICE: "invoice_series",
    DocumentKind.SALES_CREDIT_MEMO: "credit_memo_series",
}


def _series(label):
    return models.ForeignKey(
        NumberSeries, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def _inherited(label):
    return models.BooleanField(label, default=True)


class MarketingSetup(models.Model):
    """The one row of set-up: number series, defaults, thresholds."""

    company_name = LineField(_("company name"), blank=True)
    # What stands on our paper besides the name.
    company_address = ProseField(_("company address"), max_length=300, blank=True)
    registration_number = LineField(_("Registration No."), max_length=20, blank=True)
    vat_number = LineField(_("VAT Registration No."), max_length=20, blank=True)
    bank_account = LineField(_("bank account"), max_length=50, blank=True)
    contact_series = _series(_("contact numbers"))
    segment_series = _series(_("segment numbers"))
    campaign_series = _series(_("campaign numbers"))
    quote_series = _series(_("quote numbers"))
    order_series = _series(_("order confirmation numbers"))
    shipment_series = _series(_("shipment note numbers"))
    invoice_series = _series(_("invoice numbers"))
    credit_memo_series = _series(_("credit memo numbers"))
    currency = models.CharField(
        _("local currency"),
        max_length=3,
        default="CZK",
        validators=[RegexValidator(r"^[A-Z]{3}\Z", _("Three capital letters, for example CZK."))],
    )

    default_salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("salesperson of new contacts"),
    )
    default_language = models.CharField(
        _("language of new contacts"), max_length=8, choices=Language.choices, blank=True
    )
    default_country = CountryField(_("country of new contacts"), blank=True)
    default_correspondence_type = models.CharField(
        _("correspondence type of new contacts"),
        max_length=16,
        choices=CorrespondenceType.choices,
        blank=True,
    )

    inherit_salesperson = _inherited(_("a person inherits the salesperson"))
    inherit_language = _inherited(_("a person inherits the language"))
    inherit_address = _inherited(_("a person inherits the address"))
    inherit_communication = _inherited(_("a person inherits phone, fax and web site"))

    default_vat_rate = models.DecimalField(
        _("VAT rate of new lines (%)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(21),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    neglected_after_days = models.PositiveSmallIntegerField(
        _("a contact is neglected after (days)"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Marketing Setup")
        verbose_name_plural = _("Marketing Setup")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="crm_marketingsetup_one_row")
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "MarketingSetup":
        """The set-up in force; an installation that has none yet gets the defaults, unsaved."""
        return cls.objects.select_related("default_salesperson").filter(pk=1).first() or cls(pk=1)

    def series_of_document(self, kind: str) -> NumberSeries | None:
        """The series that numbers sales documents of *kind*, or None where none is set."""
        return getattr(self, SERIES_OF_DOCUMENTS[kind])

    def get_absolute_url(self):
        return reverse("marketing_setup")
