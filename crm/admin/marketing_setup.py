from django.contrib import admin

from crm.admin.set_up import SetUpAdmin
from crm.forms.marketing_setup import PARTS
from crm.models import MarketingSetup


@admin.register(MarketingSetup)
class MarketingSetupAdmin(SetUpAdmin):
    """The one row of set-up; the page of the product shows the same."""

    list_display = ("__str__", "company_name", "currency")
    fieldsets = tuple((label, {"fields": rows}) for label, rows in PARTS)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not MarketingSetup.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.pk = 1
        super().save_model(request, obj, form, change)
