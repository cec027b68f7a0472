from django.db import migrations

from crm.roles import AUDITOR, SETUP, grant, withdraw

SYSTEM = "interactions.connectedsystem"
RIGHTS = {
    SETUP: {SYSTEM: tuple(f"{verb}_connectedsystem" for verb in ("view", "add", "change"))},
    AUDITOR: {SYSTEM: ("view_connectedsystem",)},
}


class Migration(migrations.Migration):
    dependencies = [("interactions", "0010_connected_system"), ("crm", "0002_roles")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: grant(apps, RIGHTS),
            lambda apps, schema_editor: withdraw(apps, RIGHTS),
        )
    ]
