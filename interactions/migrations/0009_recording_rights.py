from django.db import migrations

from crm.roles import AUDITOR, MANAGER, MARKETING, SETUP, grant, withdraw

RULE, EVENT = "interactions.recordingrule", "interactions.event"
READ = ("view_recordingrule",)
WRITE = tuple(f"{verb}_recordingrule" for verb in ("view", "add", "change", "delete"))
RIGHTS = {
    MANAGER: {EVENT: ("view_event", "resolve_event")},
    MARKETING: {RULE: READ},
    SETUP: {RULE: WRITE, EVENT: ("view_event", "resolve_event")},
    AUDITOR: {RULE: READ, EVENT: ("view_event",)},
}


class Migration(migrations.Migration):
    dependencies = [("interactions", "0008_automatic_recording"), ("crm", "0002_roles")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: grant(apps, RIGHTS),
            lambda apps, schema_editor: withdraw(apps, RIGHTS),
        )
    ]
