from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("crm", "0002_roles")]

    operations = [
        migrations.AddField(
            model_name="auditrecord",
            name="last_step_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="last step"),
        ),
    ]
