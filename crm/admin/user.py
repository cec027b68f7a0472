from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils.translation import gettext_lazy as _

from crm import roles
from crm.admin.rows import RowsField
from crm.admin.titles import TitledAdmin
from crm.models import Salesperson, User


class RolesField(RowsField):
    """Roles to tick, by their names in the language of the reader."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group):
        return roles.LABELS.get(group.name, group.name)


class RoleFilter(admin.RelatedFieldListFilter):
    """Roles to filter by, by their names in the language of the reader."""

    def field_choices(self, field, request, model_admin):
        choices = super().field_choices(field, request, model_admin)
        return [(key, roles.LABELS.get(name, name)) for key, name in choices]


class SalespersonInline(admin.StackedInline):
    """As whom the user sells."""

    model = Salesperson
    fields = ("code", "name", "job_title", "email", "phone", "team", "blocked")
    extra = 0
    max_num = 1
    can_delete = False


@admin.register(User)
class UserAdmin(TitledAdmin, DjangoUserAdmin):
    """Who signs in, in which roles. Nobody makes himself or others more than he is."""

    list_display = ("username", "first_name", "last_name", "email", "roles", "is_active")
    list_filter = ("is_active", ("groups", RoleFilter))
    inlines = (SalespersonInline,)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Roles"), {"fields": ("groups", "is_staff", "is_active")}),
        (_("Preferences"), {"fields": ("language", "theme", "time_zone", "single_key_shortcuts")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    fieldsets_of_superusers = ((_("Everything"), {"fields": ("is_superuser", "user_permissions")}),)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs |= {"form_class": RolesField, "widget": forms.CheckboxSelectMultiple}
            return db_field.formfield(label=_("Roles"), help_text="", **kwargs)
        kwargs.setdefault("form_class", RowsField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_queryset(self, request):
        users = super().get_queryset(request).prefetch_related("groups")
        # The password of somebody who may do more would be a way to do more.
        return users if request.user.is_superuser else users.filter(is_superuser=False)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and request.user.is_superuser:
            return (*fieldsets, *self.fieldsets_of_superusers)
        return fieldsets

    def get_inlines(self, request, obj):
        return self.inlines if obj is not None else ()

    def lookup_allowed(self, lookup, value, request):
        return lookup in {"is_active__exact", "groups__id__exact"}

    def save_formset(self, request, form, formset, change):
        for salesperson in formset.save(commit=False):
            salesperson._history_user = request.user
            salesperson.save()

    @admin.display(description=_("roles"))
    def roles(self, user):
        names = (group.name for group in user.groups.all())
        return ", ".join(str(roles.LABELS.get(name, name)) for name in names)
