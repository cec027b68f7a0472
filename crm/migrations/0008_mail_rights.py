from django.db import migrations

from crm.roles import AUDITOR, MANAGER, MARKETING, SALESPERSON, SETUP, grant, withdraw

MAIL = "crm.outgoingmail"
RIGHTS = {
    SALESPERSON: {MAIL: ("view_outgoingmail", "resend_mail")},
    MANAGER: {MAIL: ("view_outgoingmail", "resend_mail")},
    MARKETING: {MAIL: ("view_outgoingmail", "resend_mail")},
    SETUP: {MAIL: ("view_outgoingmail", "resend_mail")},
    AUDITOR: {MAIL: ("view_outgoingmail",)},
}


class Migration(migrations.Migration):
    dependencies = [("crm", "0007_outgoing_mail")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: grant(apps, RIGHTS),
            lambda apps, schema_editor: withdraw(apps, RIGHTS),
        )
    ]
