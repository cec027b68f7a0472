"""The set-up of the ground floor. Contacts have their own pages and are not registered here."""

from django.contrib import admin
from django_tasks_db import admin as _admin_of_tasks
from django_tasks_db.models import DBTaskResult

from crm.admin.audit_record import AuditRecordAdmin
from crm.admin.campaign import CampaignAdmin
from crm.admin.marketing_setup import MarketingSetupAdmin
from crm.admin.number_series import NumberSeriesAdmin
from crm.admin.role import RoleAdmin
from crm.admin.salesperson import SalespersonAdmin
from crm.admin.team import TeamAdmin
from crm.admin.user import UserAdmin

# What the worker did is told on the home page; the package's own list speaks English only.
admin.site.unregister(DBTaskResult)

__all__ = [
    "AuditRecordAdmin",
    "CampaignAdmin",
    "MarketingSetupAdmin",
    "NumberSeriesAdmin",
    "RoleAdmin",
    "SalespersonAdmin",
    "TeamAdmin",
    "UserAdmin",
]
