"""What is chosen by typing in this room; the furniture stands in `crm/ui/choices.py`."""

from crm.ui.choices import Choices
from interactions.models import InteractionTemplate

TEMPLATES = Choices(
    model=InteractionTemplate,
    url_name="template_choices",
    number="code",
    hint=lambda template: str(template.group),
    offered=lambda rows: rows.active(),
    related=("group",),
)
