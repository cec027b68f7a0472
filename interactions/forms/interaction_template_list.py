from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _


class Use(models.TextChoices):
    """Whether a template is offered for new interactions."""

    ACTIVE = "active", _("Active")
    BLOCKED = "blocked", _("Blocked")


class InteractionTemplateListForm(forms.Form):
    """What the list of templates is narrowed to."""

    q = forms.CharField(required=False, max_length=200, label=_("Code or description"))
    use = forms.ChoiceField(required=False, choices=[("", _("All")), *Use.choices])
