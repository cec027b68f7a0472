from django.db import migrations

from crm.roles import ALL_ROLES, MANAGER, MARKETING, SALESPERSON, SETUP, grant, withdraw

ENTRY = "interactions.interactionlogentry"
READ = {
    ENTRY: ("view_interactionlogentry", "export"),
    "interactions.interactiontemplate": ("view_interactiontemplate",),
    "interactions.interactiongroup": ("view_interactiongroup",),
    "interactions.templatetext": ("view_templatetext",),
}
TEMPLATE_NOUNS = ("interactiontemplate", "interactiongroup", "templatetext")
WRITE_TEMPLATES = {
    f"interactions.{noun}": tuple(f"{verb}_{noun}" for verb in ("view", "add", "change", "delete"))
    for noun in TEMPLATE_NOUNS
}

RIGHTS = {role: dict(READ) for role in ALL_ROLES}
RIGHTS[SALESPERSON][ENTRY] += ("record_all", "cancel_own")
RIGHTS[MANAGER][ENTRY] += ("record_all", "cancel_team", "purge_team")
RIGHTS[MARKETING] |= WRITE_TEMPLATES
RIGHTS[MARKETING][ENTRY] += ("record_own", "cancel_own")
RIGHTS[SETUP] |= WRITE_TEMPLATES
RIGHTS[SETUP][ENTRY] += ("cancel_all", "purge_all")


class Migration(migrations.Migration):
    dependencies = [("interactions", "0001_first_nouns"), ("crm", "0002_roles")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: grant(apps, RIGHTS),
            lambda apps, schema_editor: withdraw(apps, RIGHTS),
        )
    ]
