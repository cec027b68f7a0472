from django.db import migrations

from crm.text import search_text


def fold_texts(apps, schema_editor):
    template_model = apps.get_model("interactions", "InteractionTemplate")
    for template in template_model.objects.only("description"):
        template.description_words = search_text(template.description)
        template.save(update_fields=["description_words"])
    text_model = apps.get_model("interactions", "TemplateText")
    for text in text_model.objects.only("subject"):
        text.subject_words = search_text(text.subject)
        text.save(update_fields=["subject_words"])


class Migration(migrations.Migration):
    dependencies = [("interactions", "0005_words_of_texts")]
    operations = [migrations.RunPython(fold_texts, migrations.RunPython.noop)]
