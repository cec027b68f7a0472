from django.db import migrations

from crm.roles import ALL_ROLES, MANAGER, MARKETING, SALESPERSON, SETUP, grant, withdraw

DOCUMENT = "crm.salesdocument"
RIGHTS = {role: {DOCUMENT: ("view_salesdocument",)} for role in ALL_ROLES}
RIGHTS[SALESPERSON][DOCUMENT] += ("write_document_own", "send_document")
RIGHTS[MANAGER][DOCUMENT] += ("write_document_team", "send_document")
RIGHTS[MARKETING][DOCUMENT] += ("send_document",)
RIGHTS[SETUP][DOCUMENT] += ("write_document_all", "send_document")


class Migration(migrations.Migration):
    dependencies = [("crm", "0004_sales_documents")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: grant(apps, RIGHTS),
            lambda apps, schema_editor: withdraw(apps, RIGHTS),
        )
    ]
