"""The five roles: Django groups made by migrations; their permissions add up."""

from django.apps.registry import Apps
from django.utils.translation import gettext_lazy as _

SALESPERSON = "Salesperson"
MANAGER = "Sales Manager"
MARKETING = "Marketing"
SETUP = "Set-up Administrator"
AUDITOR = "Auditor"

LABELS = {
    SALESPERSON: _("Salesperson"),
    MANAGER: _("Sales Manager"),
    MARKETING: _("Marketing"),
    SETUP: _("Set-up Administrator"),
    AUDITOR: _("Auditor"),
}
ALL_ROLES = tuple(LABELS)


def grant(apps: Apps, rights: dict[str, dict[str, tuple[str, ...]]]) -> None:
    """Give roles permissions inside a migration.

    *rights* is role → "app.model" → codenames. Permissions are made here if they do not exist
    yet: Django itself makes them only after the last migration, and then finds these.
    """
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    content_type_model = apps.get_model("contenttypes", "ContentType")
    for role, by_model in rights.items():
        group, _created = group_model.objects.get_or_create(name=role)
        for label, codenames in by_model.items():
            app_label, model = label.split(".")
            names = dict(apps.get_model(app_label, model)._meta.permissions)
            content_type, _created = content_type_model.objects.get_or_create(
                app_label=app_label, model=model
            )
            for codename in codenames:
                permission, _created = permission_model.objects.get_or_create(
                    content_type=content_type,
                    codename=codename,
                    defaults={"name": names.get(codename, f"Can {codename.replace('_', ' ')}")},
                )
                group.permissions.add(permission)


def withdraw(apps: Apps, rights: dict[str, dict[str, tuple[str, ...]]]) -> None:
    """Undo `grant(apps, rights)`."""
    group_model = apps.get_model("auth", "Group")
    for role, by_model in rights.items():
        group = group_model.objects.get(name=role)
        for label, codenames in by_model.items():
            app_label, model = label.split(".")
            group.permissions.remove(
                *group.permissions.filter(
                    content_type__app_label=app_label,
                    content_type__model=model,
                    codename__in=codenames,
                )
            )
