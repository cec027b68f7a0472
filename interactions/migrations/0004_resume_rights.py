from django.db import migrations

from crm.roles import MANAGER, MARKETING, SALESPERSON, grant, withdraw

POSTPONED = "interactions.postponedinteraction"
RIGHTS = {
    SALESPERSON: {POSTPONED: ("resume_own",)},
    MANAGER: {POSTPONED: ("resume_team",)},
    MARKETING: {POSTPONED: ("resume_own",)},
}


class Migration(migrations.Migration):
    dependencies = [("interactions", "0003_postponed_interaction"), ("crm", "0002_roles")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: grant(apps, RIGHTS),
            lambda apps, schema_editor: withdraw(apps, RIGHTS),
        )
    ]
