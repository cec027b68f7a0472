from django.db import migrations

from crm.roles import ALL_ROLES, AUDITOR, MANAGER, MARKETING, SALESPERSON, SETUP, grant, withdraw

READ = {
    "crm.user": ("see_all",),
    "crm.contact": ("view_contact",),
    "crm.salesperson": ("view_salesperson",),
    "crm.campaign": ("view_campaign",),
}
SET_UP_NOUNS = (
    "salesperson",
    "team",
    "campaign",
    "marketingsetup",
    "numberseries",
    "numberseriesline",
)


def may(verbs: tuple[str, ...], nouns: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {f"crm.{noun}": tuple(f"{verb}_{noun}" for verb in verbs) for noun in nouns}


RIGHTS = {role: dict(READ) for role in ALL_ROLES}
RIGHTS[SALESPERSON]["crm.contact"] += ("create_contact", "edit_contact_own")
RIGHTS[MANAGER]["crm.contact"] += ("create_contact", "edit_contact_team")
RIGHTS[MARKETING]["crm.contact"] += ("create_contact", "edit_contact_all")
RIGHTS[SETUP]["crm.contact"] += ("create_contact", "edit_contact_all")
RIGHTS[MARKETING] |= may(("view",), ("marketingsetup", "numberseries", "numberseriesline", "team"))
RIGHTS[MARKETING] |= may(("view", "add", "change", "delete"), ("campaign",))
RIGHTS[SETUP] |= may(("view", "add", "change", "delete"), SET_UP_NOUNS)
RIGHTS[SETUP] |= may(("view", "add", "change"), ("user",))
RIGHTS[SETUP]["crm.user"] += ("see_all",)
RIGHTS[SETUP] |= may(("view",), ("auditrecord",))
RIGHTS[AUDITOR] |= may(("view",), (*SET_UP_NOUNS, "auditrecord"))


class Migration(migrations.Migration):
    dependencies = [
        ("crm", "0001_first_nouns"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: grant(apps, RIGHTS),
            lambda apps, schema_editor: withdraw(apps, RIGHTS),
        )
    ]
