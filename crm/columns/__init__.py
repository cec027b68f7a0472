"""What the lists of the ground floor show of a row."""

from crm.columns.campaign import CAMPAIGN_COLUMNS, CAMPAIGN_TONES
from crm.columns.contact import CONTACT_COLUMNS
from crm.columns.outgoing_mail import MAIL_COLUMNS
from crm.columns.sales_document import DOCUMENT_COLUMNS
from crm.columns.salesperson import SALESPERSON_COLUMNS

__all__ = [
    "CAMPAIGN_COLUMNS",
    "CAMPAIGN_TONES",
    "CONTACT_COLUMNS",
    "DOCUMENT_COLUMNS",
    "MAIL_COLUMNS",
    "SALESPERSON_COLUMNS",
]
