from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Q

from crm.admin.set_up import SetUpAdmin
from crm.admin.uses import why_used
from crm.models import Salesperson


@admin.register(Salesperson)
class SalespersonAdmin(SetUpAdmin):
    list_display = ("name", "code", "team", "user", "blocked")
    list_filter = ("blocked", "team")
    list_select_related = ("team", "user")
    allowed_lookups = frozenset({"blocked__exact", "team__id__exact"})
    search_fields = ("search_text__words",)
    fields = ("code", "name", "job_title", "email", "phone", "team", "user", "blocked")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if "user" in form.base_fields:
            free = Q(salesperson=None) | Q(salesperson=obj.pk if obj else None)
            form.base_fields["user"].queryset = get_user_model().objects.filter(free)
        return form

    def why_kept(self, obj):
        return why_used(obj)
