from django.contrib import admin
from django.utils.translation import gettext as _

from crm.admin.set_up import SetUpAdmin
from interactions.models import InteractionGroup


@admin.register(InteractionGroup)
class InteractionGroupAdmin(SetUpAdmin):
    list_display = ("code", "description")
    search_fields = ("code", "description")

    def why_kept(self, obj):
        if obj.is_used():
            return _("%(group)s: templates or interaction log entries belong to this group.") % {
                "group": obj
            }
        return ""
