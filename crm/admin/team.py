from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from crm.models import Salesperson, Team


class SalespersonInline(admin.TabularInline):
    """Who belongs to the team; the team of a salesperson is changed at the salesperson."""

    model = Salesperson
    fields = ("name", "code", "blocked")
    readonly_fields = fields
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):
    list_display = ("name", "number_of_salespeople")
    search_fields = ("name",)
    inlines = (SalespersonInline,)

    def lookup_allowed(self, lookup, value, request):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(number=Count("salespeople"))

    @admin.display(description=_("salespeople"), ordering="number")
    def number_of_salespeople(self, team):
        return team.number
