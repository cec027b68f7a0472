"""What is chosen by typing in this room; the furniture stands in `crm/ui/choices.py`."""

from django.db.models import Exists, OuterRef

from crm.ui.choices import Choices
from interactions.models import InteractionTemplate, TemplateText

TEMPLATES = Choices(
    model=InteractionTemplate,
    url_name="template_choices",
    number="code",
    hint=lambda template: str(template.group),
    offered=lambda rows: rows.active(),
    related=("group",),
)
# Those that have something to print.
LETTER_TEMPLATES = Choices(
    model=InteractionTemplate,
    url_name="letter_template_choices",
    number="code",
    hint=lambda template: str(template.group),
    kind=lambda rows: rows.filter(Exists(TemplateText.objects.filter(template=OuterRef("pk")))),
    offered=lambda rows: rows.active(),
    related=("group",),
)
