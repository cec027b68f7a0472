"""The nouns of the ground floor."""

from crm.models.audit_record import AuditRecord
from crm.models.business_relation import BusinessRelation
from crm.models.campaign import Campaign
from crm.models.contact import Contact
from crm.models.finished_form import FinishedForm
from crm.models.mail_pace import MailPace
from crm.models.mailing import Mailing
from crm.models.marketing_setup import MarketingSetup
from crm.models.number_series import NumberSeries, NumberSeriesLine
from crm.models.outgoing_mail import OutgoingMail
from crm.models.sales_document import SalesDocument, SalesDocumentLine
from crm.models.salesperson import Salesperson
from crm.models.saved_view import SavedView
from crm.models.stored_file import StoredFile
from crm.models.team import Team
from crm.models.user import User
from crm.models.vocabulary import CorrespondenceType, DocumentKind, Language

__all__ = [
    "AuditRecord",
    "BusinessRelation",
    "Campaign",
    "Contact",
    "CorrespondenceType",
    "DocumentKind",
    "FinishedForm",
    "Language",
    "MailPace",
    "Mailing",
    "MarketingSetup",
    "NumberSeries",
    "NumberSeriesLine",
    "OutgoingMail",
    "SalesDocument",
    "SalesDocumentLine",
    "Salesperson",
    "SavedView",
    "StoredFile",
    "Team",
    "User",
]
