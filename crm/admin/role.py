from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from crm import roles
from crm.admin.titles import TitledAdmin

admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(TitledAdmin, GroupAdmin):
    """Django's groups, by the names that roles have in the language of the reader."""

    list_display = ("role",)

    @admin.display(description=_("role"), ordering="name")
    def role(self, group):
        return roles.LABELS.get(group.name, group.name)
