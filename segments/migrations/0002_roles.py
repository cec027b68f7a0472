from django.db import migrations

from crm.roles import ALL_ROLES, MANAGER, MARKETING, SALESPERSON, SETUP, grant, withdraw

SEGMENT = "segments.segment"
CRITERIA = "segments.savedcriteria"

RIGHTS = {role: {SEGMENT: ("view_segment",)} for role in ALL_ROLES}
RIGHTS[SALESPERSON][SEGMENT] += ("change_segment_own",)
RIGHTS[MANAGER][SEGMENT] += ("change_segment_team", "delete_segment_team")
RIGHTS[MARKETING][SEGMENT] += ("change_segment_all",)
RIGHTS[SETUP][SEGMENT] += ("delete_segment_all",)
for builder in (SALESPERSON, MANAGER, MARKETING):
    RIGHTS[builder][CRITERIA] = ("view_savedcriteria", "add_savedcriteria", "delete_savedcriteria")


class Migration(migrations.Migration):
    dependencies = [("segments", "0001_first_nouns"), ("crm", "0002_roles")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: grant(apps, RIGHTS),
            lambda apps, schema_editor: withdraw(apps, RIGHTS),
        )
    ]
