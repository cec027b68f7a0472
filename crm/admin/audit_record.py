from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from crm.admin.titles import TitledAdmin
from crm.models import AuditRecord


@admin.register(AuditRecord)
class AuditRecordAdmin(TitledAdmin):
    """What deeds have left of themselves; nobody changes or removes it."""

    list_display = ("at", "deed", "author", "count")
    list_filter = ("deed",)
    list_select_related = ("by",)
    show_full_result_count = False

    def lookup_allowed(self, lookup, value, request):
        return lookup == "deed__exact"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("by"))
    def author(self, record):
        return record.by or _("command line")
