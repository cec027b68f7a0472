from django.contrib import admin

from crm.admin.set_up import SetUpAdmin
from interactions.models import RecordingRule


@admin.register(RecordingRule)
class RecordingRuleAdmin(SetUpAdmin):
    list_display = ("kind", "template")
    list_select_related = ("template",)
