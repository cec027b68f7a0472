"""Words that several nouns share."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CorrespondenceType(models.TextChoices):
    """How something is sent; blank means that nobody decided."""

    LETTER = "letter", _("Letter")
    FAX = "fax", _("Fax")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", pgettext_lazy("correspondence type", "Phone")


class Language(models.TextChoices):
    """Languages that a contact may prefer and a template may be written in."""

    CZECH = "cs", _("Czech")
    ENGLISH = "en", _("English")
    GERMAN = "de", _("German")
    SLOVAK = "sk", _("Slovak")
    POLISH = "pl", _("Polish")
    FRENCH = "fr", _("French")
    ITALIAN = "it", _("Italian")
    SPANISH = "es", _("Spanish")
    HUNGARIAN = "hu", _("Hungarian")
    UKRAINIAN = "uk", _("Ukrainian")


class DocumentKind(models.TextChoices):
    """What can be sent or received and then stands in the log; the first word is its area."""

    SALES_QUOTE = "sales_quote", _("Sales Quote")
    SALES_BLANKET_ORDER = "sales_blanket_order", _("Sales Blanket Order")
    SALES_ORDER_CONFIRMATION = "sales_order_confirmation", _("Order Confirmation")
    SALES_DRAFT_INVOICE = "sales_draft_invoice", _("Sales Draft Invoice")
    SALES_INVOICE = "sales_invoice", _("Sales Invoice")
    SALES_SHIPMENT_NOTE = "sales_shipment_note", _("Shipment Note")
    SALES_CREDIT_MEMO = "sales_credit_memo", _("Sales Credit Memo")
    SALES_RETURN_ORDER = "sales_return_order", _("Sales Return Order")
    SALES_RETURN_RECEIPT = "sales_return_receipt", _("Sales Return Receipt")
    SALES_STATEMENT = "sales_statement", _("Statement")
    SALES_REMINDER = "sales_reminder", _("Reminder")
    SALES_FINANCE_CHARGE_MEMO = "sales_finance_charge_memo", _("Finance Charge Memo")
    PURCHASE_QUOTE = "purchase_quote", _("Purchase Quote")
    PURCHASE_BLANKET_ORDER = "purchase_blanket_order", _("Purchase Blanket Order")
    PURCHASE_ORDER = "purchase_order", _("Purchase Order")
    PURCHASE_INVOICE = "purchase_invoice", _("Purchase Invoice")
    PURCHASE_RECEIPT = "purchase_receipt", _("Purchase Receipt")
    PURCHASE_CREDIT_MEMO = "purchase_credit_memo", _("Purchase Credit Memo")
    PURCHASE_RETURN_SHIPMENT = "purchase_return_shipment", _("Purchase Return Shipment")
    PURCHASE_RETURN_ORDER = "purchase_return_order", _("Purchase Return Order Confirmation")
    SERVICE_ORDER = "service_order", _("Service Order")
    SERVICE_CONTRACT = "service_contract", _("Service Contract")
    SERVICE_CONTRACT_QUOTE = "service_contract_quote", _("Service Contract Quote")
    SERVICE_QUOTE = "service_quote", _("Service Quote")
    COVER_SHEET = "cover_sheet", _("Cover Sheet")
    LETTER = "letter", pgettext_lazy("kind of document", "Letter")
    EMAIL_OUT = "email_out", _("E-mail sent")
    EMAIL_IN = "email_in", _("E-mail received")
    OUTGOING_CALL = "outgoing_call", _("Outgoing Call")
    MEETING_INVITATION = "meeting_invitation", _("Meeting Invitation")
