"""The set-up of the ground floor. Contacts have their own pages and are not registered here."""

from crm.admin.audit_record import AuditRecordAdmin
from crm.admin.campaign import CampaignAdmin
from crm.admin.marketing_setup import MarketingSetupAdmin
from crm.admin.number_series import NumberSeriesAdmin
from crm.admin.salesperson import SalespersonAdmin
from crm.admin.team import TeamAdmin
from crm.admin.user import UserAdmin

__all__ = [
    "AuditRecordAdmin",
    "CampaignAdmin",
    "MarketingSetupAdmin",
    "NumberSeriesAdmin",
    "SalespersonAdmin",
    "TeamAdmin",
    "UserAdmin",
]
