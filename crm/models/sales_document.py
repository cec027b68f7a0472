from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.access import Reach, reach_of
from crm.documents import Amount, Totals, line_amount, totals_of
from crm.models.campaign import Campaign
from crm.models.contact import Contact
from crm.models.fields import DayField, LineField, ProseField
from crm.models.salesperson import Salesperson
from crm.models.vocabulary import DocumentKind
from crm.search_index import SearchTextField
from crm.text import search_text

VERB = "crm.write_document"
_PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class SalesDocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Documents whose contact *user* may see."""
        if not user.is_authenticated:
            return self.none()
        if user.scope is None:
            return self
        # Asked of each row, as the log is: a join would begin with the contacts.
        return self.filter(Exists(Contact.objects.visible_to(user).filter(pk=OuterRef("contact"))))

    def of_contact(self, contact: Contact):
        """Documents of *contact*; a company includes those that are billed to it."""
        if contact.is_company:
            return self.filter(Q(contact=contact) | Q(bill_to=contact))
        return self.filter(contact=contact)

    def newest_first(self):
        return self.order_by("-date", "-pk")

    def search(self, text: str):
        return self.filter(search_text__words=text)


class SalesDocument(models.Model):
    """What we offer, confirm, ship, bill or credit: printed and sent, and then in the log."""

    class Kind(models.TextChoices):
        QUOTE = DocumentKind.SALES_QUOTE.value, DocumentKind.SALES_QUOTE.label
        ORDER_CONFIRMATION = (
            DocumentKind.SALES_ORDER_CONFIRMATION.value,
            DocumentKind.SALES_ORDER_CONFIRMATION.label,
        )
        SHIPMENT_NOTE = (
            DocumentKind.SALES_SHIPMENT_NOTE.value,
            DocumentKind.SALES_SHIPMENT_NOTE.label,
        )
        INVOICE = DocumentKind.SALES_INVOICE.value, DocumentKind.SALES_INVOICE.label
        CREDIT_MEMO = DocumentKind.SALES_CREDIT_MEMO.value, DocumentKind.SALES_CREDIT_MEMO.label

    kind = models.CharField(_("kind"), max_length=32, choices=Kind.choices)
    number = LineField(_("number"), max_length=20)
    # The person it is addressed to, or the company itself where no person is named.
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="documents", verbose_name=_("contact")
    )
    bill_to = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="billed_documents",
        verbose_name=_("bill-to company"),
    )
    salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("salesperson"),
    )
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("campaign"),
    )
    description = LineField(_("description"), max_length=150, blank=True)
    reference = LineField(_("your reference"), max_length=50, blank=True)
    date = DayField(_("date"))
    # Until when a quote holds, by when an invoice is paid.
    due_on = DayField(_("due date"), null=True, blank=True)
    currency = models.CharField(
        _("currency"),
        max_length=3,
        validators=[RegexValidator(r"^[A-Z]{3}\Z", _("Three capital letters, for example CZK."))],
    )
    note = ProseField(_("note"), blank=True, max_length=2_000)
    origin = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="copies",
        verbose_name=_("made from"),
    )
    # With VAT, the sum of the lines: kept by the verbs that write them, for lists.
    total = models.DecimalField(
        _("total"), max_digits=21, decimal_places=3, default=0, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"))
    search_text = SearchTextField()

    objects = SalesDocumentQuerySet.as_manager()

    class Meta:
        ordering = ("-date", "-pk")
        verbose_name = _("sales document")
        verbose_name_plural = _("sales documents")
        default_permissions = ("view",)
        permissions = [
            ("write_document_own", _("Can write own documents")),
            ("write_document_team", _("Can write the team's documents")),
            ("write_document_all", _("Can write all documents")),
            ("send_document", _("Can print and send documents")),
        ]
        constraints = [
            models.UniqueConstraint("kind", "number", name="crm_salesdocument_number_of_a_kind"),
        ]
        indexes = [
            models.Index(fields=("-date", "-id"), name="crm_document_newest"),
            models.Index(fields=("contact", "-date", "-id"), name="crm_document_contact"),
            models.Index(fields=("bill_to", "-date", "-id"), name="crm_document_bill_to"),
            models.Index(fields=("kind", "-date", "-id"), name="crm_document_kind"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.number, self.description, self.reference)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("document", args=[self.pk])

    @property
    def bearer(self) -> Contact:
        """Whose address and registration stand on it: the bill-to company, else the contact."""
        return self.bill_to or self.contact

    @property
    def shows_prices(self) -> bool:
        """A shipment note says what was shipped, not what it costs."""
        return self.kind != self.Kind.SHIPMENT_NOTE

    def totals(self) -> Totals:
        """What the lines come to, worked out from the lines."""
        amounts = (Amount(line.net_in(self.currency), line.vat_rate) for line in self.lines.all())
        return totals_of(amounts, self.currency)

    def may_be_written_by(self, user) -> bool:
        """Whether *user* reaches this document with his right to write; his own draft always."""
        reach = reach_of(user, VERB)
        if reach is Reach.ALL or (reach and self.created_by_id == user.pk):
            return True
        return self.salesperson_id in (user.salesperson_ids(reach) or ())


class SalesDocumentLine(models.Model):
    """What is sold, how much of it and for how much; discount and VAT in percent."""

    document = models.ForeignKey(SalesDocument, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    text = LineField(_("text"), max_length=200)
    quantity = models.DecimalField(
        _("quantity"),
        max_digits=10,
        decimal_places=3,
        default=1,
        validators=[MinValueValidator(Decimal("0.001"))],
    )
    unit = LineField(_("unit"), max_length=10, blank=True)
    unit_price = models.DecimalField(
        _("unit price"),
        max_digits=12,
        decimal_places=4,
        default=0,
        validators=[MinValueValidator(0)],
    )
    discount = models.DecimalField(
        _("discount %"), max_digits=5, decimal_places=2, default=0, validators=_PERCENT
    )
    vat_rate = models.DecimalField(
        _("VAT %"), max_digits=5, decimal_places=2, default=0, validators=_PERCENT
    )

    class Meta:
        ordering = ("document", "position")
        verbose_name = _("line of a sales document")
        verbose_name_plural = _("lines of sales documents")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                "document", "position", name="crm_salesdocumentline_one_a_position"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0), name="crm_salesdocumentline_quantity"
            ),
            models.CheckConstraint(
                condition=Q(unit_price__gte=0), name="crm_salesdocumentline_price"
            ),
            models.CheckConstraint(
                condition=Q(discount__range=(0, 100), vat_rate__range=(0, 100)),
                name="crm_salesdocumentline_percents",
            ),
        ]

    def __str__(self):
        return self.text

    def net_in(self, currency: str) -> Decimal:
        """What the line comes to without VAT."""
        return line_amount(
            quantity=self.quantity,
            unit_price=self.unit_price,
            discount=self.discount,
            currency=currency,
        )
